"""How fair any rota can be at the most: a smaller problem that only counts.

How many seats of each weight each person gets, within what absences, spacing, trades
and limits leave her, with everything else forgotten. Every rota is such a count, so
none can be fairer than the best count: a bound that is found in a moment and mostly
tight.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from ortools.sat.python import cp_model

from rota.core.planner.loads import Loads
from rota.core.planner.problem import Problem
from rota.core.weights import ON_CALL

Kind = tuple[str, int]  # a seat and its points
# counts as the digits of one number
BASE = 64
Counts = dict[tuple[int, Kind], cp_model.IntVar]


def fairness_bound(problem: Problem, empty: int, value: int, budget: float) -> int:
    """No rota that leaves at most `empty` seats free has a smaller unfairness (as
    Tally.unfairness counts it). `value`: what one that is known has; `budget` in
    deterministic seconds."""
    cp = cp_model.CpModel()
    loads = Loads(cp, problem, value)
    counts = _counts(cp, problem, empty, loads)
    alike: dict[object, list[int]] = defaultdict(list)
    lightest = min(map(problem.worth, problem.free))
    for pk in problem.counted:
        space = _space(problem, pk, loads.most(pk) // lightest)
        for seat, most in space:
            cp.add(sum(_of(counts, [pk], seat)) <= most)
        room = [
            (kind, max(n.proto.domain))
            for (who, kind), n in counts.items()
            if who == pk
        ]
        apart = [pk in people for people in problem.apart]
        alike[problem.owed[pk], *space, *sorted(room), *apart].append(pk)
    _pair(cp, problem, counts)
    _order(cp, counts, alike.values())
    for (pk, (_seat, points)), count in counts.items():
        loads.add(pk, points, count)
    cp.minimize(loads.unfairness())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = budget
    status = solver.solve(cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return max(0, round(solver.best_objective_bound))
    return 0


def _counts(cp: cp_model.CpModel, problem: Problem, empty: int, loads: Loads) -> Counts:
    """How many seats of each kind each gets; all but `empty` are given."""
    seats: dict[Kind, int] = defaultdict(int)
    room: dict[tuple[int, Kind], int] = defaultdict(int)
    for key in problem.free:
        kind = (key[1], problem.worth(key))
        seats[kind] += 1
        for pk in problem.allowed[key]:
            room[pk, kind] += 1
    counts = {
        (pk, kind): cp.new_int_var(0, min(most, loads.most(pk) // kind[1]), "")
        for (pk, kind), most in room.items()
    }
    left = []
    for kind, number in seats.items():
        missing = cp.new_int_var(0, empty, f"missing:{kind}")
        cp.add(
            sum(n for (_pk, of), n in counts.items() if of == kind) == number - missing
        )
        left.append(missing)
    cp.add(sum(left) <= empty)
    return counts


def _space(problem: Problem, pk: int, useful: int) -> list[tuple[str, int]]:
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
    return [(seat, min(most, useful)) for seat, most in found]


def _pair(cp: cp_model.CpModel, problem: Problem, counts: Counts) -> None:
    """Of people who may not share a slot, one in each at the most."""
    for people in problem.apart:
        mine = set(people)
        slots = {key[0] for key in problem.free if mine & set(problem.allowed[key])}
        cp.add(sum(_of(counts, people)) <= len(slots))


def _order(cp: cp_model.CpModel, counts: Counts, alike: Iterable[list[int]]) -> None:
    """Of people who are alike in all that is counted, the first gets no more than
    the next: the same counts in another order are not looked at again."""
    kinds = sorted({kind for _pk, kind in counts})
    for people in alike:
        sizes = [
            sum(
                BASE**i * counts[pk, kind]
                for i, kind in enumerate(kinds)
                if (pk, kind) in counts
            )
            for pk in people
        ]
        for one, two in pairwise(sizes):
            cp.add(one <= two)


def _of(counts: Counts, people: Iterable[int], seat: str = "") -> list[cp_model.IntVar]:
    some = set(people)
    return [
        count
        for (pk, kind), count in counts.items()
        if pk in some and seat in ("", kind[0])
    ]


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
