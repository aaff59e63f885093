"""How often something may be sent, by what was sent before."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.pacing import TooSoon, check

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIMITS = ((1, MINUTE), (5, HOUR))


def minutes(*ago: float) -> list[datetime]:
    return [NOON - timedelta(minutes=one) for one in ago]


def refused_until(sent: list[datetime]) -> datetime:
    with pytest.raises(TooSoon) as refused:
        check(sent, LIMITS, NOON)
    return refused.value.free_at


def test_the_first_is_free():
    check([], LIMITS, NOON)


def test_the_next_waits_a_minute():
    assert refused_until(minutes(0.5)) == NOON + 0.5 * MINUTE
    check(minutes(1), LIMITS, NOON)


def test_the_sixth_waits_until_the_first_is_an_hour_old():
    assert refused_until(minutes(50, 40, 30, 20, 10)) == NOON + 10 * MINUTE
    check(minutes(60, 40, 30, 20, 10), LIMITS, NOON)


def test_of_two_limits_the_longer_wait_counts():
    sent = minutes(40, 30, 20, 10, 0.5)

    assert refused_until(sent) == NOON + 20 * MINUTE
    with pytest.raises(TooSoon, match="5 sent"):
        check(sent, LIMITS, NOON)


@given(st.lists(st.integers(0, 7200), max_size=400))
def test_whoever_obeys_never_sends_more(tries):
    sent: list[datetime] = []
    for second in sorted(tries):
        at = NOON + timedelta(seconds=second)
        with suppress(TooSoon):
            check(sent, LIMITS, at)
            sent.append(at)

    for number, span in LIMITS:
        for first, last in zip(sent, sent[number:], strict=False):
            assert last - first >= span
