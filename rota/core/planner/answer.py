"""What a run of the planner gives: a rota, and how good it is, goal by goal."""

from collections.abc import Mapping
from dataclasses import dataclass

from rota.core.plan import SeatKey

COVERAGE, STABILITY, FAIRNESS, COMFORT = "coverage", "stability", "fairness", "comfort"


@dataclass(frozen=True, slots=True)
class Goal:
    """How far one goal was reached: its `value`, and the `bound` no rota is below.

    Stability counts seats, fairness thousandths of a point (U of ROTA.md §4 times
    the people it is fair among), coverage and comfort their own small costs.
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
    """Where a run stands: the goal it works on; `given` is the best rota so far."""

    at: Goal
    given: Mapping[SeatKey, int]

    @property
    def goal(self) -> str:
        """The name of the goal it works on."""
        return self.at.name

    @property
    def value(self) -> int:
        """The best so far."""
        return self.at.value

    @property
    def bound(self) -> int:
        """What no rota is below."""
        return self.at.bound


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
    """Deterministic seconds for each step: the same work on every machine, on a usual
    one one to two real seconds each. `bound` and `deal` come before `fairness`, which
    is mostly reached by then. `tries`: small changes for each seat before that."""

    coverage: float = 4
    stability: float = 3
    bound: float = 2
    deal: float = 5
    fairness: float = 8
    comfort: float = 3
    tries: int = 600
