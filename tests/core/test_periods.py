"""Off-hours: what is known by date, then what holds for any week and holidays."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rota.core.holidays import public_holidays
from rota.core.periods import (
    WeekShape,
    clock_change,
    off_hours,
    opening_after,
)

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
FRIDAY_TO_MONDAY = WeekShape(4, time(18), 0, time(8), PARIS)
FRANCE = public_holidays("FR", range(2025, 2029))
ALSACE = public_holidays("FR-6AE", range(2025, 2029))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def the_one_of(day, holidays=FRANCE, shape=FRIDAY_TO_MONDAY):
    """The only run that starts on that day."""
    (run,) = off_hours(shape, holidays, day, day)
    return run


def hours(run) -> float:
    return (run.ends_at - run.starts_at) / HOUR


@pytest.mark.parametrize(
    ("friday", "expected"),
    [
        (date(2026, 11, 27), 62),
        (date(2026, 3, 27), 61),
        (date(2026, 10, 23), 63),
        (date(2027, 10, 29), 87),  # All Saints' Day is the Monday
    ],
)
def test_weekend_lasts_what_the_clock_makes_of_it(friday, expected):
    assert hours(the_one_of(friday)) == expected


def test_plain_weekend_runs_from_friday_evening_to_monday_morning():
    run = the_one_of(date(2026, 11, 27))

    assert run.starts_at == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert run.ends_at == datetime(2026, 11, 30, 7, tzinfo=UTC)
    assert run.starts_at.tzinfo is UTC
    assert (run.kind, run.holidays) == ("weekend", ())


@pytest.mark.parametrize(
    ("start", "end", "kind", "holiday"),
    [
        # Easter Monday 2027, on the weekend when clocks go forward
        ("2027-03-26T18:00", "2027-03-30T08:00", "long_weekend", "2027-03-29"),
        # Christmas on a Friday: from Thursday evening
        ("2026-12-24T18:00", "2026-12-28T08:00", "long_weekend", "2026-12-25"),
        # Armistice Day on a Wednesday
        ("2026-11-10T18:00", "2026-11-12T08:00", "holiday", "2026-11-11"),
        # Ascension: the Friday after it is worked
        ("2026-05-13T18:00", "2026-05-15T08:00", "holiday", "2026-05-14"),
        # a Tuesday: the Monday before it is worked
        ("2026-07-13T18:00", "2026-07-15T08:00", "holiday", "2026-07-14"),
        # on the weekend: it lengthens nothing
        ("2027-04-30T18:00", "2027-05-03T08:00", "weekend", "2027-05-01"),
        ("2026-10-30T18:00", "2026-11-02T08:00", "weekend", "2026-11-01"),
    ],
)
def test_public_holiday_lengthens_what_it_touches(start, end, kind, holiday):
    run = the_one_of(date.fromisoformat(start[:10]))

    assert (run.starts_at, run.ends_at) == (paris(start), paris(end))
    assert run.kind == kind
    assert run.holidays == (date.fromisoformat(holiday),)


def test_easter_2027_lasts_85_hours():
    assert hours(the_one_of(date(2027, 3, 26))) == 85


def test_ascension_and_the_weekend_after_it_are_two_periods():
    runs = off_hours(FRIDAY_TO_MONDAY, FRANCE, date(2026, 5, 11), date(2026, 5, 17))

    assert [run.kind for run in runs] == ["holiday", "weekend"]
    assert runs[1].starts_at - runs[0].ends_at == 10 * HOUR


def test_holidays_that_follow_one_another_are_one_period():
    # in Alsace, Good Friday and Easter Monday 2026 surround the weekend
    easter = the_one_of(date(2026, 4, 2), ALSACE)
    # Tuesday 25 and Wednesday 26 December 2029 stand apart from any weekend
    alone = the_one_of(date(2029, 12, 24), {date(2029, 12, 25), date(2029, 12, 26)})

    assert easter.ends_at == paris("2026-04-07T08:00")
    assert easter.holidays == (date(2026, 4, 3), date(2026, 4, 6))
    assert easter.kind == "long_weekend"
    assert alone.ends_at == paris("2029-12-27T08:00")
    assert alone.kind == "holiday"


def test_only_runs_that_start_in_the_asked_days_are_given():
    monday_to_friday = off_hours(
        FRIDAY_TO_MONDAY, FRANCE, date(2026, 11, 30), date(2026, 12, 3)
    )
    friday = off_hours(FRIDAY_TO_MONDAY, FRANCE, date(2026, 12, 4), date(2026, 12, 4))

    assert monday_to_friday == []
    assert len(friday) == 1


def test_a_year_has_its_weekends_and_no_night_of_the_week():
    runs = off_hours(FRIDAY_TO_MONDAY, FRANCE, date(2026, 1, 1), date(2026, 12, 31))

    # 52 Fridays, and New Year's Eve, a Thursday
    assert sum(run.kind != "holiday" for run in runs) == 53
    # Ascension, 14 July, 11 November
    assert sum(run.kind == "holiday" for run in runs) == 3


def test_a_morning_start_opens_the_day_off_and_an_evening_end_closes_it():
    saturday_to_sunday = WeekShape(5, time(8), 6, time(20), PARIS)

    armistice = the_one_of(date(2026, 11, 11), shape=saturday_to_sunday)

    assert armistice.starts_at == paris("2026-11-11T08:00")
    assert armistice.ends_at == paris("2026-11-11T20:00")
    assert armistice.kind == "holiday"


@pytest.mark.parametrize(
    ("shape", "first", "start", "end"),
    [
        # Saturday 09:00 to Monday 08:00: nobody works on Saturday at 08:00…
        ((5, time(9), 0, time(8)), "2026-12-25", "12-25T09:00", "12-28T08:00"),
        # …nor on Whit Monday at 08:00
        ((5, time(9), 0, time(8)), "2026-05-23", "05-23T09:00", "05-26T08:00"),
        # Saturday 08:00 to Sunday 20:00: the nights beside a day off are off
        ((5, time(8), 6, time(20)), "2026-12-25", "12-25T08:00", "12-27T20:00"),
        ((5, time(8), 6, time(20)), "2026-05-23", "05-23T08:00", "05-25T20:00"),
    ],
)
def test_hours_nobody_works_do_not_cut_a_weekend_in_two(shape, first, start, end):
    run = the_one_of(date.fromisoformat(first), shape=WeekShape(*shape, PARIS))

    assert run.starts_at == paris(f"2026-{start}")
    assert run.ends_at == paris(f"2026-{end}")
    assert run.kind == "long_weekend"


def test_whole_calendar_days_join_at_midnight():
    two_days = WeekShape(5, time(0), 0, time(0), PARIS)

    run = the_one_of(date(2026, 12, 25), ALSACE, two_days)

    assert run.starts_at == paris("2026-12-25T00:00")
    assert run.ends_at == paris("2026-12-28T00:00")
    assert run.holidays == (date(2026, 12, 25), date(2026, 12, 26))


def test_a_skipped_hour_leaves_no_hole_and_no_negative_length():
    # on 28 March 2027 there is no 02:45
    shape = WeekShape(6, time(2, 45), 6, time(3, 15), PARIS)

    run = the_one_of(date(2027, 3, 28), (), shape)

    assert run.starts_at <= datetime(2027, 3, 28, 1, tzinfo=UTC) < run.ends_at
    assert run.ends_at == datetime(2027, 3, 28, 1, 15, tzinfo=UTC)


def test_a_repeated_hour_is_covered_twice():
    # on 25 October 2026, 02:15 and 02:45 come twice, one hour apart
    shape = WeekShape(6, time(2, 15), 6, time(2, 45), PARIS)

    run = the_one_of(date(2026, 10, 25), (), shape)

    assert run.starts_at == datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert run.ends_at == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


def test_a_week_without_working_hours_is_no_week():
    with pytest.raises(ValueError, match="same moment"):
        WeekShape(4, time(18), 4, time(18), PARIS)


def test_length_goes_over_the_end_of_the_week():
    assert FRIDAY_TO_MONDAY.length == 62 * HOUR
    assert WeekShape(5, time(8), 5, time(20), PARIS).length == 12 * HOUR
    assert WeekShape(5, time(20), 5, time(8), PARIS).length == 156 * HOUR


@pytest.mark.parametrize(
    ("ends_time", "opening"),
    [
        (time(7, 30), time(7, 30)),
        (time(8, 45), time(8, 45)),
        # nobody starts a day's work at these
        (time(0), time(8)),
        (time(14), time(8)),
        (time(20), time(8)),
    ],
)
def test_work_starts_when_off_hours_end_if_that_is_a_morning(ends_time, opening):
    assert WeekShape(4, time(18), 0, ends_time, PARIS).opening == opening


@pytest.mark.parametrize(
    ("starts_time", "ends_time", "rests"),
    [
        (time(18), time(8), {5, 6}),
        (time(12), time(12), {4, 5, 6}),
        (time(12, 30), time(12, 30), {5, 6, 0}),
        (time(8), time(14), {4, 5, 6, 0}),
    ],
)
def test_a_day_of_rest_is_one_off_at_noon(starts_time, ends_time, rests):
    shape = WeekShape(4, starts_time, 0, ends_time, PARIS)
    monday = date(2026, 11, 23)

    found = {n for n in range(7) if shape.rests_on(monday + timedelta(days=n))}

    assert found == rests


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-03-26T18:00", "2027-03-30T08:00", (date(2027, 3, 28), HOUR)),
        ("2026-10-23T18:00", "2026-10-26T08:00", (date(2026, 10, 25), -HOUR)),
        ("2026-11-27T18:00", "2026-11-30T08:00", None),
        ("2027-03-28T00:00", "2027-03-28T01:59", None),
    ],
)
def test_clock_change_is_found_on_its_day(start, end, expected):
    assert clock_change(paris(start), paris(end), PARIS) == expected


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-28T12:00", "2026-11-30T08:00"),  # Saturday
        ("2026-11-30T03:00", "2026-11-30T08:00"),  # the night before Monday
        ("2027-03-28T12:00", "2027-03-30T08:00"),  # Easter Sunday
        ("2026-11-24T20:00", "2026-11-25T08:00"),  # a Tuesday evening
        ("2026-11-25T08:00", "2026-11-26T08:00"),  # just opened: the next one
        ("2026-11-10T23:00", "2026-11-12T08:00"),  # before Armistice Day
    ],
)
def test_what_can_wait_is_read_on_the_next_working_morning(at, opening):
    first = date.fromisoformat(at[:10]) - timedelta(days=7)
    off = [
        (run.starts_at, run.ends_at)
        for run in off_hours(
            FRIDAY_TO_MONDAY, FRANCE, first, first + timedelta(days=28)
        )
    ]

    assert opening_after(FRIDAY_TO_MONDAY, off, paris(at)) == paris(opening)


def test_nobody_reads_at_the_evening_hour_when_off_hours_end():
    shape = WeekShape(4, time(18), 6, time(20), PARIS)
    off = [(paris("2026-11-27T18:00"), paris("2026-11-29T20:00"))]

    found = opening_after(shape, off, paris("2026-11-28T12:00"))

    assert found == paris("2026-11-30T08:00")


ZONES = st.sampled_from(
    [
        "Europe/Paris",
        "Indian/Reunion",
        "Pacific/Marquesas",
        "America/Miquelon",
        "Australia/Lord_Howe",  # half an hour of summer time
        "UTC",
    ]
).map(ZoneInfo)
QUARTERS = st.builds(
    time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])
) | st.sampled_from([time(2, 30), time(0), time(23, 59)])
SHAPES = st.tuples(
    st.integers(0, 6), QUARTERS, st.integers(0, 6), QUARTERS, ZONES
).filter(lambda parts: parts[:2] != parts[2:4])
DAYS = st.dates(date(2026, 9, 15), date(2027, 5, 15))
# from one change of the clock to the other
FIRST = date(2026, 10, 1)
LAST = date(2027, 4, 15)


@st.composite
def weeks(draw):
    return WeekShape(*draw(SHAPES)), draw(st.sets(DAYS, max_size=20))


@given(weeks())
def test_runs_never_overlap_nor_touch(week):
    shape, holidays = week

    runs = off_hours(shape, holidays, FIRST, LAST)

    assert all(run.starts_at < run.ends_at for run in runs)
    assert all(one.ends_at < after.starts_at for one, after in pairwise(runs))


@given(weeks())
def test_each_weekend_and_each_holiday_is_inside_one_run(week):
    shape, holidays = week
    runs = off_hours(shape, holidays, FIRST, LAST)
    since, until = runs[0].starts_at, runs[-1].ends_at

    for plain in off_hours(shape, (), FIRST, LAST):
        if since <= plain.starts_at and plain.ends_at <= until:
            around = [
                run
                for run in runs
                if run.starts_at <= plain.starts_at and plain.ends_at <= run.ends_at
            ]
            assert len(around) == 1
    for day in holidays:
        noon = datetime.combine(day, time(12), tzinfo=shape.zone)
        if since <= noon < until:
            assert sum(day in run.holidays for run in runs) == 1


@given(weeks())
def test_no_run_can_be_longer_by_asking_for_more_days(week):
    shape, holidays = week

    narrow = off_hours(shape, holidays, FIRST, LAST)
    wide = off_hours(
        shape, holidays, FIRST - timedelta(days=40), LAST + timedelta(days=40)
    )

    assert [run for run in wide if run in narrow] == narrow
    assert all(
        not FIRST <= run.starts_at.astimezone(shape.zone).date() <= LAST
        for run in wide
        if run not in narrow
    )


@given(weeks())
def test_kind_says_whether_a_weekend_is_inside_and_longer(week):
    shape, holidays = week
    # with less, a change of the clock can join two weeks
    assume(timedelta(days=7) - shape.length > HOUR)
    plain = {
        (run.starts_at, run.ends_at)
        for run in off_hours(
            shape, (), FIRST - timedelta(days=60), LAST + timedelta(days=60)
        )
    }

    for run in off_hours(shape, holidays, FIRST, LAST):
        inside = any(
            run.starts_at <= start and end <= run.ends_at for start, end in plain
        )
        exactly = (run.starts_at, run.ends_at) in plain
        expected = {
            (False, False): "holiday",
            (True, False): "long_weekend",
            (True, True): "weekend",
        }
        assert run.kind == expected[inside, exactly]


@given(
    st.sets(DAYS, max_size=12),
    st.datetimes(
        datetime(2026, 10, 1), datetime(2027, 3, 31), timezones=st.just(PARIS)
    ),
)
def test_the_opening_is_a_morning_at_work_and_there_is_none_before(holidays, at):
    runs = off_hours(FRIDAY_TO_MONDAY, holidays, FIRST, date(2027, 5, 31))
    off = [(run.starts_at, run.ends_at) for run in runs]

    opening = opening_after(FRIDAY_TO_MONDAY, off, at.astimezone(UTC))

    assert opening > at
    assert not any(start <= opening < end for start, end in off)
    assert opening.astimezone(PARIS).time() == time(8)
    day = at.date()
    while day < opening.astimezone(PARIS).date():
        morning = datetime.combine(day, time(8), tzinfo=PARIS)
        assert morning <= at or any(start <= morning < end for start, end in off)
        day += timedelta(days=1)
