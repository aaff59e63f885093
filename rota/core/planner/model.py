"""The solver's model: one yes or no for each person and free seat, the hard rules
of ROTA.md §3, and the four goals of §4 as whole numbers.

Each goal is worth for a rota what Tally says of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ortools.sat.python import cp_model

from rota.core.plan import SeatKey
from rota.core.planner.bounds import Deal, Dealt
from rota.core.planner.loads import Loads
from rota.core.planner.problem import Problem
from rota.core.planner.tally import RATHER_NOT, SAME_FEAST, TOO_MANY_RARE, WISH
from rota.core.weights import BACKUP, ON_CALL

BOTH = (ON_CALL, BACKUP)


class Model:
    """A CP-SAT model of a problem; goals are expressions to minimise."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cp = cp_model.CpModel()
        self.takes: dict[SeatKey, dict[int, cp_model.IntVar]] = {}
        self.empty: dict[SeatKey, cp_model.IntVar] = {}
        self._seats()
        self._pairs()
        self._gaps()
        self._limits()

    # --- hard rules ---------------------------------------------------------------
    def _seats(self) -> None:
        """H1, H2, H3, and all that the seats held already forbid: one person who
        may, or nobody."""
        for key in self.problem.free:
            allowed = self.problem.allowed[key]
            name = f"{key[0]}{key[1][0]}"
            self.takes[key] = {
                pk: self.cp.new_bool_var(f"{name}:{pk}") for pk in allowed
            }
            self.empty[key] = self.cp.new_bool_var(f"{name}:-")
            self.cp.add_exactly_one([*self.takes[key].values(), self.empty[key]])

    def _pairs(self) -> None:
        """H4, H8: at most one of those who may not share a slot."""
        people = [[pk] for pk in self.problem.counted]
        groups = [*people, *(g for g in self.problem.apart if len(g) > 1)]
        for slot in self.problem.pairs:
            for group in groups:
                both = [
                    some[pk]
                    for some in (self.takes[slot, ON_CALL], self.takes[slot, BACKUP])
                    for pk in group
                    if pk in some
                ]
                if len(both) > 1:
                    self.cp.add_at_most_one(both)

    def _gaps(self) -> None:
        """H5: in any so many weeks running, one duty, and one on call."""
        rules = self.problem.plan.rules
        for length, seats in ((rules.gap_any, BOTH), (rules.gap_primary, (ON_CALL,))):
            for first in self.problem.by_week if length else ():
                keys = self._between(first, first + length)
                for pk in self.problem.counted:
                    some = self._of(pk, keys, seats)
                    if len(some) > 1:
                        self.cp.add_at_most_one(some)

    def _limits(self) -> None:
        """H6: at most so many in any so many weeks, those held already included."""
        agenda = self.problem.agenda
        for pk in self.problem.counted:
            held = [agenda.slots[slot].week for slot, _seat in agenda.duties[pk]]
            for most, length in self.problem.plan.rules.limits(agenda.members[pk]):
                for first in sorted({*held, *self.problem.by_week}):
                    some = self._of(pk, self._between(first, first + length))
                    already = sum(first <= week < first + length for week in held)
                    if len(some) + already > most:
                        self.cp.add(sum(some) <= max(0, most - already))

    def _between(self, first: int, end: int) -> list[SeatKey]:
        """The free seats of the weeks from `first` to before `end`."""
        weeks = self.problem.by_week.items()
        return [key for week, keys in weeks if first <= week < end for key in keys]

    def _of(
        self, pk: int, keys: Iterable[SeatKey], seats: Iterable[str] = BOTH
    ) -> list[cp_model.IntVar]:
        return [
            self.takes[key][pk]
            for key in keys
            if key[1] in seats and pk in self.takes[key]
        ]

    # --- goals --------------------------------------------------------------------
    def coverage(self) -> cp_model.LinearExprT:
        """Empty seats; one on-call seat counts more than all backups together."""
        return sum(
            empty_cost(self.problem, key) * empty for key, empty in self.empty.items()
        )

    def stability(self) -> cp_model.LinearExprT:
        """Published seats that could be kept and are not."""
        kept = [
            self.takes[key][pk]
            for key, pk in self.problem.published.items()
            if key in self.takes and pk in self.takes[key]
        ]
        return len(kept) - sum(kept)

    def unfairness(self, limit: int) -> cp_model.LinearExprT:
        """U of ROTA.md §4, times the number of people; above `limit` no more."""
        loads = Loads(self.cp, self.problem, limit)
        for pk in self.problem.counted:
            by_points = defaultdict(list)
            for key in self.problem.free:
                if pk in self.takes[key]:
                    by_points[self.problem.worth(key)].append(self.takes[key][pk])
            for points, seats in by_points.items():
                count = self.cp.new_int_var(0, len(seats), f"n:{pk}:{points}")
                self.cp.add(count == sum(seats))
                loads.add(pk, points, count)
        return loads.unfairness()

    def discomfort(self) -> cp_model.LinearExprT:
        """What is fair and still hard on somebody."""
        costs: list[cp_model.LinearExprT] = []
        for pk in self.problem.counted:
            costs += self._short_pauses(pk)
            costs += self._rare(pk)
            costs += self._same_feasts(pk)
        return sum([*costs, *self._wishes()])

    def _short_pauses(self, pk: int) -> Iterator[cp_model.LinearExprT]:
        """The weeks missing between two duties, to the usual pause."""
        pause = self.problem.pause
        agenda = self.problem.agenda
        held = [agenda.slots[slot].week for slot, _seat in agenda.duties[pk]]
        weeks = {
            week: some
            for week, keys in self.problem.by_week.items()
            if (some := self._of(pk, keys))
        }
        for week, mine in weeks.items():
            for later in range(week + 1, week + pause):
                if later in weeks:
                    near = self.cp.new_bool_var(f"near:{pk}:{week}:{later}")
                    self.cp.add(near >= sum(mine) + sum(weeks[later]) - 1)
                    yield (pause - (later - week)) * near
            apart = [abs(week - other) for other in held if week != other]
            fixed = sum(max(0, pause - weeks) for weeks in apart)
            if fixed:
                yield fixed * sum(mine)

    def _wishes(self) -> Iterator[cp_model.LinearExprT]:
        for key, takes in self.takes.items():
            for pk, taken in takes.items():
                if (pk, key[0]) in self.problem.plan.reluctant:
                    yield RATHER_NOT * taken
        for pk, slot in sorted(self.problem.wishes):
            yield WISH * (1 - sum(self._in_slot(pk, slot)))

    def _rare(self, pk: int) -> Iterator[cp_model.LinearExprT]:
        """More feasts, or more other holidays, than one's share."""
        for group, due in self.problem.rare:
            mine = [
                taken for slot in sorted(group) for taken in self._in_slot(pk, slot)
            ]
            had = len({slot for slot, _ in self.problem.agenda.duties[pk]} & group)
            if mine or had > due[pk]:
                over = self.cp.new_int_var(0, len(mine) + had, f"rare:{pk}")
                self.cp.add(over >= sum(mine) + had - due[pk])
                yield TOO_MANY_RARE * over

    def _same_feasts(self, pk: int) -> Iterator[cp_model.LinearExprT]:
        """Somebody's Christmas two years running, unless both were fixed before."""
        held = {slot for slot, _seat in self.problem.agenda.duties[pk]}
        for pair in self.problem.same_feasts:
            one, two = (self._in_slot(pk, slot) for slot in pair)
            fixed = len(held & set(pair))
            if fixed < 2 and (one or two) and ((one and two) or fixed):
                again = self.cp.new_bool_var(f"again:{pk}:{pair}")
                self.cp.add(again >= sum(one) + sum(two) + fixed - 1)
                yield SAME_FEAST * again

    def _in_slot(self, pk: int, slot: int) -> list[cp_model.IntVar]:
        keys = [(slot, seat) for seat in BOTH]
        return [self.takes[k][pk] for k in keys if pk in self.takes.get(k, ())]

    # --- a deal ---------------------------------------------------------------------
    def dealt(
        self, deal: Deal, dealt: Dealt, given: Mapping[SeatKey, int]
    ) -> cp_model.CpModel:
        """A copy in which those who are alike get just these hands, to be found from
        `given`."""
        self.hint(given)
        cp = self.cp.clone()
        cp.clear_objective()
        for alike, hands in dealt:
            columns: list[list[cp_model.IntVar]] = [[] for _hand in hands]
            for pk in alike.people:
                some = [(hand, cp.new_bool_var("")) for hand, _number in hands]
                cp.add_exactly_one(one for _hand, one in some)
                for column, (_hand, one) in zip(columns, some, strict=True):
                    column.append(one)
                takes = [
                    (deal.kind[k], of[pk]) for k, of in self.takes.items() if pk in of
                ]
                cp.add(
                    sum(kind.points * taken for kind, taken in takes)
                    == sum(hand.points * one for hand, one in some)
                )
                for i, kind in enumerate(deal.kinds if hands[0][0].seats else ()):
                    cp.add(
                        sum(taken for of, taken in takes if of == kind)
                        == sum(hand.seats[i] * one for hand, one in some)
                    )
            for column, (_hand, number) in zip(columns, hands, strict=True):
                cp.add(sum(column) == number)
        return cp

    # --- solutions ------------------------------------------------------------------
    def hint(self, given: Mapping[SeatKey, int]) -> None:
        """Where the solver starts."""
        self.cp.clear_hints()
        for key, takes in self.takes.items():
            for pk, taken in takes.items():
                self.cp.add_hint(taken, given.get(key) == pk)
            self.cp.add_hint(self.empty[key], key not in given)

    def read(
        self, solution: cp_model.CpSolverSolutionCallback | cp_model.CpSolver
    ) -> dict[SeatKey, int]:
        """Who gets what in a solution."""
        return {
            key: pk
            for key, takes in self.takes.items()
            for pk, taken in takes.items()
            if solution.boolean_value(taken)
        }


def empty_cost(problem: Problem, key: SeatKey) -> int:
    """What leaving a seat empty costs: one on call more than all backups."""
    return len(problem.free) + 1 if key[1] == ON_CALL else 1
