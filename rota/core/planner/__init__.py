"""Proposes the fairest rota under the rules, and says how good it is (ROTA.md).

Bounded by *deterministic* time and one fixed seed: the same plan gives the same rota
on any machine. The solver weighs tens of megabytes: it is loaded when the first rota
is asked for, and only there.
"""

from collections.abc import Callable, Collection, Mapping
from importlib import import_module

from rota.core.plan import Plan, SeatKey
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
from rota.core.planner.problem import Problem


def propose(
    plan: Plan,
    wanted: Collection[int],
    *,
    published: Mapping[SeatKey, int] | None = None,
    budget: Budget | None = None,
    watch: Callable[[Progress], bool] = lambda progress: True,
) -> Proposal:
    """Gives the empty seats of the wanted slots; what is held stays as it is.

    `published`: who holds free seats in public; as few as possible change hands.
    `watch` is told several times a second where the run stands, in the caller's
    thread, and returns False to stop: the best so far is then the answer.
    """
    problem = Problem.of(plan, wanted, published)
    if not problem.free:
        return Proposal({}, (), ())
    search = import_module("rota.core.planner.search")
    found: Proposal = search.Search(problem, budget or Budget(), watch).run()
    return found


__all__ = [
    "COMFORT",
    "COVERAGE",
    "FAIRNESS",
    "STABILITY",
    "Budget",
    "Goal",
    "Progress",
    "Proposal",
    "propose",
]
