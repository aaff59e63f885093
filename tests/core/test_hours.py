"""A stretch of time, and what is left when another is taken out of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.hours import Hours

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def hours(start: int, end: int) -> Hours:
    return Hours(NOON + timedelta(hours=start), NOON + timedelta(hours=end))


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ((0, 10), []),
        ((0, 4), [(4, 10)]),
        ((4, 10), [(0, 4)]),
        ((4, 6), [(0, 4), (6, 10)]),
    ],
)
def test_what_is_left_before_and_after(taken, left):
    assert hours(0, 10).without(hours(*taken)) == [hours(*part) for part in left]


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4, unique=True))
def test_the_pieces_are_the_whole_and_touch_nowhere(points):
    start, first, last, end = sorted(points)
    whole, taken = hours(start, end), hours(first, last)

    pieces = [*whole.without(taken), taken]

    assert sum((one.length for one in pieces), timedelta()) == whole.length
    assert all(whole.holds(one) for one in pieces)
    assert not any(a.touches(b) for a in pieces for b in pieces if a != b)


def test_hours_that_meet_do_not_touch():
    assert not hours(0, 4).touches(hours(4, 8))
    assert hours(0, 5).touches(hours(4, 8))


def test_a_night_in_which_the_clock_changes_has_its_true_length():
    paris = ZoneInfo("Europe/Paris")
    evening = datetime(2026, 10, 24, 22, tzinfo=paris)
    morning = datetime(2026, 10, 25, 8, tzinfo=paris)

    assert Hours(evening, morning).length == timedelta(hours=11)
