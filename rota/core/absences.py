"""Stretches of days in which somebody cannot, would rather not, or would gladly; or
is free after all, whatever her own calendar says.

What one person enters never overlaps: a later word counts on its days and what it
covers is cut, joined or replaced. Both ends of a stretch are days of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

CANNOT, RATHER_NOT, GLADLY = "cannot", "rather_not", "gladly"
# says nothing of how she would like it: only that her calendar is wrong
AVAILABLE = "available"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Days from `first` to `last`, both included, and what is said of them."""

    first: date
    last: date
    kind: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def touches(self, first: date, last: date) -> bool:
        """True when a day of it lies between those two, both included."""
        return self.first <= last and first <= self.last


def lift(stretches: Iterable[Stretch], first: date, last: date) -> list[Stretch]:
    """What is left when nothing is said of those days any more, in order."""
    left = []
    for one in stretches:
        if not one.touches(first, last):
            left.append(one)
            continue
        if one.first < first:
            left.append(replace(one, last=first - DAY))
        if one.last > last:
            left.append(replace(one, first=last + DAY))
    return sorted(left)


def lay(stretches: Iterable[Stretch], new: Stretch) -> list[Stretch]:
    """What is said once `new` counts on its days, in order; neighbours that say the
    same become one."""
    return join([*lift(stretches, new.first, new.last), new])


def join(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order, those of one kind that overlap or follow each other made one."""
    joined: dict[str, list[Stretch]] = {}
    for one in sorted(stretches):
        kept = joined.setdefault(one.kind, [])
        if kept and one.first <= kept[-1].last + DAY:
            kept[-1] = replace(kept[-1], last=max(kept[-1].last, one.last))
        else:
            kept.append(one)
    return sorted(one for kept in joined.values() for one in kept)


def covered(stretches: Iterable[Stretch], first: date, last: date) -> list[Stretch]:
    """The parts of them that lie between those two days, in order."""
    return sorted(
        replace(one, first=max(one.first, first), last=min(one.last, last))
        for one in stretches
        if one.touches(first, last)
    )
