"""What each person did, measured in several ways, beside a fair share."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import make_plan, people, weekend

from rota.core.measures import (
    BACKUPS,
    HOLIDAYS,
    HOURS,
    LOAD,
    MEASURES,
    WEEKENDS,
    Share,
    amount,
    shares,
    spread_out,
)
from rota.core.plan import Agenda, Member

EASTER = weekend(12, "long_weekend", (date(2027, 3, 29),))


@pytest.mark.parametrize(
    ("measure", "on_call", "backup"),
    [
        (LOAD, 14_000, 6_000),
        (WEEKENDS, 1_000, 0),
        (BACKUPS, 0, 1_000),
        (HOLIDAYS, 1_000, 0),
        (HOURS, 62_000, 0),
    ],
)
def test_what_a_seat_adds(measure, on_call, backup):
    assert amount(measure, EASTER, "on_call") == on_call
    assert amount(measure, EASTER, "backup") == backup


def test_a_plain_weekend_is_no_holiday():
    assert amount(HOLIDAYS, weekend(1), "on_call") == 0


def test_what_was_before_and_what_is_now_are_told_apart():
    plan = make_plan(held={(0, "on_call"): 1, (1, "on_call"): 1})

    found = shares(Agenda(plan), WEEKENDS, plan.slots[:1], plan.slots[1:])

    assert (found[1].before, found[1].now, found[1].total) == (1000, 1000, 2000)
    assert found[1].fair == found[2].fair == 250


def test_half_a_post_owes_half():
    half = Member(9, "press", share=50, from_on=people(1)[0].from_on)
    plan = make_plan(members=(*people(2), half), held={(0, "on_call"): 0})

    found = shares(Agenda(plan), WEEKENDS, [], plan.slots)

    assert (found[1].fair, found[9].fair) == (400, 200)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 25), st.sampled_from(["on_call", "backup"])),
        st.integers(0, 7),
    ),
    st.sampled_from(MEASURES),
)
def test_what_is_done_is_what_is_owed(held, measure):
    """But for the thousandths lost to rounding: nothing is made up or forgotten."""
    plan = make_plan(held=held)

    found = shares(Agenda(plan), measure, plan.slots[:13], plan.slots[13:])

    done = sum(one.total for one in found.values())
    owed = sum(one.fair for one in found.values())
    assert done - 8 * 2 * 26 <= owed <= done


def test_what_is_counted_elsewhere_is_shared_alike():
    like = {1: Share(fair=300), 2: Share(fair=100), 3: Share()}

    found = spread_out({1: 3, 3: 1}, like)

    assert {pk: (one.total, one.fair) for pk, one in found.items()} == {
        1: (3000, 3000),
        2: (0, 1000),
        3: (1000, 0),
    }


def test_nothing_counted_is_nothing_owed():
    assert spread_out({}, {1: Share()}) == {1: Share()}
