"""A drill is held on its hour, put off, or given up; it never goes on for ever."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from escalation.core.drills import (
    MOST_PUT_OFFS,
    PUT_OFF_BY,
    TOO_LATE,
    GiveUp,
    Hold,
    PutOff,
    decide,
)

DUE = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OBSTACLES = ("real_call", "machinery")


@pytest.mark.parametrize("put_offs", range(MOST_PUT_OFFS + 1))
def test_nothing_in_the_way(put_offs):
    assert decide(DUE, put_offs, "", DUE) == Hold()
    assert decide(DUE, put_offs, "", DUE + TOO_LATE) == Hold()


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_put_off_three_times_then_given_up(obstacle):
    due, said = DUE, []
    for put_offs in itertools.count():
        said.append(decide(due, put_offs, obstacle, due + timedelta(seconds=1)))
        if not isinstance(said[-1], PutOff):
            break
        due = said[-1].until

    assert said == [
        *(PutOff(DUE + n * PUT_OFF_BY, obstacle) for n in (1, 2, 3)),
        GiveUp(obstacle),
    ]


@pytest.mark.parametrize("obstacle", ["", *OBSTACLES])
@pytest.mark.parametrize("put_offs", range(MOST_PUT_OFFS + 1))
def test_missed_hour_is_given_up_whatever_else(put_offs, obstacle):
    late = DUE + TOO_LATE + timedelta(seconds=1)

    assert decide(DUE, put_offs, obstacle, late) == GiveUp("late")
