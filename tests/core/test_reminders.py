"""When those on duty next are reminded, on the working days before."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.holidays import public_holidays
from rota.core.periods import WeekShape, off_hours
from rota.core.reminders import Hours, reminders, working_moments

PARIS = ZoneInfo("Europe/Paris")
SHAPE = WeekShape(4, time(18), 0, time(8), PARIS)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


def off(around: date, shape: WeekShape = SHAPE):
    holidays = public_holidays("FR", range(around.year - 1, around.year + 2))
    weeks = timedelta(weeks=6)
    return off_hours(shape, holidays, around - weeks, around + weeks)


def of(starts_at: datetime, **chosen):
    found = reminders(starts_at, off(starts_at.date()), Hours(**chosen), PARIS)
    return [at.astimezone(PARIS) for at in (found.first, found.last, found.alarm)]


def test_ordinary_weekend_is_reminded_of_on_thursday_and_friday():
    assert of(paris(2026, 11, 20, 18)) == [
        paris(2026, 11, 19, 10),
        paris(2026, 11, 20, 9),
        paris(2026, 11, 20, 12),
    ]


def test_weekend_lengthened_from_wednesday_on_is_reminded_of_before():
    # Ascension is Thursday 6 May 2027
    start = paris(2027, 5, 5, 18)

    first, last, alarm = of(start)

    assert (first, last, alarm) == (
        paris(2027, 5, 4, 10),
        paris(2027, 5, 5, 9),
        paris(2027, 5, 5, 12),
    )


def test_days_off_before_are_skipped():
    # 1 May and 8 May 2026 are Fridays: the run starts on Thursday evening
    assert of(paris(2026, 5, 7, 18), days=2)[0] == paris(2026, 5, 5, 10)
    # Monday 12 July 2027 is the first working day before Wednesday the 14th
    assert of(paris(2027, 7, 13, 18), days=2)[0] == paris(2027, 7, 9, 10)


@pytest.mark.parametrize(
    "friday", [date(2026, 10, 23), date(2027, 3, 26), date(2027, 10, 29)]
)
def test_hours_are_those_of_the_wall_clock_when_clocks_change(friday):
    start = datetime.combine(friday, time(18), tzinfo=PARIS)

    first, last, alarm = of(start)

    assert [at.time() for at in (first, last, alarm)] == [time(10), time(9), time(12)]
    assert alarm.date() == friday


def test_a_duty_that_starts_in_the_morning_is_reminded_of_the_day_before():
    assert of(paris(2026, 11, 18, 8))[2] == paris(2026, 11, 17, 12)


def test_first_reminder_never_comes_after_the_last():
    first, last, _ = of(paris(2026, 11, 20, 18), days=0, first=time(11))

    assert first == last == paris(2026, 11, 20, 9)


def test_no_working_day_at_all_is_said():
    whole = [*off(date(2026, 11, 20))]
    forever = type(whole[0])(
        datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC), "weekend"
    )

    with pytest.raises(ValueError, match="no working day"):
        reminders(paris(2026, 11, 20, 18), [forever], Hours(), PARIS)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.integers(0, 4),
    st.times().map(lambda clock: clock.replace(microsecond=0)),
)
def test_whatever_is_chosen_comes_in_order_and_at_work(naive, days, first):
    starts_at = naive.replace(tzinfo=UTC)
    away = off(naive.date())

    found = reminders(starts_at, away, Hours(days=days, first=first), PARIS)

    assert found.first <= found.last < found.alarm < starts_at
    assert not any(one.starts_at <= found.alarm < one.ends_at for one in away)


def test_working_moments_go_back_day_by_day():
    moments = working_moments(
        time(9), paris(2026, 11, 24), off(date(2026, 11, 20)), PARIS
    )

    found = [next(moments).astimezone(PARIS).day for _ in range(3)]

    assert found == [23, 20, 19]
