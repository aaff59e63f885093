"""When the next news of a crisis is due, after an early, a timely, a late update."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.updates import following

DAY = datetime(2026, 11, 28, tzinfo=ZoneInfo("UTC"))
HALF_AN_HOUR = timedelta(minutes=30)


def clock(text: str) -> datetime:
    hours, minutes = map(int, text.split(":"))
    return DAY + timedelta(hours=hours, minutes=minutes)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("14:00", "14:30"),  # an extra: what was announced stands
        ("14:14", "14:30"),
        ("14:15", "15:00"),  # near enough to be the one announced
        ("14:30", "15:00"),
        ("14:44", "15:00"),
        ("14:45", "15:30"),
        ("18:02", "18:30"),  # long forgotten: on its rhythm again
    ],
)
def test_times_stay_on_the_rhythm_that_was_announced(at, then):
    assert following(clock("14:30"), HALF_AN_HOUR, clock(at)) == clock(then)


@given(st.integers(5, 720), st.integers(-5000, 5000))
def test_next_one_is_near_and_never_past(every, minutes):
    due_at, length = clock("14:30"), timedelta(minutes=every)
    at = max(due_at - length, due_at + timedelta(minutes=minutes))

    then = following(due_at, length, at)

    assert length / 2 < then - at <= length * 3 / 2
    assert (then - due_at) % length == timedelta()
