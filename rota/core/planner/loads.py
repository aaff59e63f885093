"""What everybody carries, and how unequal that is, as the solver sees it: sums of a
few counts, which say more to it than all the yes and no behind them."""

from collections import defaultdict
from itertools import pairwise
from math import gcd

from ortools.sat.python import cp_model

from rota.core.balance import MILLI
from rota.core.planner.problem import Problem


class Reach:
    """Where people can end, above or below their share, in the rotas whose unfairness
    is `limit` at the most.

    Nobody is farther from her share (`far`) than the mean distance and the spread
    together. Somebody ends where she stands at the least, and not all can end above
    the `level` to which all points would fill everybody up, like water: who is far
    above the one or below the other makes the spread too wide.
    """

    def __init__(self, problem: Problem, limit: int) -> None:
        self.problem, self.limit = problem, limit
        self.far = limit // len(problem.owed)
        self.total = sum(map(problem.worth, problem.free))
        owed = sorted(problem.owed.values())
        self.highest, self.level = owed[-1], _filled(owed, self.total * MILLI)

    def points(self, owed: int) -> list[int]:
        """What somebody who stands at `owed` may get."""
        found = []
        for points in range(self.total + 1):
            end = owed + points * MILLI
            spread = max(self.highest, end) - min(self.level, end)
            least = len(self.problem.owed) * spread + abs(end)
            if abs(end) <= self.far and least <= self.limit:
                found.append(points)
        return found


class Loads:
    """The loads of the rotas whose unfairness is `limit` at the most. Points come in
    steps (all of them even, say), which the solver is told too."""

    def __init__(self, cp: cp_model.CpModel, problem: Problem, limit: int) -> None:
        self.cp, self.problem = cp, problem
        self.step = gcd(*map(problem.worth, problem.free)) or 1
        self.reach = Reach(problem, limit)
        self.parts: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)

    def add(self, pk: int, points: int, count: cp_model.LinearExprT) -> None:
        """So many seats of that weight are hers."""
        self.parts[pk].append(points // self.step * count)

    def unfairness(self) -> cp_model.LinearExprT:
        """U of ROTA.md §4, times the number of people: the spread of what they
        carry above their share, and its mean size."""
        far = self.reach.far
        high, low = (self.cp.new_int_var(-far, far, name) for name in ("high", "low"))
        sizes = []
        for pk, owed in self.problem.owed.items():
            steps = self.cp.new_int_var(*self._steps(owed), f"steps:{pk}")
            self.cp.add(steps == sum(self.parts[pk]))
            carried = owed + self.step * MILLI * steps
            size = self.cp.new_int_var(0, far, f"size:{pk}")
            self.cp.add(high >= carried)
            self.cp.add(low <= carried)
            self.cp.add(size >= carried)
            self.cp.add(size >= -carried)
            sizes.append(size)
        return len(sizes) * (high - low) + sum(sizes)

    def _steps(self, owed: int) -> tuple[int, int]:
        """The fewest and the most steps of somebody who stands at `owed`."""
        points = [n for n in self.reach.points(owed) if n % self.step == 0]
        return points[0] // self.step, points[-1] // self.step


def _filled(owed: list[int], left: int) -> int:
    """How high so much fills them up, from the lowest; `owed` in order."""
    for count, (here, there) in enumerate(pairwise(owed), start=1):
        if left < (there - here) * count:
            return here + left // count
        left -= (there - here) * count
    return owed[-1] + left // len(owed)
