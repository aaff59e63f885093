"""Whether a relay leaves its people enough rest: pure reckoning on their hours.

Décret 2000-815, article 3 (DOMAIN.md B6): eleven hours of rest a day at least, ten
hours of work a day at most. Only exceptional circumstances allow otherwise, so a plan
against it is said out loud and confirmed, not forbidden: a crisis may be one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

LONGEST = timedelta(hours=10)
REST = timedelta(hours=11)
# a shorter break is none: she goes on
BREAK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Somebody at work, from then until then."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Strain:
    """What a plan asks of somebody: `run`, the hours in a row when they are too many;
    `rest`, the hours between two runs when they are too few."""

    run: timedelta | None = None
    rest: timedelta | None = None

    def __bool__(self) -> bool:
        return self.run is not None or self.rest is not None


def runs(hours: Iterable[Hours]) -> list[Hours]:
    """Her hours as stretches of work, in order of time; what overlaps or nearly touches
    is one."""
    joined: list[Hours] = []
    for one in sorted(hours, key=lambda each: each.starts_at):
        last = joined[-1] if joined else None
        if last and one.starts_at - last.ends_at < BREAK:
            joined[-1] = Hours(last.starts_at, max(last.ends_at, one.ends_at))
        else:
            joined.append(one)
    return joined


def strain(planned: Hours, others: Iterable[Hours]) -> Strain:
    """What `planned` would ask of her, who works `others` beside it."""
    found = runs([planned, *others])
    at = next(
        place
        for place, run in enumerate(found)
        if run.starts_at <= planned.starts_at < run.ends_at
    )
    run = found[at]
    gaps = [
        after.starts_at - before.ends_at
        for before, after in pairwise(found)
        if run in (before, after)
    ]
    length, shortest = run.ends_at - run.starts_at, min(gaps, default=REST)
    return Strain(
        run=length if length > LONGEST else None,
        rest=shortest if shortest < REST else None,
    )
