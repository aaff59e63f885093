"""How fair any rota can be at the most: the best way to deal out the seats when only
their numbers count, within what absences, spacing, trades and limits leave each.

What the measure counts. U (ROTA.md §4) is the distance from who is furthest below her
share to who is furthest above, plus the mean distance, in points (ten: a weekend on
call). Seats do not divide: over 26 weekends 100 people share 52 seats, so half of them
get none and end 4 points below their share, and who is on call once ends 6 or more
above. The fairest of all rotas has U = 17 there, and 3 over 104 weekends; a large U of
a large team over a short time is in the nature of the thing.

Why whole hands. A solver proves by relaxing whole numbers, and a quarter of a weekend
for everybody is perfectly fair: counting seats person by person, it proves 2 points
where 17 is the truth. So people who are alike are dealt hands from a list ("one on
call and two backups"), and only mixtures of whole hands are left to relax. Where a
list would be long, everybody having many seats, it is one of sums of points, beside
the seats of each kind that those alike have in all: there nearly each sum can be made
up, and little is lost.

The best deal is found in a moment, and mostly a rota with just these hands exists: it
is then the fairest, and proven (search.py).
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from ortools.sat.python import cp_model

from rota.core.balance import MILLI
from rota.core.planner.loads import Reach
from rota.core.planner.problem import Problem
from rota.core.weights import ON_CALL

# so many hands are listed in all, not more
LISTED = 2000


class Kind(NamedTuple):
    """Seats that weigh the same, in slots that weigh the same."""

    seat: str
    points: int
    slot: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody may get: the points, and the seats of each kind, as far as they
    are listed."""

    points: int
    seats: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """People who differ in nothing that is counted: what they carry so far, how many
    seats of each kind they can have, and how many of some (`space`)."""

    people: list[int]
    owed: int
    room: tuple[int, ...]
    space: tuple[tuple[str, int], ...]


Dealt = list[tuple[Alike, list[tuple[Hand, int]]]]  # how many get each hand


class Deal:
    """The model of all deals that leave `empty` seats free at the most and whose
    unfairness (as Tally.unfairness counts it) is `limit` at the most."""

    def __init__(self, problem: Problem, empty: int, limit: int) -> None:
        self.problem, self.reach = problem, Reach(problem, limit)
        self.cp = cp_model.CpModel()
        self.kind = {key: kind_of(problem, key) for key in problem.free}
        self.kinds = sorted(set(self.kind.values()), key=lambda k: (-k.points, k))
        self.dealt: list[tuple[Alike, list[tuple[Hand, cp_model.IntVar]]]] = []
        self.taken: list[tuple[Alike, list[cp_model.LinearExprT]]] = []
        groups = self._alike()
        for alike in groups:
            self._hands(alike, LISTED // len(groups))
        self._seats(empty)
        self._pairs()
        self.cp.minimize(self._unfairness())

    def read(self, solver: cp_model.CpSolver) -> Dealt:
        """The deal that was found."""
        return [
            (alike, [(hand, n) for hand, var in hands if (n := solver.value(var))])
            for alike, hands in self.dealt
        ]

    # --- who is alike, and what each may get ----------------------------------------
    def _alike(self) -> list[Alike]:
        problem, groups = self.problem, defaultdict(list)
        room: dict[tuple[int, Kind], int] = defaultdict(int)
        for key in problem.free:
            for pk in problem.allowed[key]:
                room[pk, self.kind[key]] += 1
        for pk in problem.counted:
            most = max(self.reach.points(problem.owed[pk]), default=0)
            mine = tuple(min(room[pk, kd], most // kd.points) for kd in self.kinds)
            apart = tuple(pk in people for people in problem.apart)
            space = _space(problem, pk, most // min(kd.points for kd in self.kinds))
            groups[problem.owed[pk], mine, space, apart].append(pk)
        return [
            Alike(people, owed, mine, space)
            for (owed, mine, space, _apart), people in groups.items()
        ]

    def _hands(self, alike: Alike, many: int) -> None:
        """How many of these people get which hand, and which seats that takes."""
        size = len(alike.people)
        points = set(self.reach.points(alike.owed))
        hands = _listed(self.kinds, alike, points, many)
        if len(hands) > many:
            hands = [Hand(n) for n in _sums(self.kinds, alike, points)]
        some = [(hand, self.cp.new_int_var(0, size, "")) for hand in hands]
        self.cp.add(sum(number for _hand, number in some) == size)
        self.dealt.append((alike, some))
        if all(hand.seats for hand in hands):
            taken: list[cp_model.LinearExprT] = [
                sum(hand.seats[i] * number for hand, number in some)
                for i in range(len(self.kinds))
            ]
        else:
            taken = [self.cp.new_int_var(0, size * most, "") for most in alike.room]
            self.cp.add(
                sum(kind.points * n for kind, n in zip(self.kinds, taken, strict=True))
                == sum(hand.points * number for hand, number in some)
            )
            for seat, most in alike.space:
                mine = zip(self.kinds, taken, strict=True)
                self.cp.add(
                    sum(n for kind, n in mine if seat in ("", kind.seat)) <= most * size
                )
        self.taken.append((alike, taken))

    # --- what all together may get ----------------------------------------------------
    def _seats(self, empty: int) -> None:
        """All seats but the empty ones are dealt."""
        seats = list(self.kind.values())
        missing = [self.cp.new_int_var(0, empty, "") for _kind in self.kinds]
        self.cp.add(sum(missing) <= empty)
        for i, kind in enumerate(self.kinds):
            dealt = sum(taken[i] for _alike, taken in self.taken)
            self.cp.add(dealt == seats.count(kind) - missing[i])

    def _pairs(self) -> None:
        """Of people who may not share a slot, one in each at the most; slots of each
        weight counted by themselves."""
        allowed = self.problem.allowed
        for people in map(set, self.problem.apart):
            slots = defaultdict(set)
            for key in self.problem.free:
                if people & set(allowed[key]):
                    slots[self.kind[key].slot].add(key[0])
            for weight, some in slots.items():
                theirs = [
                    taken[i]
                    for alike, taken in self.taken
                    if people & set(alike.people)
                    for i, kind in enumerate(self.kinds)
                    if kind.slot == weight
                ]
                self.cp.add(sum(theirs) <= len(some))

    # --- the goal ---------------------------------------------------------------------
    def _unfairness(self) -> cp_model.LinearExprT:
        """U times the number of people. Where each ends is on a ladder of few rungs;
        a rung has people only when it lies between the lowest and the highest."""
        rungs = defaultdict(list)
        for alike, hands in self.dealt:
            for hand, number in hands:
                end = alike.owed + hand.points * MILLI
                rungs[end].append((number, len(alike.people)))
        ends = sorted(rungs)
        below = [self.cp.new_bool_var("") for _end in ends]  # the highest is not below
        above = [self.cp.new_bool_var("") for _end in ends]  # nor the lowest above
        for i, end in enumerate(ends):
            if i:
                self.cp.add_implication(below[i], below[i - 1])
                self.cp.add_implication(above[i - 1], above[i])
            for number, size in rungs[end]:
                self.cp.add(number <= size * below[i])
                self.cp.add(number <= size * above[i])
        steps = range(1, len(ends))
        high = ends[0] + sum((ends[i] - ends[i - 1]) * below[i] for i in steps)
        low = ends[-1] - sum((ends[i] - ends[i - 1]) * above[i - 1] for i in steps)
        sizes = [abs(end) * number for end in ends for number, _size in rungs[end]]
        return len(self.problem.owed) * (high - low) + sum(sizes)


def kind_of(problem: Problem, key: tuple[int, str]) -> Kind:
    """What a free seat is counted among."""
    slot = problem.agenda.slots[key[0]]
    seats = problem.plan.rules.seats
    return Kind(key[1], problem.worth(key), tuple(map(slot.points, seats)))


def _listed(kinds: list[Kind], alike: Alike, points: set[int], many: int) -> list[Hand]:
    """Every hand with one of these sums of points; when there are more than `many`,
    just one more."""
    found: list[Hand] = []
    highest = max(points, default=0)

    def add(seats: tuple[int, ...], so_far: int) -> None:
        if len(found) > many or so_far > highest or not _has_space(seats):
            return
        if len(seats) == len(kinds):
            if so_far in points:
                found.append(Hand(so_far, seats))
            return
        for n in range(alike.room[len(seats)] + 1):
            add((*seats, n), so_far + n * kinds[len(seats)].points)

    def _has_space(seats: tuple[int, ...]) -> bool:
        return all(
            sum(
                n
                for n, kind in zip(seats, kinds, strict=False)
                if seat in ("", kind.seat)
            )
            <= most
            for seat, most in alike.space
        )

    add((), 0)
    return found


def _sums(kinds: list[Kind], alike: Alike, points: set[int]) -> list[int]:
    """Those of these sums that seats can make up."""
    found = {0}
    for kind, most in zip(kinds, alike.room, strict=True):
        found = {
            one + n * kind.points
            for one in found
            for n in range(most + 1)
            if one + n * kind.points <= max(points, default=0)
        }
    return sorted(found & points)


def _space(problem: Problem, pk: int, useful: int) -> tuple[tuple[str, int], ...]:
    """At most as many duties, and on-call ones, as the spacing and the limits let into
    the weeks she is free; never more than are `useful`."""
    rules, weeks = problem.plan.rules, _weeks(problem, pk)
    found = [
        ("", most * _most(weeks, length))
        for most, length in rules.limits(problem.agenda.members[pk])
    ]
    if rules.gap_any > 0:
        found.append(("", _most(weeks, rules.gap_any)))
    if rules.gap_primary > 0:
        weeks = _weeks(problem, pk, ON_CALL)
        found.append((ON_CALL, _most(weeks, rules.gap_primary)))
    return tuple((seat, min(most, useful)) for seat, most in found)


def _weeks(problem: Problem, pk: int, seat: str = "") -> list[int]:
    """The weeks in which she may have a duty."""
    return [
        week
        for week, keys in problem.by_week.items()
        if any(seat in ("", key[1]) and pk in problem.allowed[key] for key in keys)
    ]


def _most(weeks: list[int], gap: int) -> int:
    """How many of these weeks can be chosen with that gap."""
    taken, last = 0, 0
    for week in weeks:
        if not taken or week - last >= gap:
            taken, last = taken + 1, week
    return taken
