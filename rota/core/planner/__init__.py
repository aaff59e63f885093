"""Proposes the fairest rota under the rules, and says how good it is (ROTA.md).

Goal after goal: fewest empty seats, fewest published seats that move, most equal
loads, then comfort, each found best becoming a condition of the next. One fixed
seed and a budget of *deterministic* time: the same plan gives the same rota on any
machine. Loaded on demand (actions/propose.py): the solver weighs tens of megabytes.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from rota.core.balance import MILLI
from rota.core.fill import fill
from rota.core.plan import Agenda, Plan, SeatKey
from rota.core.planner.bounds import fairness_bound
from rota.core.planner.model import Given, Model
from rota.core.planner.problem import Problem

COVERAGE, STABILITY, FAIRNESS, COMFORT = "coverage", "stability", "fairness", "comfort"
# how much unfairness comfort may cost: one point of spread (ROTA.md §4.4)
SLACK = MILLI


@dataclass(frozen=True, slots=True)
class Goal:
    """How far one goal was reached: its `value`, and the `bound` no rota is below.

    Coverage and stability count seats, fairness thousandths of a point (U of
    ROTA.md §4), comfort its own small costs.
    """

    name: str
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """True when no rota does better."""
        return self.value <= self.bound


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands; `given` is the best rota so far."""

    goal: str
    value: int
    bound: int
    given: Mapping[SeatKey, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who gets each free seat, and how good that is. A seat that is in `empty`
    could be given to nobody."""

    given: Mapping[SeatKey, int]
    empty: tuple[SeatKey, ...]
    goals: tuple[Goal, ...]
    stopped: bool = False

    def goal(self, name: str) -> Goal | None:
        """That goal; None when there was nothing to reach."""
        return next((goal for goal in self.goals if goal.name == name), None)


@dataclass(frozen=True, slots=True)
class Budget:
    """Deterministic seconds for each goal; on a usual machine about as many real
    ones."""

    coverage: float = 10
    stability: float = 10
    bound: float = 2
    fairness: float = 20
    comfort: float = 10


def propose(
    plan: Plan,
    wanted: Collection[int],
    *,
    published: Mapping[SeatKey, int] | None = None,
    budget: Budget | None = None,
    watch: Callable[[Progress], bool] = lambda progress: True,
) -> Proposal:
    """Gives the empty seats of the wanted slots; what is held stays as it is.

    `watch` is told of each better rota and returns False to stop: the best so far
    is then the answer.
    """
    problem = Problem.of(plan, wanted, published or {})
    if not problem.free:
        return Proposal({}, (), ())
    return _Run(problem, budget or Budget(), watch).run()


class _Run:
    """One run over the goals."""

    def __init__(
        self, problem: Problem, budget: Budget, watch: Callable[[Progress], bool]
    ) -> None:
        self.problem, self.budget, self.watch = problem, budget, watch
        self.model = Model(problem)
        self.best = _greedy(problem)
        self.goals: list[Goal] = []
        self.stopped = False

    def run(self) -> Proposal:
        self._cover()
        if self.problem.published:
            self._reach(STABILITY, self.model.stability(), self.budget.stability)
        if self.problem.counted:
            self._be_fair()
        if not self.stopped:
            self._reach(COMFORT, self.model.discomfort(), self.budget.comfort)
        empty = tuple(key for key in self.problem.free if key not in self.best)
        return Proposal(self.best, empty, tuple(self.goals), self.stopped)

    def _cover(self) -> None:
        """Tried first as a plain question: can every seat be given?"""
        cp, empty = self.model.cp, self.model.empty
        if len(self.best) == len(self.problem.free):
            self.goals.append(Goal(COVERAGE, 0, 0))
            cp.add(sum(empty.values()) == 0)
        else:
            self._reach(COVERAGE, self.model.coverage(), self.budget.coverage)

    def _be_fair(self) -> None:
        empty = len(self.problem.free) - len(self.best)
        floor = fairness_bound(self.problem, empty, self.budget.bound)
        unfairness = self.model.unfairness()
        self.model.cp.add(unfairness >= floor)
        slack = SLACK * len(self.problem.counted)
        self._reach(FAIRNESS, unfairness, self.budget.fairness, slack, floor)

    def _reach(
        self,
        name: str,
        cost: cp_model.LinearExprT,
        budget: float,
        slack: int = 0,
        floor: int = 0,
    ) -> None:
        """Minimises one goal, from the best rota so far; later goals may not lose
        more than `slack` of it."""
        if self.stopped:
            return
        self.model.cp.minimize(cost)
        self.model.hint(self.best)
        solver = _solver(budget)
        watcher = _Watcher(name, self.model, self.watch)
        status = solver.solve(self.model.cp, watcher)
        self.stopped = watcher.stopped
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return  # not even the start was confirmed in time: it stays
        self.best = self.model.read(solver)
        value, bound = round(solver.objective_value), round(solver.best_objective_bound)
        self.goals.append(Goal(name, value, max(bound, floor)))
        self.model.cp.add(cost <= value + slack)


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Passes on each better rota, and the wish to stop."""

    def __init__(
        self, goal: str, model: Model, watch: Callable[[Progress], bool]
    ) -> None:
        super().__init__()
        self.goal, self.model, self.watch = goal, model, watch
        self.stopped = False

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        given = {
            key: pk
            for key, takes in self.model.takes.items()
            for pk, taken in takes.items()
            if self.boolean_value(taken)
        }
        value, bound = round(self.objective_value), round(self.best_objective_bound)
        if not self.watch(Progress(self.goal, value, bound, given)):
            self.stopped = True
            self.stop_search()


def _solver(budget: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = 1
    parameters.max_deterministic_time = budget
    # several strategies taking turns in one fixed order: as lucky as a race of
    # workers, and the same every time
    parameters.num_workers = 8
    parameters.interleave_search = True
    return solver


def _greedy(problem: Problem) -> dict[SeatKey, int]:
    """A first rota, quickly; only what keeps every hard rule of it."""
    found = fill(problem.plan, problem.wanted)
    agenda = Agenda(problem.plan)
    given = {}
    for choice in found.choices:
        key = (choice.slot, choice.seat)
        slot = agenda.slots[choice.slot]
        partner = agenda.partner(key)
        member = agenda.members[choice.member]
        if (
            choice.member in problem.allowed.get(key, ())
            and (partner is None or problem.may_pair(member, partner))
            and not agenda.nearby(choice.member, slot, choice.seat)
        ):
            agenda.give(key, choice.member)
            given[key] = choice.member
    return given


__all__ = ["Budget", "Given", "Goal", "Progress", "Proposal", "propose"]
