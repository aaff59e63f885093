"""A plan as the solver needs it: free seats, who may sit in each, what is owed.

Whole thousandths of a point throughout, so that sums are exact and the same on
every machine.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from rota.core.balance import MILLI, balances
from rota.core.plan import Agenda, Member, Plan, SeatKey, Slot
from rota.core.weights import BACKUP, ON_CALL


@dataclass(frozen=True)
class Problem:
    """The seats to give in `wanted`, everything else being as it is.

    `published`: who holds seats in public already; a plan that must change moves
    as few of them as it can.
    """

    plan: Plan
    wanted: frozenset[int]
    published: Mapping[SeatKey, int]

    @classmethod
    def of(
        cls, plan: Plan, wanted: Collection[int], published: Mapping[SeatKey, int]
    ) -> "Problem":
        """The problem of these slots; those left uncovered on purpose are none."""
        return cls(plan, frozenset(wanted) - plan.uncovered, published)

    @cached_property
    def agenda(self) -> Agenda:
        """Who holds what, before anything is given."""
        return Agenda(self.plan)

    @cached_property
    def slots(self) -> list[Slot]:
        """The wanted slots, in order of time."""
        return [slot for slot in self.plan.slots if slot.pk in self.wanted]

    @cached_property
    def free(self) -> list[SeatKey]:
        """The seats to give."""
        return [
            (slot.pk, seat)
            for slot in self.slots
            for seat in self.plan.rules.seats
            if (slot.pk, seat) not in self.agenda.held
        ]

    @cached_property
    def allowed(self) -> dict[SeatKey, list[int]]:
        """Who may sit in each free seat, whatever the other free seats get."""
        return {key: self._allowed(key) for key in self.free}

    def _allowed(self, key: SeatKey) -> list[int]:
        slot = self.agenda.slots[key[0]]
        partner = self.agenda.partner(key)
        return [
            member.pk
            for member in self.plan.members
            if self.plan.may_hold(member, slot, key[1])
            and (partner is None or self.may_pair(member, partner))
            and not self.agenda.nearby(member.pk, slot, key[1])
        ]

    def may_pair(self, one: Member, other: Member) -> bool:
        """H4 and H8: two people, of two trades where the team wants that."""
        if one.pk == other.pk:
            return False
        trade = trade_of(one)
        return not (
            self.plan.rules.mixes_trades and trade and trade == trade_of(other)
        )

    @cached_property
    def counted(self) -> list[int]:
        """Those who owe a share of the wanted slots: the rota is fair among them."""
        return [
            member.pk
            for member in self.plan.members
            if any(member.counts_in(slot) for slot in self.slots)
        ]

    @cached_property
    def owed(self) -> dict[int, int]:
        """What each carries before the free seats are given: her balance from the
        past and from seats that are fixed, less her share of the free ones."""
        found = balances(self.agenda)
        for key in self.free:
            slot = self.agenda.slots[key[0]]
            for pk, share in self.shares(slot, key[1]).items():
                found[pk] -= share
        return {pk: found[pk] for pk in self.counted}

    def shares(self, slot: Slot, seat: str) -> dict[int, int]:
        """What each owes of one seat, in thousandths of a point (ROTA.md §4): pro
        rata among those in the team, trained for it, and on no exempt leave."""
        counted = [
            member
            for member in self.plan.members
            if member.counts_in(slot)
            and (member.pk, slot.pk) not in self.plan.exempt
            and (member.pk, slot.pk, seat) not in self.plan.untrained
        ]
        total = sum(member.share for member in counted)
        whole = slot.points(seat) * MILLI
        return {member.pk: whole * member.share // total for member in counted}

    def worth(self, key: SeatKey) -> int:
        """Points of a seat."""
        return self.agenda.slots[key[0]].points(key[1])

    @cached_property
    def by_week(self) -> dict[int, list[SeatKey]]:
        """The free seats of each week."""
        found: dict[int, list[SeatKey]] = defaultdict(list)
        for key in self.free:
            found[self.agenda.slots[key[0]].week].append(key)
        return dict(sorted(found.items()))

    @cached_property
    def trades(self) -> dict[str, list[int]]:
        """Who shares a trade; those without one are alone."""
        found: dict[str, list[int]] = defaultdict(list)
        for member in self.plan.members:
            trade = trade_of(member) if self.plan.rules.mixes_trades else ""
            found[trade or f"#{member.pk}"].append(member.pk)
        return dict(found)

    @cached_property
    def pairs(self) -> list[int]:
        """The slots of which both seats are free."""
        free = set(self.free)
        return [
            slot.pk
            for slot in self.slots
            if (slot.pk, ON_CALL) in free and (slot.pk, BACKUP) in free
        ]

    def is_feast(self, slot: Slot) -> bool:
        """True for Christmas and New Year."""
        return any((day.month, day.day) in FEASTS for day in slot.holidays)


def trade_of(member: Member) -> str:
    """Her trade, however it is written; empty when nobody said."""
    return member.trade.strip().casefold()
