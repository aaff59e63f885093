"""Goal after goal: fewest empty seats, fewest published seats that move, most equal
loads, then comfort; each found best becomes a condition of the next.

A start that is as good as the bound is the answer; else the solver goes on from it.
"""

from collections.abc import Callable
from threading import Thread

from ortools.sat.python import cp_model

from rota.core.balance import MILLI
from rota.core.plan import SeatKey
from rota.core.planner.answer import (
    COMFORT,
    COVERAGE,
    FAIRNESS,
    STABILITY,
    Budget,
    Goal,
    Progress,
    Proposal,
)
from rota.core.planner.bounds import fairness_bound
from rota.core.planner.model import Model, empty_cost
from rota.core.planner.problem import Problem
from rota.core.planner.start import Polish, first_rota
from rota.core.planner.tally import Tally

# how much unfairness comfort may cost: one point (ROTA.md §4.4)
SLACK = MILLI
# seconds between two looks at whether somebody wants it stopped
LOOK = 0.2
# strategies taking turns in one fixed order: as lucky as a race of workers, and the
# same every time
STRATEGIES = 2


class Search:
    """One run over the goals."""

    def __init__(
        self, problem: Problem, budget: Budget, watch: Callable[[Progress], bool]
    ) -> None:
        self.problem, self.budget, self.watch = problem, budget, watch
        self.model = Model(problem)
        self.best: dict[SeatKey, int] = {}
        self.goals: list[Goal] = []
        self.stopped = False

    def run(self) -> Proposal:
        """The best rota found within the budget."""
        self.best = first_rota(self.problem).given()
        self._cover()
        if self.problem.published:
            self._keep()
        if self.problem.counted:
            self._be_fair()
            self._be_kind()
        empty = tuple(key for key in self.problem.free if key not in self.best)
        return Proposal(self.best, empty, tuple(self.goals), self.stopped)

    def _cover(self) -> None:
        """Seats that nobody may have stay empty in every rota."""
        free, allowed = self.problem.free, self.problem.allowed
        floor = sum(empty_cost(self.problem, k) for k in free if not allowed[k])
        value = sum(empty_cost(self.problem, k) for k in free if k not in self.best)
        cost = self.model.coverage()
        self._reach(COVERAGE, cost, value, floor, self.budget.coverage)

    def _keep(self) -> None:
        value = Tally(self.problem, self.best).moved()
        cost = self.model.stability()
        self._reach(STABILITY, cost, value, 0, self.budget.stability)

    def _be_fair(self) -> None:
        if self.stopped:
            return
        tally = Tally(self.problem, self.best)
        Polish(tally).equalise(self._tries())
        self.best, value = tally.given(), tally.unfairness()
        empty = len(self.problem.free) - len(self.best)
        floor = fairness_bound(self.problem, empty, value, self.budget.bound)
        slack = SLACK * len(self.problem.counted)
        cost = self.model.unfairness(value + slack)
        self.model.cp.add(cost >= floor)
        self._reach(FAIRNESS, cost, value, floor, self.budget.fairness, slack)

    def _be_kind(self) -> None:
        if self.stopped:
            return
        tally = Tally(self.problem, self.best)
        limit = self.goals[-1].value + SLACK * len(self.problem.counted)
        Polish(tally).soothe(self._tries(), limit)
        self.best, value = tally.given(), tally.discomfort()
        self._reach(COMFORT, self.model.discomfort(), value, 0, self.budget.comfort)

    def _tries(self) -> int:
        return self.budget.tries * len(self.problem.free)

    def _reach(
        self,
        name: str,
        cost: cp_model.LinearExprT,
        value: int,
        floor: int,
        budget: float,
        slack: int = 0,
    ) -> None:
        """Minimises one goal, from the best rota so far with its `value`; no rota is
        below `floor`. Later goals may not lose more than `slack` of it."""
        if self.stopped:
            return
        found = Goal(name, value, min(floor, value))
        self._look(found)
        if not found.proven and not self.stopped:
            found = self._solve(name, cost, found, budget)
        self.goals.append(found)
        self.model.cp.add(cost <= found.value + slack)

    def _solve(
        self, name: str, cost: cp_model.LinearExprT, start: Goal, budget: float
    ) -> Goal:
        self.model.cp.minimize(cost)
        self.model.hint(self.best)
        solver, seen = _solver(budget), _Seen(self.model, start.value)
        work = Thread(target=lambda: solver.solve(self.model.cp, seen))
        work.start()
        try:
            while work.is_alive():
                work.join(LOOK)
                bound = min(max(start.bound, seen.bound), seen.cost)
                self._look(Goal(name, seen.cost, bound), seen.given)
                if self.stopped:
                    solver.stop_search()
        finally:
            solver.stop_search()
            work.join()
        if seen.given is not None:
            self.best = seen.given
        bound = max(start.bound, round(solver.best_objective_bound))
        return Goal(name, seen.cost, min(bound, seen.cost))

    def _look(self, goal: Goal, given: dict[SeatKey, int] | None = None) -> None:
        """Says where the run stands, and hears whether to go on."""
        progress = Progress(goal, self.best if given is None else given)
        if not self.stopped and not self.watch(progress):
            self.stopped = True


class _Seen(cp_model.CpSolverSolutionCallback):
    """The best solution so far, when it is better than the start."""

    def __init__(self, model: Model, value: int) -> None:
        super().__init__()
        self.model, self.cost, self.bound = model, value, 0
        self.given: dict[SeatKey, int] | None = None

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        self.bound = max(self.bound, round(self.best_objective_bound))
        if round(self.objective_value) < self.cost:
            self.given = self.model.read(self)
            self.cost = round(self.objective_value)


def _solver(budget: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = 1
    parameters.max_deterministic_time = budget
    parameters.num_workers = STRATEGIES
    parameters.interleave_search = True
    return solver
