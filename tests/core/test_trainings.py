"""From when to when a training counts, and when people are told that it ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.trainings import (
    State,
    counts_on,
    expiry,
    state_on,
    warning_due,
)

TODAY = date(2026, 11, 18)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


@pytest.mark.parametrize(
    ("since_on", "expires_on", "state"),
    [
        (None, None, State.VALID),
        (TODAY, None, State.VALID),
        (days(1), None, State.PLANNED),
        (days(-400), days(60), State.VALID),
        (days(-400), days(59), State.SOON),
        (days(-400), TODAY, State.SOON),
        (days(-400), days(-1), State.EXPIRED),
    ],
)
def test_a_training_counts_from_its_first_to_its_last_day(since_on, expires_on, state):
    assert state_on(TODAY, since_on, expires_on) == state


@given(day=DAYS, since_on=st.none() | DAYS, expires_on=st.none() | DAYS)
def test_it_counts_on_the_days_between_and_on_no_other(day, since_on, expires_on):
    is_between = (since_on or day) <= day <= (expires_on or day)

    assert counts_on(day, since_on, expires_on) == is_between


@pytest.mark.parametrize(
    ("since_on", "months", "last"),
    [
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_validity_in_months_ends_on_the_same_day_of_the_month(since_on, months, last):
    assert expiry(since_on, months) == last


@given(since_on=DAYS, months=st.integers(1, 120))
def test_a_longer_validity_never_ends_earlier(since_on, months):
    assert since_on < expiry(since_on, months) < expiry(since_on, months + 1)


@pytest.mark.parametrize(
    ("left", "warned", "due"),
    [
        (31, None, None),
        (30, None, 30),
        (29, 30, None),
        (7, 30, 7),
        (7, None, 7),
        (3, 7, None),
        (0, None, 7),
        (-1, None, None),
    ],
)
def test_people_are_told_a_month_and_a_week_ahead(left, warned, due):
    assert warning_due(TODAY, days(left), warned) == due


@given(st.integers(0, 90))
def test_each_warning_is_given_once_however_often_somebody_looks(start):
    expires_on, warned, given_at = days(start), None, []
    for day in range(start + 2):
        due = warning_due(days(day), expires_on, warned)
        if due is not None:
            warned = due
            given_at.append(due)

    assert given_at == ([30, 7] if start > 7 else [7])
