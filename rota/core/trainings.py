"""When a training counts: from its first day to its last, both included.

A training that has expired counts for nothing, and one that is planned counts from
its day on; a duty asks for it on the day it starts (ROTA.md §3, H3).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# so long before its last day a training is shown as about to expire
SOON = timedelta(days=60)
# days before its last day on which people are told, when a duty lies after it
WARNED_AT = (30, 7)


class State(StrEnum):
    """How somebody stands with one training on a day."""

    NONE = "none"
    PLANNED = "planned"
    VALID = "valid"
    SOON = "soon"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Lack:
    """A training that does not count on some day, and why: never done, done from
    `since_on` on, or only until `expires_on`."""

    name: str
    since_on: date | None = None
    expires_on: date | None = None


def state_on(
    day: date, since_on: date | None, expires_on: date | None, *, soon: timedelta = SOON
) -> State:
    """The state of a training somebody has, or is planned to have."""
    if expires_on is not None and expires_on < day:
        return State.EXPIRED
    if since_on is not None and since_on > day:
        return State.PLANNED
    if expires_on is not None and expires_on - day < soon:
        return State.SOON
    return State.VALID


def counts_on(day: date, since_on: date | None, expires_on: date | None) -> bool:
    """True from the first to the last day."""
    return state_on(day, since_on, expires_on) in (State.VALID, State.SOON)


def expiry(since_on: date, months: int) -> date:
    """The last day of a training that is valid for so many months: the same day of
    the month, or the last one of a shorter month."""
    count = since_on.year * 12 + since_on.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(since_on.day, monthrange(year, month)[1]))


def warning_due(
    today: date, expires_on: date | None, warned_days: int | None
) -> int | None:
    """The warning that is due: the smallest of WARNED_AT already reached, unless it
    or a later one was given (`warned_days`). None once it has expired, or never does.
    """
    if expires_on is None:
        return None
    left = (expires_on - today).days
    reached = [days for days in WARNED_AT if left <= days]
    if left < 0 or not reached:
        return None
    due = min(reached)
    return due if warned_days is None or due < warned_days else None
