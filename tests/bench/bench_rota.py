"""The rota the planner proposes, beside the two rules that others use: strictly in
turn, and whoever has been off longest. One run, the same teams and absences.

Time is the planner's own on this machine as it is; how loaded that was stands beside
it. What a rota is worth does not depend on the machine.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from measuring import say
from plans import make_plan, people, weekend
from solving import agenda_of, broken_rules

from rota.core.balance import WEEKEND_MILLI, balances, spread
from rota.core.plan import Plan, SeatKey
from rota.core.planner import FAIRNESS, propose

TEAMS, WEEKENDS, AWAY = (8, 15, 40, 100), (26, 52, 104), 0.2
Rota = dict[SeatKey, int]


def make_team(count: int, weeks: int) -> Plan:
    """One weekend in five away, in runs of up to three; some work part-time; one
    weekend in ten is a long one."""
    chance = random.Random(1)
    absent: set[tuple[int, int]] = set()
    for pk in range(count):
        while sum(who == pk for who, _slot in absent) < AWAY * weeks:
            first = chance.randrange(weeks)
            for week in range(first, min(weeks, first + chance.choice((1, 1, 2, 3)))):
                absent.add((pk, week))
    members = tuple(
        replace(member, share=chance.choice((100, 100, 100, 80, 50)))
        for member in people(count)
    )
    kinds = ("weekend",) * 9 + ("long_weekend",)
    slots = tuple(weekend(week, chance.choice(kinds)) for week in range(weeks))
    return make_plan(members, weeks=weeks, slots=slots, absent=frozenset(absent))


def in_turn(plan: Plan) -> Rota:
    """One after the other, as GoAlert and Grafana OnCall do; the backup is who was
    on call last."""
    count = len(plan.members)
    return {
        (slot.pk, seat): (turn + (seat == "on_call")) % count
        for turn, slot in enumerate(plan.slots)
        for seat in plan.rules.seats
    }


def longest_off(plan: Plan) -> Rota:
    """Whoever is there and has been off longest, as LinkedIn Oncall does."""
    last, rota = dict.fromkeys(range(len(plan.members)), -1), {}
    for slot in plan.slots:
        for seat in plan.rules.seats:
            free = [pk for pk in last if (pk, slot.pk) not in plan.absent]
            free = [pk for pk in free if rota.get((slot.pk, "on_call")) != pk]
            if free:
                rota[slot.pk, seat] = min(free, key=lambda pk: (last[pk], pk))
                last[rota[slot.pk, seat]] = slot.week
    return rota


def quality(name: str, plan: Plan, rota: Rota) -> str:
    """Rules broken, empty seats, the largest gap between two people in weekends on
    call, and the fewest weeks from one duty to the next."""
    agenda = agenda_of(plan, rota)
    weeks = [
        sorted(agenda.slots[slot].week for slot, _seat in duties)
        for duties in agenda.duties.values()
    ]
    apart = min((b - a for mine in weeks for a, b in pairwise(mine)), default=None)
    rest = "nobody twice" if apart is None else f"at least {apart} weeks apart"
    gap = spread(balances(agenda).values()) / WEEKEND_MILLI
    empty = len(plan.slots) * len(plan.rules.seats) - len(rota)
    broken = len(broken_rules(plan, rota))
    return (
        f"{name:<14} {broken:4d} rules broken   {empty:2d} empty   "
        f"largest gap {gap:5.2f} weekends   {rest}"
    )


@pytest.mark.parametrize("weeks", WEEKENDS)
@pytest.mark.parametrize("count", TEAMS)
def test_rota_beside_the_rules_others_use(count, weeks):
    plan = make_team(count, weeks)
    seconds, found = timed(lambda: propose(plan, range(weeks)))

    fairness = found.goal(FAIRNESS)
    points = [n / count / 1000 for n in (fairness.value, fairness.bound)]
    proof = "no fairer rota exists" if fairness.proven else "not proven"
    say(
        f"{count} people, {weeks} weekends, {AWAY:.0%} away",
        quality("in turn", plan, in_turn(plan)),
        quality("longest off", plan, longest_off(plan)),
        quality("ours", plan, dict(found.given)),
        f"ours: U {points[0]:.2f} points, bound {points[1]:.2f} ({proof}); {seconds}",
    )
    assert not broken_rules(plan, found.given)


def timed(work: Callable):
    """How long it took, of a clock and of a processor, and how busy the machine was."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    return f"{clock:.1f} s, {processor:.1f} s of processor, load {load:.1f}", found
