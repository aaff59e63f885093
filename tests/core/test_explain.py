"""Why a seat is empty, who could take one, and why somebody has hers."""

from dataclasses import replace

import pytest
from plans import make_plan, people, weekend
from solving import QUICK

from rota.core.candidates import SAME_FEAST, candidates
from rota.core.conflicts import ABSENT, TOO_CLOSE, UNTRAINED
from rota.core.plan import Plan
from rota.core.planner import propose
from rota.core.planner.explain import gaps, why
from rota.core.weights import BACKUP, ON_CALL


def first(plan: Plan, week: int, seat: str = ON_CALL) -> int:
    return candidates(plan, plan.slots[week], seat)[0].member


# --- empty seats ----------------------------------------------------------------------
def test_each_empty_seat_names_who_could_be_asked_and_what_gives_way():
    """All are away in the week 5, and one of them is not trained either."""
    plan = replace(
        make_plan(weeks=10),
        absent=frozenset((pk, 5) for pk in range(8)),
        untrained=frozenset({(2, 5, ON_CALL)}),
    )
    found = propose(plan, range(10), budget=QUICK)

    on_call, backup = gaps(plan, found.empty, found.given)

    assert (on_call.slot, on_call.seat) == (5, ON_CALL)
    assert backup.seat == BACKUP
    rules = {way.member: [one.code for one in way.rules] for way in on_call.ways}
    assert rules.keys() == set(range(8))
    assert all(ABSENT in codes for codes in rules.values())
    assert UNTRAINED in rules[2]
    counts = [len(way.rules) for way in on_call.ways]
    assert counts == sorted(counts)


def test_the_rule_that_gives_way_most_easily_comes_first():
    plan = replace(
        make_plan(people(3), weeks=3, held={(0, ON_CALL): 0, (0, BACKUP): 2}),
        absent=frozenset({(1, 1), (2, 1)}),
    )

    (gap,) = gaps(plan, [(1, ON_CALL)], {})

    # a few days of rest less before an absence given up
    assert [(way.member, [r.code for r in way.rules]) for way in gap.ways[:2]] == [
        (0, [TOO_CLOSE]),
        (1, [ABSENT]),
    ]


@pytest.mark.parametrize(
    "field", [{"busy": {(0, 1), (1, 1)}}, {"members": people(2, takes_duties=False)}]
)
def test_nobody_is_named_who_cannot_be_asked_at_all(field):
    plan = replace(make_plan(people(2), weeks=3), **field)

    (gap,) = gaps(plan, [(1, ON_CALL)], {})

    assert gap.ways == ()


# --- who could ------------------------------------------------------------------------
def test_who_makes_the_plan_fairest_comes_first():
    held = {(week, ON_CALL): week % 4 for week in range(0, 12)}
    plan = make_plan(weeks=16, held={k: pk for k, pk in held.items() if pk != 3})

    assert first(plan, 15) in {3, 4, 5, 6, 7}
    ranked = [one.member for one in candidates(plan, plan.slots[15], ON_CALL)]
    assert set(ranked[-3:]) == {0, 1, 2}


def test_of_two_as_fair_who_is_better_rested_comes_first():
    held = {(0, ON_CALL): 0, (4, ON_CALL): 3}
    plan = make_plan(
        people(8)[:4], weeks=8, held=held | {(2, BACKUP): 1, (2, ON_CALL): 2}
    )

    order = [one.member for one in candidates(plan, plan.slots[6], ON_CALL)]

    assert order.index(0) < order.index(3)


def test_who_would_like_it_comes_before_others_as_fair():
    plan = replace(make_plan(weeks=8), willing=frozenset({(6, 4)}))

    found = candidates(plan, plan.slots[4], ON_CALL)

    assert found[0].member == 6


def test_the_feast_of_the_year_before_speaks_against_her():
    slots = tuple(
        replace(slot, holidays=(slot.first.replace(year=year, month=12, day=25),))
        for slot, year in ((weekend(0), 2026), (weekend(52), 2027))
    )
    plan = make_plan(held={(0, BACKUP): 4}, slots=slots)

    found = {c.member: c for c in candidates(plan, slots[1], ON_CALL)}

    assert SAME_FEAST in found[4].notes
    assert not found[0].notes


# --- why she --------------------------------------------------------------------------
def test_a_choice_is_explained_by_her_place_among_all_who_could():
    plan = make_plan(weeks=12)
    found = propose(plan, range(12), budget=QUICK)
    plan = replace(plan, held=found.given)

    for key in found.given:
        explained = why(plan, key)

        assert explained.candidate.member == found.given[key]
        assert 1 <= explained.place <= explained.of
        assert not explained.candidate.conflicts


def test_an_empty_seat_has_no_holder_to_explain():
    assert why(make_plan(weeks=2), (1, ON_CALL)) is None
