"""A first simple fair fill: the least loaded who may, week after week.

Goes through the empty seats in order of time, each time to the member furthest
below her fair share, history included; then exchanges seats while that makes
the loads more equal, then the pauses, for a bounded number of tries. No
randomness, no clock: the same plan gives the same rota. It proves nothing about
being the best; that is the planner's work (ROTA.md §5).

Spacing gives way before coverage does: when nobody is free at the usual
distance, somebody sooner than usual is chosen and the choice says so.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from rota.core.balance import MILLI, balances, fair_shares
from rota.core.comfort import space_out
from rota.core.conflicts import (
    ABSENT,
    ELSEWHERE,
    NO_DUTIES,
    NO_EXPERIENCE,
    NOT_IN_TEAM,
    OTHER_SEAT,
    SAME_TRADE,
    TOO_MANY,
    UNTRAINED,
    fits,
    seat_conflicts,
)
from rota.core.plan import Agenda, Plan, SeatKey, Slot
from rota.core.weights import BACKUP, ON_CALL

# what keeps a member from a seat however little spacing is asked
BLOCKING = (
    NO_DUTIES,
    NOT_IN_TEAM,
    ABSENT,
    UNTRAINED,
    ELSEWHERE,
    OTHER_SEAT,
    SAME_TRADE,
    NO_EXPERIENCE,
    TOO_MANY,
)
# how many exchanges are looked at: well under a second of work for 100 people
TRIES = 60_000
# all a member carries counts so much more than her on-call duties alone
ALL_DUTIES = 8


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
    space_out(agenda, mine, tries)
    left = [key for key in empty if key not in agenda.held]
    return Fill(
        choices=tuple(_explained(plan, agenda, mine)),
        unfilled=tuple(_hole(agenda, key) for key in left),
    )


class _Greedy:
    """One pass over the slots in order of time."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.scales = _Scales(agenda)
        self.levels = _levels(agenda.plan)

    def run(self, slots: list[Slot], empty: list[SeatKey]) -> None:
        todo = set(empty)
        for slot in slots:
            seats = [s for s in self.agenda.plan.rules.seats if (slot.pk, s) in todo]
            for seat in seats:
                shares = fair_shares(self.agenda.plan, slot, seat)
                for member, share in shares.items():
                    self.scales.owed[seat][member] -= share
            if len(seats) < 2 or not self._give_pair(slot):
                for seat in seats:
                    self._give((slot.pk, seat))

    def _give(self, key: SeatKey) -> bool:
        for gaps in self.levels:
            for member in self._ranked(key):
                if fits(self.agenda, member, key, gaps):
                    self._put(key, member)
                    return True
        return False

    def _give_pair(self, slot: Slot) -> bool:
        """Both seats together, so that the first choice leaves a second one."""
        on_call, backup = (slot.pk, ON_CALL), (slot.pk, BACKUP)
        for wide, close in _by_sum(self.levels):
            for member in self._ranked(on_call):
                if not fits(self.agenda, member, on_call, wide):
                    continue
                self._put(on_call, member)
                for other in self._ranked(backup):
                    if fits(self.agenda, other, backup, close):
                        self._put(backup, other)
                        return True
                self.scales.put(on_call, self.agenda.take_back(on_call), -1)
        return False

    def _ranked(self, key: SeatKey) -> list[int]:
        """Who carries least first, this kind of seat counting twice; of two alike,
        who has rested longer."""
        slot, same = self.agenda.slots[key[0]], self.scales.owed[key[1]]

        def rank(pk: int) -> tuple[int, bool, int, int]:
            weeks = self.agenda.weeks_since(pk, slot)
            load = self.scales.total(pk) + same[pk]
            return load, weeks is not None, -(weeks or 0), pk

        return sorted(self.agenda.members, key=rank)

    def _put(self, key: SeatKey, member: int) -> None:
        self.agenda.give(key, member)
        self.scales.put(key, member)


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

    Stops when nothing helps any more, or after so many tries.
    """
    scales = _Scales(agenda)
    left = tries
    better = True
    while better:
        better = False
        for key in mine:
            for member in scales.lightest():
                left -= 1
                if _try_move(agenda, scales, key, member):
                    better = True
                    break
        for one, two in combinations(mine, 2):
            left -= 1
            if left <= 0:
                return
            better = _try_swap(agenda, scales, one, two) or better


class _Scales:
    """What each member carries above her share, per seat.

    The loads are the more equal the smaller the sum of squares is, of all a
    member carries and of her on-call duties alone: four weekends on call and
    twelve as backup are no fair half-year beside eight and two.
    """

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.owed = {
            seat: balances(agenda, seats=(seat,)) for seat in (ON_CALL, BACKUP)
        }

    def total(self, member: int) -> int:
        return self.owed[ON_CALL][member] + self.owed[BACKUP][member]

    def lightest(self) -> list[int]:
        """Everybody, who carries least first."""
        return sorted(self.agenda.members, key=lambda pk: (self.total(pk), pk))

    def put(self, key: SeatKey, member: int, sign: int = 1) -> None:
        """Adds the worth of a seat to what she carries, or takes it off."""
        self.owed[key[1]][member] += sign * _worth(self.agenda, key)

    def cost(self, *members: int) -> int:
        return sum(
            ALL_DUTIES * self.total(pk) ** 2 + self.owed[ON_CALL][pk] ** 2
            for pk in set(members)
        )

    def gains(self, changes: list[tuple[SeatKey, int, int]]) -> bool:
        """Carries out changes (seat, from, to); takes them back unless they help."""
        people = [pk for _key, giver, taker in changes for pk in (giver, taker)]
        before = self.cost(*people)
        for key, giver, taker in changes:
            self.put(key, giver, -1)
            self.put(key, taker)
        if self.cost(*people) < before:
            return True
        for key, giver, taker in changes:
            self.put(key, giver)
            self.put(key, taker, -1)
        return False


def _try_move(agenda: Agenda, scales: _Scales, key: SeatKey, member: int) -> bool:
    holder = agenda.held[key]
    change = [(key, holder, member)]
    if holder == member or not scales.gains(change):
        return False
    agenda.take_back(key)
    if fits(agenda, member, key, _usual(agenda)):
        agenda.give(key, member)
        return True
    agenda.give(key, holder)
    scales.put(key, member, -1)
    scales.put(key, holder)
    return False


def _try_swap(agenda: Agenda, scales: _Scales, one: SeatKey, two: SeatKey) -> bool:
    giver, taker = agenda.held[one], agenda.held[two]
    if giver == taker or _worth(agenda, one) == _worth(agenda, two):
        return False
    if not scales.gains([(one, giver, taker), (two, taker, giver)]):
        return False
    agenda.take_back(one)
    agenda.take_back(two)
    if fits(agenda, taker, one, _usual(agenda)):
        agenda.give(one, taker)
        if fits(agenda, giver, two, _usual(agenda)):
            agenda.give(two, giver)
            return True
        agenda.take_back(one)
    agenda.give(one, giver)
    agenda.give(two, taker)
    for key, now, then in ((one, taker, giver), (two, giver, taker)):
        scales.put(key, now, -1)
        scales.put(key, then)
    return False


def _usual(agenda: Agenda) -> tuple[int, int]:
    return agenda.plan.rules.gap_any, agenda.plan.rules.gap_primary


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
        for other, share in fair_shares(plan, slot, seat).items():
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
