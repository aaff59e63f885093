"""Among rotas as fair, the planner takes one that is easy to live with."""

from collections import Counter
from dataclasses import replace

import pytest
from plans import make_plan, people, weekend
from solving import QUICK, solved

from rota.core.plan import Rules
from rota.core.planner import propose


def test_who_would_rather_not_is_spared_when_it_costs_nobody():
    plan = replace(make_plan(weeks=16), reluctant=frozenset({(0, 4), (1, 9), (2, 12)}))

    found = solved(plan, 16)

    for who, slot in plan.reluctant:
        assert who not in {found.given[slot, seat] for seat in ("on_call", "backup")}


def test_who_would_like_a_weekend_gets_it_when_it_costs_nobody():
    willing = frozenset({(0, 4), (3, 9), (7, 12)})

    found = solved(replace(make_plan(weeks=16), willing=willing), 16)

    for who, slot in willing:
        assert who in {found.given[slot, seat] for seat in ("on_call", "backup")}


def christmas(number: int, year: int):
    slot = weekend(number, "long_weekend")
    return replace(slot, holidays=(slot.first.replace(year=year, month=12, day=25),))


@pytest.mark.parametrize("held", [{}, {(0, "on_call"): 2}])
def test_nobody_has_christmas_twice_running(held):
    slots = (
        christmas(0, 2026),
        *(weekend(n) for n in (20, 30, 40)),
        christmas(52, 2027),
    )
    rules = Rules(1, 1, True, ("on_call",))
    plan = make_plan(people(4), held=held, rules=rules, slots=slots)

    found = propose(plan, [slot.pk for slot in slots], budget=QUICK)

    rota = held | dict(found.given)
    assert rota[0, "on_call"] != rota[52, "on_call"]


def test_public_holidays_are_shared_beside_the_points():
    """Eight of sixteen weekends are long ones: one on call, one as backup each."""
    members = tuple(replace(m, trade=f"trade {m.pk}") for m in people(8))
    slots = tuple(
        replace(weekend(n), kind="long_weekend", holidays=(weekend(n).first,))
        if n % 2
        else weekend(n)
        for n in range(16)
    )

    found = solved(make_plan(members, slots=slots), 16)

    long = Counter(who for (slot, _seat), who in found.given.items() if slot % 2)
    assert set(long.values()) == {2}
