"""When those on duty next are reminded: on the working days before.

An ordinary weekend: Thursday and Friday. One that a public holiday lengthens from
Wednesday evening on: Tuesday and Wednesday. Times are read on the team's wall clock;
every instant given back is UTC.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rota.core.periods import OffHours

DAY = timedelta(days=1)
# no team is off for longer at a stretch
FARTHEST = 40  # days


@dataclass(frozen=True, slots=True)
class Hours:
    """A team's choice. The last reminder and `alarm`, when the leads hear of whoever
    has not confirmed, are on the last working day before the duty; the first one
    `days` working days earlier. `last` comes before `alarm`."""

    days: int = 1
    first: time = time(10)
    last: time = time(9)
    alarm: time = time(12)


@dataclass(frozen=True, slots=True)
class Reminders:
    """When a duty that starts at a given moment is reminded of."""

    first: datetime
    last: datetime
    alarm: datetime


def reminders(
    starts_at: datetime, off: Collection[OffHours], hours: Hours, zone: ZoneInfo
) -> Reminders:
    """`off`: when nobody is at work in the weeks before, that duty included.

    A working day is one with somebody at work at the hour of the alarm, before the
    duty starts. Raises ValueError when there is none in the weeks before.
    """
    days = working_moments(hours.alarm, starts_at, off, zone)
    alarm = next(days, None)
    if alarm is None:
        raise ValueError("no working day before")
    day = alarm
    for _ in range(hours.days):
        day = next(days, day)
    return Reminders(
        first=min(_at(day, hours.first, zone), _at(alarm, hours.last, zone)),
        last=_at(alarm, hours.last, zone),
        alarm=alarm,
    )


def working_moments(
    clock: time, before: datetime, off: Collection[OffHours], zone: ZoneInfo
) -> Iterator[datetime]:
    """That hour of the working days before an instant, the latest first."""
    for number in range(FARTHEST):
        moment = _at(before - number * DAY, clock, zone)
        if moment < before and not any(
            one.starts_at <= moment < one.ends_at for one in off
        ):
            yield moment


def _at(day: datetime, clock: time, zone: ZoneInfo) -> datetime:
    local = day.astimezone(zone).date()
    return datetime.combine(local, clock, tzinfo=zone).astimezone(UTC)
