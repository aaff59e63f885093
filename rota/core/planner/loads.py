"""What everybody carries, and how unequal that is, as the solver sees it: sums of a
few counts, which say more to it than all the yes and no behind them."""

from collections import defaultdict
from math import gcd

from ortools.sat.python import cp_model

from rota.core.balance import MILLI
from rota.core.planner.problem import Problem


class Loads:
    """The loads of the rotas whose unfairness is `limit` at the most.

    Then nobody is farther from her share than the mean distance and the spread
    together, hence than limit / people: few loads are left to look at. Points come
    in steps (all of them even, say), which the solver is told too.
    """

    def __init__(self, cp: cp_model.CpModel, problem: Problem, limit: int) -> None:
        self.cp, self.problem = cp, problem
        self.step = gcd(*map(problem.worth, problem.free)) or 1
        self.reach = limit // len(problem.owed)
        self.parts: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)

    def most(self, pk: int) -> int:
        """The points she may get."""
        return max(0, self.reach - self.problem.owed[pk]) // MILLI

    def add(self, pk: int, points: int, count: cp_model.LinearExprT) -> None:
        """So many seats of that weight are hers."""
        self.parts[pk].append(points // self.step * count)

    def unfairness(self) -> cp_model.LinearExprT:
        """U of ROTA.md §4, times the number of people: the spread of what they
        carry above their share, and its mean size."""
        high, low = (
            self.cp.new_int_var(-self.reach, self.reach, name)
            for name in ("high", "low")
        )
        sizes = []
        for pk, owed in self.problem.owed.items():
            steps = self.cp.new_int_var(0, self.most(pk) // self.step, f"steps:{pk}")
            self.cp.add(steps == sum(self.parts[pk]))
            carried = owed + self.step * MILLI * steps
            size = self.cp.new_int_var(0, self.reach, f"size:{pk}")
            self.cp.add(high >= carried)
            self.cp.add(low <= carried)
            self.cp.add(size >= carried)
            self.cp.add(size >= -carried)
            sizes.append(size)
        return len(sizes) * (high - low) + sum(sizes)
