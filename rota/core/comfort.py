"""Pauses between duties, made more even without anybody carrying more.

Only seats of the same kind and weight are exchanged, so loads stay exactly as
they are; the usual spacing is kept.
"""

from itertools import combinations, pairwise

from rota.core.conflicts import fits
from rota.core.plan import Agenda, SeatKey

# a pause of two months is long enough, however many people there are
LONG_ENOUGH = 8


def space_out(agenda: Agenda, mine: list[SeatKey], tries: int) -> None:
    """Exchanges two of the seats while the shortest pauses grow.

    A pause counts as short below the team's average one, or two months. Stops when
    nothing helps any more, or after so many tries.
    """
    wanted = _usual_pause(agenda)
    better = True
    while better:
        better = False
        for one, two in combinations(mine, 2):
            tries -= 1
            if tries <= 0:
                return
            if _are_alike(agenda, one, two):
                better = _try(agenda, one, two, wanted) or better


def discomfort(agenda: Agenda, member: int, wanted: int) -> int:
    """How much too short her pauses are: squares of the missing weeks, summed."""
    weeks = sorted(agenda.slots[pk].week for pk, _seat in agenda.duties[member])
    return sum(max(0, wanted - (b - a)) ** 2 for a, b in pairwise(weeks))


def _usual_pause(agenda: Agenda) -> int:
    people = sum(member.takes_duties for member in agenda.plan.members)
    return min(LONG_ENOUGH, people // len(agenda.plan.rules.seats))


def _are_alike(agenda: Agenda, one: SeatKey, two: SeatKey) -> bool:
    return (
        one[1] == two[1]
        and agenda.held[one] != agenda.held[two]
        and agenda.slots[one[0]].points(one[1]) == agenda.slots[two[0]].points(two[1])
    )


def _try(agenda: Agenda, one: SeatKey, two: SeatKey, wanted: int) -> bool:
    a, b = agenda.held[one], agenda.held[two]
    before = discomfort(agenda, a, wanted) + discomfort(agenda, b, wanted)
    if not before:
        return False
    agenda.take_back(one)
    agenda.take_back(two)
    rules = agenda.plan.rules
    gaps = rules.gap_any, rules.gap_primary
    if fits(agenda, b, one, gaps):
        agenda.give(one, b)
        if fits(agenda, a, two, gaps):
            agenda.give(two, a)
            after = discomfort(agenda, a, wanted) + discomfort(agenda, b, wanted)
            if after < before:
                return True
            agenda.take_back(two)
        agenda.take_back(one)
    agenda.give(one, a)
    agenda.give(two, b)
    return False
