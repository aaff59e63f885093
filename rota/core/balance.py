"""Who carries how much, compared with a fair share.

A seat's points are shared among those who were in the team on its dates, pro
rata of their working time: a half-timer owes half, a newcomer starts at nil
(ROTA.md §4). All amounts are whole thousandths of a point, so that sums are
exact and the same everywhere.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rota.core.plan import Agenda, Plan, Slot
from rota.core.weights import ON_CALL, SEATS, WEEKEND

MILLI = 1000
WEEKEND_MILLI = WEEKEND * MILLI


@dataclass(slots=True)
class Load:
    """What one member did: counts of seats, and points in thousandths; of a seat
    that was shared, the last holder counts it and each has her part of the points.

    `balance`: above nil she carries more than her share.
    """

    on_call: int = 0
    backup: int = 0
    points: int = 0
    fair: int = 0

    @property
    def balance(self) -> int:
        """Load minus fair share."""
        return self.points - self.fair


def loads(agenda: Agenda, slots: Iterable[Slot]) -> dict[int, Load]:
    """The load of every member over those slots; empty seats count for nobody."""
    found = {pk: Load() for pk in agenda.members}
    for slot in slots:
        for seat in agenda.plan.rules.seats:
            holder = agenda.held.get((slot.pk, seat))
            if holder is None:
                continue
            for pk, part in agenda.parts((slot.pk, seat)):
                found[pk].points += slot.points(seat) * part
            load = found[holder]
            load.on_call += seat == ON_CALL
            load.backup += seat != ON_CALL
            for pk, share in fair_shares(agenda.plan, slot, seat).items():
                found[pk].fair += share
    return found


def fair_shares(plan: Plan, slot: Slot, seat: str) -> dict[int, int]:
    """What each member owes of one seat, in thousandths of a point."""
    counted = [member for member in plan.members if plan.owes(member, slot, seat)]
    total = sum(member.share for member in counted)
    whole = slot.points(seat) * MILLI
    return {member.pk: whole * member.share // total for member in counted}


def balances(agenda: Agenda, seats: Collection[str] = SEATS) -> dict[int, int]:
    """Load minus fair share of each member over the whole plan, for those seats."""
    found = dict.fromkeys(agenda.members, 0)
    for pk, seat in agenda.held:
        if seat not in seats:
            continue
        slot = agenda.slots[pk]
        for holder, part in agenda.parts((pk, seat)):
            found[holder] += slot.points(seat) * part
        for member, share in fair_shares(agenda.plan, slot, seat).items():
            found[member] -= share
    return found


def spread(balances: Iterable[int]) -> int:
    """From the least to the most loaded, in thousandths of a point."""
    known = list(balances)
    return max(known) - min(known) if known else 0
