"""Times, and how they are said."""

import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import TypeVar

T = TypeVar("T")


class Times:
    """Milliseconds of one kind of thing, measured again and again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.all: list[float] = []

    def of(self, action: Callable[[], T]) -> T:
        """Does it once more."""
        started = time.perf_counter()
        result = action()
        self.all.append((time.perf_counter() - started) * 1000)
        return result

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.all)

    def __str__(self) -> str:
        p95 = quantiles(self.all, n=20)[-1]
        return (
            f"{self.name:<34} p50 {self.middle:7.1f} ms   p95 {p95:7.1f} ms"
            f"   n {len(self.all)}"
        )


def say(*lines: object) -> None:
    """Prints a small table after pytest's own dot."""
    print("", *lines, sep="\n  ")
