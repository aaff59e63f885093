"""The published rota as it was at an instant, from the record of what changed it.

Each publication changed seats; read in order up to an instant, they tell who held
what then. In the middle of a weekend a change takes effect from its minute on, as
when it was published (rota/actions/publish.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rota.core.plan import SeatKey


@dataclass(frozen=True, slots=True)
class Hours:
    """One member in one seat, [starts_at, ends_at)."""

    member: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """One seat changed by a publication at `at`: it goes to `after`, or to nobody, for
    the whole slot; with `hours`, for these only."""

    at: datetime
    slot: int
    seat: str
    starts_at: datetime
    ends_at: datetime
    after: int | None
    hours: tuple[datetime, datetime] | None = None


def as_it_was(changes: Iterable[Published]) -> dict[SeatKey, list[Hours]]:
    """Who held each seat after those changes, which come in order of time; a seat that
    was published and held by nobody has an empty list."""
    found: dict[SeatKey, list[Hours]] = {}
    for change in changes:
        key = (change.slot, change.seat)
        found[key] = _changed(found.get(key, []), change)
    return found


def _changed(held: list[Hours], change: Published) -> list[Hours]:
    since, until = change.hours or (change.starts_at, change.ends_at)
    if change.hours is None:
        since = max(since, change.at.replace(second=0, microsecond=0))
    kept = [
        Hours(one.member, start, end)
        for one in held
        for start, end in (
            (one.starts_at, min(one.ends_at, since)),
            (max(one.starts_at, until), one.ends_at),
        )
        if start < end
    ]
    if change.after is not None:
        kept.append(Hours(change.after, since, until))
    return sorted(kept, key=lambda one: one.starts_at)
