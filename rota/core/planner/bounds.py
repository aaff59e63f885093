"""How fair any rota can be at the most: a smaller problem that only counts.

How many seats of each weight each person gets, within what absences and spacing
leave her, with everything else forgotten. Every rota is such a count, so none can be
fairer than the best count: a bound that is found in a moment and mostly tight.
"""

from collections import defaultdict

from ortools.sat.python import cp_model

from rota.core.balance import MILLI
from rota.core.planner.problem import Problem
from rota.core.weights import ON_CALL

Kind = tuple[str, int]  # a seat and its points


def fairness_bound(problem: Problem, empty: int, budget: float) -> int:
    """No rota that leaves `empty` seats free of charge has a smaller unfairness (as
    Model.unfairness counts it). `budget` in deterministic seconds."""
    cp = cp_model.CpModel()
    seats: dict[Kind, int] = defaultdict(int)
    room: dict[int, dict[Kind, int]] = {pk: defaultdict(int) for pk in problem.counted}
    for key in problem.free:
        kind = (key[1], problem.worth(key))
        seats[kind] += 1
        for pk in problem.allowed[key]:
            room[pk][kind] += 1
    counts = {
        (pk, kind): cp.new_int_var(0, most, f"{pk}:{kind}")
        for pk, kinds in room.items()
        for kind, most in kinds.items()
    }
    left = []
    for kind, number in seats.items():
        given = sum(counts[pk, kind] for pk in problem.counted if (pk, kind) in counts)
        missing = cp.new_int_var(0, empty, f"missing:{kind}")
        cp.add(given + missing == number)
        left.append(missing)
    cp.add(sum(left) <= empty)
    _limit(cp, problem, counts)
    cp.minimize(_unfairness(cp, problem, counts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = budget
    status = solver.solve(cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return max(0, round(solver.best_objective_bound))
    return 0


def _limit(
    cp: cp_model.CpModel,
    problem: Problem,
    counts: dict[tuple[int, Kind], cp_model.IntVar],
) -> None:
    """At most as many duties as the spacing lets into the weeks she is free."""
    rules = problem.plan.rules
    for pk in problem.counted:
        for wanted, gap in ((ON_CALL, rules.gap_primary), (None, rules.gap_any)):
            mine = [
                count
                for (who, (seat, _points)), count in counts.items()
                if who == pk and wanted in (None, seat)
            ]
            weeks = sorted(
                week
                for week, keys in problem.by_week.items()
                if any(
                    pk in problem.allowed[key] and wanted in (None, key[1])
                    for key in keys
                )
            )
            if mine:
                cp.add(sum(mine) <= _most(weeks, gap))


def _most(weeks: list[int], gap: int) -> int:
    """How many of these weeks may be chosen with that gap; without one, all seats
    of a week may be hers one after the other."""
    if gap <= 0:
        return len(weeks) * 2
    taken, last = 0, -gap
    for week in weeks:
        if not taken or week - last >= gap:
            taken, last = taken + 1, week
    return taken


def _unfairness(
    cp: cp_model.CpModel,
    problem: Problem,
    counts: dict[tuple[int, Kind], cp_model.IntVar],
) -> cp_model.LinearExprT:
    reach = sum(problem.worth(key) for key in problem.free) * MILLI
    reach += max((abs(n) for n in problem.owed.values()), default=0)
    high = cp.new_int_var(-reach, reach, "high")
    low = cp.new_int_var(-reach, reach, "low")
    sizes = []
    for pk in problem.counted:
        carried = problem.owed[pk] + sum(
            points * MILLI * count
            for (who, (_seat, points)), count in counts.items()
            if who == pk
        )
        size = cp.new_int_var(0, reach, f"size:{pk}")
        cp.add(high >= carried)
        cp.add(low <= carried)
        cp.add(size >= carried)
        cp.add(size >= -carried)
        sizes.append(size)
    return len(problem.counted) * (high - low) + sum(sizes)


