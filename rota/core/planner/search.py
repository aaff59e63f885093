"""Goal after goal: fewest empty seats, fewest published seats that move, most equal
loads, then comfort; each found best becomes a condition of the next.

A start that is as good as the bound is the answer. Loads are first dealt out by count
(bounds.py), and a rota with just these hands is looked for; only where there is none
does the solver go on with the whole problem.
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
from rota.core.planner.bounds import Deal
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
        if self.stopped:
            return
        value = Tally(self.problem, self.best).moved()
        cost = self.model.stability()
        self._reach(STABILITY, cost, value, 0, self.budget.stability)

    def _be_fair(self) -> None:
        if self.stopped:
            return
        tally = Tally(self.problem, self.best)
        start = Goal(FAIRNESS, tally.unfairness(), 0)
        Polish(tally, lambda: self._look(start)).equalise(self._tries())
        self.best, value = tally.given(), tally.unfairness()
        value, floor = self._deal(value)
        slack = SLACK * len(self.problem.counted)
        cost = self.model.unfairness(value + slack)
        self.model.cp.add(cost >= floor)
        self._reach(FAIRNESS, cost, value, floor, self.budget.fairness, slack)

    def _deal(self, value: int) -> tuple[int, int]:
        """The best deal, and a rota with just its hands, if there is one: how unfair
        the best rota is then (it was `value`), and what no rota is below."""
        if self.stopped:
            return value, 0
        empty = len(self.problem.free) - len(self.best)
        deal = Deal(self.problem, empty, value)
        solver = self._work(deal.cp, self.budget.bound, 1, Goal(FAIRNESS, value, 0))
        floor = max(0, round(solver.best_objective_bound))
        if self.stopped or value <= floor or not _is_found(solver):
            return value, floor
        cp = self.model.dealt(deal, deal.read(solver), self.best)
        start = Goal(FAIRNESS, value, floor)
        solver = self._work(cp, self.budget.deal, 1, start)
        if _is_found(solver):
            given = self.model.read(solver)
            reached = Tally(self.problem, given).unfairness()
            if reached < value:
                self.best, value = given, reached
        return value, floor

    def _be_kind(self) -> None:
        if self.stopped:
            return
        tally = Tally(self.problem, self.best)
        limit = self.goals[-1].value + SLACK * len(self.problem.counted)
        start = Goal(COMFORT, tally.discomfort(), 0)
        Polish(tally, lambda: self._look(start)).soothe(self._tries(), limit)
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
        found = Goal(name, value, min(floor, value))
        if self._look(found) and not found.proven:
            self.model.cp.minimize(cost)
            self.model.hint(self.best)
            seen = _Seen(self.model, value)
            solver = self._work(self.model.cp, budget, STRATEGIES, found, seen)
            if seen.given is not None:
                self.best = seen.given
            bound = max(found.bound, round(solver.best_objective_bound))
            found = Goal(name, seen.cost, min(bound, seen.cost))
        self.goals.append(found)
        self.model.cp.add(cost <= found.value + slack)

    def _work(
        self,
        cp: cp_model.CpModel,
        budget: float,
        strategies: int,
        start: Goal,
        seen: "_Seen | None" = None,
    ) -> cp_model.CpSolver:
        """Lets the solver work, looking every now and then whether to go on."""
        solver = _solver(budget, strategies)
        work = Thread(target=lambda: solver.solve(cp, seen))
        work.start()
        try:
            while work.is_alive():
                work.join(LOOK)
                goal, given = (start, None) if seen is None else seen.news(start)
                if not self._look(goal, given):
                    solver.stop_search()
        finally:
            solver.stop_search()
            work.join()
        return solver

    def _look(self, goal: Goal, given: dict[SeatKey, int] | None = None) -> bool:
        """Says where the run stands, and hears whether to go on."""
        progress = Progress(goal, self.best if given is None else given)
        if not self.stopped and not self.watch(progress):
            self.stopped = True
        return not self.stopped


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

    def news(self, start: Goal) -> tuple[Goal, dict[SeatKey, int] | None]:
        """How far it is by now."""
        bound = min(max(start.bound, self.bound), self.cost)
        return Goal(start.name, self.cost, bound), self.given


def _solver(budget: float, strategies: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = 1
    parameters.max_deterministic_time = budget
    parameters.num_workers = strategies
    parameters.interleave_search = strategies > 1
    return solver


def _is_found(solver: cp_model.CpSolver) -> bool:
    return solver.response_proto.status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
