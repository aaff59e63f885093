"""A plan as the planner needs it: free seats, who may sit in each, what is owed.

Whole thousandths of a point throughout, so that sums are exact and the same on
every machine.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from rota.core.balance import MILLI, balances, fair_shares
from rota.core.conflicts import fits
from rota.core.plan import Agenda, Plan, SeatKey, Slot
from rota.core.weights import BACKUP, FEASTS, ON_CALL

# a pause of two months is long enough, however many people there are
LONG_ENOUGH = 8


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
        cls,
        plan: Plan,
        wanted: Collection[int],
        published: Mapping[SeatKey, int] | None = None,
    ) -> "Problem":
        """The problem of these slots; those left uncovered on purpose are none."""
        return cls(plan, frozenset(wanted) - plan.uncovered, published or {})

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
        rules = self.plan.rules
        gaps = rules.gap_any, rules.gap_primary
        return {
            key: [pk for pk in self.agenda.members if fits(self.agenda, pk, key, gaps)]
            for key in self.free
        }

    @cached_property
    def counted(self) -> list[int]:
        """Those who may be asked in the wanted slots: the rota is fair among them."""
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
            for pk, share in fair_shares(self.plan, slot, key[1]).items():
                found[pk] -= share
        return {pk: found[pk] for pk in self.counted}

    def worth(self, key: SeatKey) -> int:
        """Points of a free seat."""
        return self._points[key]

    @cached_property
    def _points(self) -> dict[SeatKey, int]:
        return {key: self.agenda.slots[key[0]].points(key[1]) for key in self.free}

    @cached_property
    def by_week(self) -> dict[int, list[SeatKey]]:
        """The free seats of each week."""
        found: dict[int, list[SeatKey]] = defaultdict(list)
        for key in self.free:
            found[self.agenda.slots[key[0]].week].append(key)
        return dict(sorted(found.items()))

    @cached_property
    def apart(self) -> list[list[int]]:
        """H8: groups of whom at most one may be in a slot."""
        rules = self.plan.rules
        trades: dict[str, list[int]] = defaultdict(list)
        for member in self.plan.members:
            trade = member.trade.strip().casefold() if rules.mixes_trades else ""
            trades[trade or f"#{member.pk}"].append(member.pk)
        found = list(trades.values())
        if rules.pairs_experience:
            found.append([m.pk for m in self.plan.members if not m.experienced])
        return found

    @cached_property
    def pairs(self) -> list[int]:
        """The slots of which both seats are free."""
        free = set(self.free)
        return [
            slot.pk
            for slot in self.slots
            if {(slot.pk, ON_CALL), (slot.pk, BACKUP)} <= free
        ]

    # --- comfort (ROTA.md §4.4) -----------------------------------------------------
    @cached_property
    def pause(self) -> int:
        """Weeks from one duty to the next if all were spaced alike, or two months."""
        return min(LONG_ENOUGH, len(self.counted) // len(self.plan.rules.seats))

    @cached_property
    def wishes(self) -> frozenset[tuple[int, int]]:
        """The (member, slot) wished for that could be granted."""
        return frozenset(
            (pk, key[0])
            for key, allowed in self.allowed.items()
            for pk in allowed
            if (pk, key[0]) in self.plan.willing
        )

    @cached_property
    def rare(self) -> list[tuple[frozenset[int], dict[int, int]]]:
        """Feasts, then other public holidays: each group of slots with how many of
        them each may have, her share rounded up, past ones included."""
        groups = (
            frozenset(slot.pk for slot in self.plan.slots if slot.is_feast),
            frozenset(
                slot.pk
                for slot in self.plan.slots
                if slot.holidays and not slot.is_feast
            ),
        )
        return [(group, self._due(group)) for group in groups if group & self.wanted]

    def _due(self, group: frozenset[int]) -> dict[int, int]:
        due = dict.fromkeys(self.counted, 0)
        for key in [*self.agenda.held, *self.free]:
            if key[0] in group:
                slot = self.agenda.slots[key[0]]
                points = slot.points(key[1])
                for pk, share in fair_shares(self.plan, slot, key[1]).items():
                    if pk in due and points:
                        due[pk] += share // points
        return {pk: -(-seats // MILLI) for pk, seats in due.items()}

    @cached_property
    def same_feasts(self) -> list[tuple[int, int]]:
        """Pairs of slots with the same feast in two years running."""
        feasts = [slot for slot in self.plan.slots if slot.is_feast]
        return [
            (one.pk, two.pk)
            for one, two in combinations(feasts, 2)
            if _feasts_of(one, 1) & _feasts_of(two, 0)
            and {one.pk, two.pk} & self.wanted
        ]


def _feasts_of(slot: Slot, years: int) -> set[tuple[int, int, int]]:
    """Its feasts, so many years later."""
    return {
        (day.year + years, day.month, day.day)
        for day in slot.holidays
        if (day.month, day.day) in FEASTS
    }
