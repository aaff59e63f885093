"""A first simple fair fill: the least loaded who may, week after week.

Goes through the empty seats in order of time, each time to the member furthest
below her fair share, history included; then exchanges seats while that makes
the loads more equal, for a bounded number of tries. No randomness, no clock:
the same plan gives the same rota. It proves nothing about being the best; that
is the planner's work (ROTA.md §5).

Spacing gives way before coverage does: when nobody is free at the usual
distance, somebody sooner than usual is chosen and the choice says so.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rota.core.balance import MILLI, balances, fair_shares
from rota.core.conflicts import (
    ELSEWHERE,
    NO_DUTIES,
    NOT_IN_TEAM,
    OTHER_SEAT,
    SAME_TRADE,
    same_trade,
    seat_conflicts,
)
from rota.core.plan import Agenda, Plan, SeatKey, Slot
from rota.core.weights import BACKUP, ON_CALL

# what keeps a member from a seat however little spacing is asked
BLOCKING = (NO_DUTIES, NOT_IN_TEAM, ELSEWHERE, OTHER_SEAT, SAME_TRADE)
# how many exchanges are looked at: well under a second of work for 100 people
TRIES = 60_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A seat given, and why to her.

    `reason`: `sooner` (nobody was free at the usual distance), `below_share`,
    `rested` or `first` (no duty before). `weeks`: since her last duty, or to her
    nearest one for `sooner`. `balance`: thousandths of a point at that date.
    """

    slot: int
    seat: str
    member: int
    reason: str
    weeks: int | None
    balance: int


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A seat nobody could be given, and for each member the first reason."""

    slot: int
    seat: str
    why: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """What a fill gives: choices and holes, in order of time."""

    choices: tuple[Choice, ...]
    unfilled: tuple[Unfilled, ...]


def fill(plan: Plan, wanted: Collection[int], *, tries: int = TRIES) -> Fill:
    """Gives the empty seats of the wanted slots to those who carry the least.

    Seats that are held, and slots left uncovered on purpose, stay as they are.
    """
    agenda = Agenda(plan)
    slots = [s for s in plan.slots if s.pk in wanted and s.pk not in plan.uncovered]
    empty = [
        (slot.pk, seat)
        for slot in slots
        for seat in plan.rules.seats
        if (slot.pk, seat) not in agenda.held
    ]
    _Greedy(agenda).run(slots, empty)
    mine = [key for key in empty if key in agenda.held]
    _improve(agenda, mine, tries)
    left = [key for key in empty if key not in agenda.held]
    return Fill(
        choices=tuple(_explained(plan, agenda, mine)),
        unfilled=tuple(_hole(agenda, key) for key in left),
    )


def fits(agenda: Agenda, member: int, key: SeatKey, gaps: tuple[int, int]) -> bool:
    """True when that member may hold that empty seat with this spacing."""
    pk, seat = key
    slot, person = agenda.slots[pk], agenda.members[member]
    partner = agenda.partner(key)
    return (
        person.counts_in(slot)
        and (member, pk) not in agenda.plan.busy
        and (
            partner is None
            or (partner.pk != member and not same_trade(agenda, member, partner.pk))
        )
        and not agenda.closer_than(member, slot, seat, *gaps)
    )


class _Greedy:
    """One pass over the slots in order of time."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.owed = balances(agenda)
        self.levels = _levels(agenda.plan)

    def run(self, slots: list[Slot], empty: list[SeatKey]) -> None:
        todo = set(empty)
        for slot in slots:
            seats = [s for s in self.agenda.plan.rules.seats if (slot.pk, s) in todo]
            for seat in seats:
                shares = fair_shares(self.agenda.plan.members, slot, seat)
                for member, share in shares.items():
                    self.owed[member] -= share
            if len(seats) < 2 or not self._give_pair(slot):
                for seat in seats:
                    self._give(slot, seat)

    def _give(self, slot: Slot, seat: str) -> bool:
        key = (slot.pk, seat)
        for gaps in self.levels:
            for member in self._ranked(slot):
                if fits(self.agenda, member, key, gaps):
                    self._put(key, member)
                    return True
        return False

    def _give_pair(self, slot: Slot) -> bool:
        """Both seats together, so that the first choice leaves a second one."""
        on_call, backup = (slot.pk, ON_CALL), (slot.pk, BACKUP)
        for wide, close in _by_sum(self.levels):
            for member in self._ranked(slot):
                if not fits(self.agenda, member, on_call, wide):
                    continue
                self._put(on_call, member)
                for other in self._ranked(slot):
                    if fits(self.agenda, other, backup, close):
                        self._put(backup, other)
                        return True
                self._remove(on_call)
        return False

    def _ranked(self, slot: Slot) -> list[int]:
        """The least loaded first; of two alike, who has rested longer."""

        def rank(pk: int) -> tuple[int, bool, int, int]:
            weeks = self.agenda.weeks_since(pk, slot)
            return self.owed[pk], weeks is not None, -(weeks or 0), pk

        return sorted(self.agenda.members, key=rank)

    def _put(self, key: SeatKey, member: int) -> None:
        self.agenda.give(key, member)
        self.owed[member] += self.agenda.slots[key[0]].points(key[1]) * MILLI

    def _remove(self, key: SeatKey) -> None:
        member = self.agenda.take_back(key)
        self.owed[member] -= self.agenda.slots[key[0]].points(key[1]) * MILLI


def _levels(plan: Plan) -> list[tuple[int, int]]:
    """From the usual spacing down to none, without repeats."""
    wide, primary = plan.rules.gap_any, plan.rules.gap_primary
    steps = [(wide, primary), (wide, wide), (min(wide, 1), min(wide, 1)), (0, 0)]
    return list(dict.fromkeys(steps))


def _by_sum(
    levels: list[tuple[int, int]],
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of levels, the least relaxed first; the backup gives way first."""
    numbered = list(enumerate(levels))
    pairs = [(i + j, i, one, two) for i, one in numbered for j, two in numbered]
    return [(one, two) for _sum, _i, one, two in sorted(pairs)]


def _improve(agenda: Agenda, mine: list[SeatKey], tries: int) -> None:
    """Gives seats away, or exchanges two, while the loads become more equal.

    Equal means a smaller sum of squares. Stops when nothing helps any more, or
    after so many tries.
    """
    owed = balances(agenda)
    left = tries
    better = True
    while better and left > 0:
        better = False
        for key, member in _moves(agenda, mine, owed):
            left -= 1
            better = _try_move(agenda, owed, key, member) or better
        for one, two in _pairs(agenda, mine, owed):
            left -= 1
            if left <= 0:
                return
            better = _try_swap(agenda, owed, one, two) or better


def _moves(
    agenda: Agenda, mine: list[SeatKey], owed: dict[int, int]
) -> Iterator[tuple[SeatKey, int]]:
    for key in mine:
        worth = _worth(agenda, key)
        for member in sorted(agenda.members, key=lambda pk: (owed[pk], pk)):
            if owed[agenda.held[key]] - worth <= owed[member]:
                break
            yield key, member


def _pairs(
    agenda: Agenda, mine: list[SeatKey], owed: dict[int, int]
) -> Iterator[tuple[SeatKey, SeatKey]]:
    for one in mine:
        for two in mine:
            more = _worth(agenda, one) - _worth(agenda, two)
            giver, taker = agenda.held[one], agenda.held[two]
            if more > 0 and owed[giver] - more > owed[taker]:
                yield one, two


def _try_move(agenda: Agenda, owed: dict[int, int], key: SeatKey, member: int) -> bool:
    rules = agenda.plan.rules
    worth, holder = _worth(agenda, key), agenda.take_back(key)
    if owed[holder] - worth > owed[member] and fits(
        agenda, member, key, (rules.gap_any, rules.gap_primary)
    ):
        agenda.give(key, member)
        owed[holder] -= worth
        owed[member] += worth
        return True
    agenda.give(key, holder)
    return False


def _try_swap(agenda: Agenda, owed: dict[int, int], one: SeatKey, two: SeatKey) -> bool:
    gaps = agenda.plan.rules.gap_any, agenda.plan.rules.gap_primary
    more = _worth(agenda, one) - _worth(agenda, two)
    giver, taker = agenda.take_back(one), agenda.take_back(two)
    if fits(agenda, taker, one, gaps):
        agenda.give(one, taker)
        if fits(agenda, giver, two, gaps):
            agenda.give(two, giver)
            owed[giver] -= more
            owed[taker] += more
            return True
        agenda.take_back(one)
    agenda.give(one, giver)
    agenda.give(two, taker)
    return False


def _worth(agenda: Agenda, key: SeatKey) -> int:
    return agenda.slots[key[0]].points(key[1]) * MILLI


def _explained(plan: Plan, agenda: Agenda, mine: list[SeatKey]) -> Iterator[Choice]:
    """Each choice with its reason, as it looked on that date."""
    owed = balances(Agenda(plan))
    for key in mine:
        pk, seat = key
        slot, member = agenda.slots[pk], agenda.held[key]
        near = agenda.nearby(member, slot, seat)
        weeks = agenda.weeks_since(member, slot)
        if near:
            reason, weeks = "sooner", abs(near[0].weeks)
        elif owed[member] <= -10 * MILLI:
            reason = "below_share"
        else:
            reason = "first" if weeks is None else "rested"
        yield Choice(pk, seat, member, reason, weeks, owed[member])
        for other, share in fair_shares(plan.members, slot, seat).items():
            owed[other] -= share
        owed[member] += _worth(agenda, key)


def _hole(agenda: Agenda, key: SeatKey) -> Unfilled:
    """Why each member could not have this seat, in the words of conflicts.py."""
    pk, seat = key
    slot, why = agenda.slots[pk], []
    for member in agenda.members:
        codes = [one.code for one in seat_conflicts(agenda, member, slot, seat)]
        first = next((code for code in BLOCKING if code in codes), None)
        if first is not None:
            why.append((member, first))
    return Unfilled(pk, seat, tuple(why))
