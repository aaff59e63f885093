"""When nobody is at work: the weekends of a team, and its public holidays.

Friday 18:00 to Monday 08:00 is 62 hours, 61 or 63 when the clock changes. What
touches becomes one period: Easter 2027 runs from Friday to Tuesday. Hours are
read on the team's wall clock; every instant given back is UTC.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NOON = time(12)
MORNING_STARTS = time(5)
USUAL_MORNING = time(8)
EVENING_STARTS = time(17)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
# Plain weekends never touch one another but, at the most, across a clock change:
# three weeks beside what is asked for hold every run that reaches into it.
MARGIN = 3 * WEEK


@dataclass(frozen=True, slots=True)
class WeekShape:
    """From which weekday and hour to which one people are off, every week.

    Weekdays count from Monday = 0; times are wall times in `zone`. Raises
    ValueError when both ends are the same moment: no working hour would be left.
    """

    starts_weekday: int
    starts_time: time
    ends_weekday: int
    ends_time: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.length:
            raise ValueError("off-hours cannot start and end at the same moment")

    @property
    def length(self) -> timedelta:
        """The usual length on the wall clock: 62 h from Friday 18:00 to Monday 08:00.

        Nothing when both ends are the same moment.
        """
        start = timedelta(
            days=self.starts_weekday,
            hours=self.starts_time.hour,
            minutes=self.starts_time.minute,
        )
        end = timedelta(
            days=self.ends_weekday,
            hours=self.ends_time.hour,
            minutes=self.ends_time.minute,
        )
        return (end - start) % WEEK

    @property
    def opening(self) -> time:
        """The hour at which work starts again, and what could wait is read.

        A team whose off-hours end at night or in the afternoon is taken to start
        its days at 08:00.
        """
        return (
            self.ends_time if MORNING_STARTS <= self.ends_time < NOON else USUAL_MORNING
        )

    def rests_on(self, day: date) -> bool:
        """True for the days of the week on which nobody works at noon."""
        since = timedelta(
            days=day.weekday() - self.starts_weekday,
            hours=NOON.hour - self.starts_time.hour,
            minutes=-self.starts_time.minute,
        )
        return since % WEEK < self.length


@dataclass(frozen=True, slots=True)
class OffHours:
    """A maximal run of off-hours: [starts_at, ends_at) in UTC.

    `kind`: `weekend` (the plain week shape), `long_weekend` (longer than that, a
    public holiday touches it) or `holiday` (apart from any weekend). `holidays`:
    those inside, in order, also when they fall on the weekend and lengthen nothing.
    """

    starts_at: datetime
    ends_at: datetime
    kind: str
    holidays: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Off-hours before they are merged: a plain weekend, or one holiday."""

    starts_at: datetime
    ends_at: datetime
    holiday: date | None = None


def off_hours(
    shape: WeekShape, holidays: Collection[date], first: date, last: date
) -> list[OffHours]:
    """The runs whose local start day is in [first, last], in order of time.

    `holidays` must reach one week beyond `last`, or the last run may be cut short.
    A holiday is off from the usual evening hour before it to the usual morning
    hour after it; weeknights are not on call. What touches is one run, and so is
    what only hours without work keep apart (a Friday off and a weekend that starts
    on Saturday morning).
    """
    known = sorted(set(holidays))
    since = min([first, *known]) - MARGIN
    until = max([last, *known]) + MARGIN
    stretches = [*_weekends(shape, since, until), *_holidays(shape, known)]
    return [
        run
        for run in _merge(shape, frozenset(known), stretches)
        if first <= run.starts_at.astimezone(shape.zone).date() <= last
    ]


def opening_after(
    shape: WeekShape, off: Collection[tuple[datetime, datetime]], at: datetime
) -> datetime:
    """The first morning after `at` (UTC) that no interval of `off` covers.

    This is when “it can wait” is read. `off` must reach two weeks beyond `at`;
    when all of them are covered, the end of the last interval is given.
    """
    day = at.astimezone(shape.zone).date()
    for _ in range(15):
        morning = _later(datetime.combine(day, shape.opening), shape.zone)
        if morning > at and not any(start <= morning < end for start, end in off):
            return morning
        day += DAY
    return max(end for _, end in off)


def clock_change(
    starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> tuple[date, timedelta] | None:
    """The local day on which the clock changes inside an interval, and by how much.

    One hour in spring, minus one hour in autumn; None when it does not change.
    """
    start = starts_at.astimezone(zone)
    while start < ends_at:
        midnight = datetime.combine(start.date() + DAY, time(), tzinfo=zone)
        end = min(midnight, ends_at.astimezone(zone), key=lambda at: at.astimezone(UTC))
        change = (end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
        if change:
            return start.date(), change
        start = midnight
    return None


def _weekends(shape: WeekShape, since: date, until: date) -> Iterator[_Stretch]:
    day = since + timedelta(days=(shape.starts_weekday - since.weekday()) % 7)
    while day <= until:
        start = datetime.combine(day, shape.starts_time)
        yield _Stretch(
            _earlier(start, shape.zone), _later(start + shape.length, shape.zone)
        )
        day += WEEK


def _holidays(shape: WeekShape, days: Iterable[date]) -> Iterator[_Stretch]:
    """Each holiday with the evening and the night around it.

    A shape that starts before noon (Saturday 08:00) opens the day off itself; one
    that ends in the evening (Sunday 20:00) closes it.
    """
    for day in days:
        eve = day if shape.starts_time < NOON else day - DAY
        morrow = day + DAY if shape.ends_time < EVENING_STARTS else day
        yield _Stretch(
            _earlier(datetime.combine(eve, shape.starts_time), shape.zone),
            _later(datetime.combine(morrow, shape.ends_time), shape.zone),
            holiday=day,
        )


def _merge(
    shape: WeekShape, holidays: frozenset[date], stretches: Iterable[_Stretch]
) -> Iterator[OffHours]:
    run: list[_Stretch] = []
    for stretch in sorted(stretches, key=lambda one: (one.starts_at, one.ends_at)):
        if run and not _joins(shape, holidays, run, stretch):
            yield _as_off_hours(run)
            run = []
        run.append(stretch)
    if run:
        yield _as_off_hours(run)


def _joins(
    shape: WeekShape, holidays: frozenset[date], run: list[_Stretch], after: _Stretch
) -> bool:
    end = max(one.ends_at for one in run)
    if after.starts_at <= end:
        return True
    if after.holiday is None and any(
        one.holiday is None and one.ends_at == end for one in run
    ):
        return False  # the working week, however short
    return not _is_worked(shape, holidays, end, after.starts_at)


def _is_worked(
    shape: WeekShape, holidays: frozenset[date], start: datetime, end: datetime
) -> bool:
    """True when a working day lies between two stretches of off-hours.

    Off-hours that end in the morning end on such a day, those that start in the
    evening start on one.
    """
    day, last = (at.astimezone(shape.zone).date() for at in (start, end))
    while day <= last:
        if day not in holidays and not shape.rests_on(day):
            return True
        day += DAY
    return False


def _as_off_hours(run: list[_Stretch]) -> OffHours:
    starts_at = min(one.starts_at for one in run)
    ends_at = max(one.ends_at for one in run)
    weekends = [(one.starts_at, one.ends_at) for one in run if one.holiday is None]
    if not weekends:
        kind = "holiday"
    elif (starts_at, ends_at) in weekends:
        kind = "weekend"
    else:
        kind = "long_weekend"
    holidays = tuple(sorted(one.holiday for one in run if one.holiday))
    return OffHours(starts_at, ends_at, kind, holidays)


# When the clock skips or repeats an hour, a wall time has two readings. Off-hours
# start at the earlier and end at the later one: nobody is uncovered for an hour,
# and no run can end before it starts.


def _earlier(wall: datetime, zone: ZoneInfo) -> datetime:
    return min(_readings(wall, zone))


def _later(wall: datetime, zone: ZoneInfo) -> datetime:
    return max(_readings(wall, zone))


def _readings(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return (
        wall.replace(tzinfo=zone, fold=0).astimezone(UTC),
        wall.replace(tzinfo=zone, fold=1).astimezone(UTC),
    )
