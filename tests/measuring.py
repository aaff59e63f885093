"""Times, and how they are said."""

import math
import time
from collections.abc import Callable, Iterable
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


def rank(values: Iterable[float], share: float) -> float:
    """The smallest value that so large a share of all does not exceed: 0.99 of a
    hundred is the second largest."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1]


def spread(values: Iterable[float]) -> str:
    """Milliseconds as they are compared: the middle, nearly all, the worst."""
    some = list(values)
    return (
        f"p50 {rank(some, 0.5):7.1f}   p99 {rank(some, 0.99):7.1f}   "
        f"max {max(some):7.1f} ms   n {len(some)}"
    )


def say(*lines: object) -> None:
    """Prints a small table after pytest's own dot."""
    print("", *lines, sep="\n  ")
