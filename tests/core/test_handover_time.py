"""Minutes and rest of a weekend, and what a letter to many leaves out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.handover import (
    DAILY_REST,
    WEEKLY_REST,
    busy_time,
    longest_quiet,
    rest_for,
    united,
    without_contacts,
)

START = datetime(2026, 11, 20, 17, tzinfo=UTC)
END = START + timedelta(hours=62)
HOUR = timedelta(hours=1)
moments = st.integers(0, 62 * 60).map(
    lambda minutes: START + timedelta(minutes=minutes)
)
spans = st.lists(st.tuples(moments, moments), max_size=6)


def hours(start: float, end: float):
    return START + start * HOUR, START + end * HOUR


def test_calls_at_the_same_moment_count_once():
    assert busy_time([hours(1, 3), hours(2, 4), hours(10, 11)]) == 4 * HOUR


def test_touching_calls_are_one_stretch():
    assert united([hours(2, 3), hours(1, 2)]) == [hours(1, 3)]


def test_call_that_ended_before_it_began_is_none():
    assert united([hours(3, 2)]) == []


@given(spans)
def test_busy_is_never_more_than_the_sum_nor_than_the_weekend(calls):
    busy = busy_time(calls)

    assert busy <= sum(
        (max(end - start, timedelta()) for start, end in calls), timedelta()
    )
    assert busy <= END - START


@given(spans)
def test_quiet_and_busy_fit_in_the_weekend(calls):
    quiet = longest_quiet(START, END, calls)

    assert timedelta() <= quiet
    assert quiet + busy_time(calls) <= END - START


def test_longest_quiet_is_before_between_or_after():
    assert longest_quiet(START, END, []) == 62 * HOUR
    assert longest_quiet(START, END, [hours(40, 41)]) == 40 * HOUR
    assert longest_quiet(START, END, [hours(10, 11)]) == 51 * HOUR
    assert longest_quiet(START, END, [hours(10, 11), hours(50, 60)]) == 39 * HOUR


def test_call_that_goes_on_after_the_end_leaves_nothing_after_it():
    assert longest_quiet(START, END, [hours(60, 70)]) == 60 * HOUR


def test_call_open_since_before_the_start_leaves_what_follows():
    assert longest_quiet(START, END, [hours(-5, 2)]) == 60 * HOUR


@pytest.mark.parametrize(("day", "length"), [((2026, 10, 25), 63), ((2027, 3, 28), 61)])
def test_hour_of_the_clock_change_is_counted(day, length):
    paris, sunday = ZoneInfo("Europe/Paris"), datetime(*day)
    friday = (sunday - timedelta(days=2)).replace(hour=18, tzinfo=paris)
    monday = (sunday + timedelta(days=1)).replace(hour=8, tzinfo=paris)

    quiet = longest_quiet(friday.astimezone(UTC), monday.astimezone(UTC), [])

    assert quiet == length * HOUR


def test_short_time_off_holds_a_nights_rest_and_a_long_one_a_weeks():
    assert rest_for(14 * HOUR) == DAILY_REST
    assert rest_for(62 * HOUR) == WEEKLY_REST


@pytest.mark.parametrize(
    "contact",
    [
        "06 39 98 01 01",
        "06.39.98.01.01",
        "+33639980101",
        "+33 6 39 98 01 01",
        "0639980101",
        "jeanne.dupont@ville.example",
    ],
)
def test_numbers_and_addresses_are_left_out(contact):
    assert without_contacts(f"Rappeler ({contact}).", "[…]") == "Rappeler ([…])."


@pytest.mark.parametrize(
    "text",
    [
        "Le 30 novembre à 8 h 30, 3 commentaires, 90 km/h",
        "https://ville.example/infos?id=12345",
        "Budget : 120 000 euros",
        "@ville sur Instagram",
    ],
)
def test_dates_and_links_stay(text):
    assert without_contacts(text, "[…]") == text
