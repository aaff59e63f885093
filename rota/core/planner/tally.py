"""How good a rota is, counted in plain numbers: what the solver's goals say, for one
rota that is known. Quick to change and ask again."""

from collections.abc import Mapping

from rota.core.balance import MILLI
from rota.core.plan import Agenda, SeatKey
from rota.core.planner.problem import Problem

# ROTA.md §4: what a shortcoming costs beside one missing week between two duties
RATHER_NOT, WISH, TOO_MANY_RARE, SAME_FEAST = 4, 2, 4, 6


class Tally:
    """A problem with some of its seats given; `carried` in thousandths of a point."""

    def __init__(self, problem: Problem, given: Mapping[SeatKey, int]) -> None:
        self.problem = problem
        self.agenda = Agenda(problem.plan)
        self.free = frozenset(problem.free)
        self.carried = dict(problem.owed)
        for key, member in given.items():
            self.give(key, member)

    def give(self, key: SeatKey, member: int) -> None:
        """Puts a member into a free seat."""
        self.agenda.give(key, member)
        self.carried[member] += self.problem.worth(key) * MILLI

    def take_back(self, key: SeatKey) -> int:
        """Empties a seat that was given; returns who held it."""
        member = self.agenda.take_back(key)
        self.carried[member] -= self.problem.worth(key) * MILLI
        return member

    def given(self) -> dict[SeatKey, int]:
        """Who got which free seat."""
        held = self.agenda.held
        return {key: held[key] for key in self.problem.free if key in held}

    def moved(self) -> int:
        """Published seats that could be kept and are not."""
        return sum(
            self.agenda.held.get(key) != pk
            for key, pk in self.problem.published.items()
            if pk in self.problem.allowed.get(key, ())
        )

    def unfairness(self) -> int:
        """U of ROTA.md §4 times the number of people, which keeps it whole."""
        carried = self.carried.values()
        spread = max(carried) - min(carried)
        return len(self.carried) * spread + sum(map(abs, carried))

    def discomfort(self) -> int:
        """What is fair and still hard on somebody."""
        return sum(self.discomfort_of(pk) for pk in self.problem.counted)

    def discomfort_of(self, pk: int) -> int:
        """The same for one person, what was fixed before left out where it can be."""
        problem, plan = self.problem, self.problem.plan
        duties = self.agenda.duties[pk]
        slots = {slot for slot, _seat in duties}
        mine = {slot for slot, seat in duties if (slot, seat) in self.free}
        cost = self._short_pauses(pk)
        cost += RATHER_NOT * sum((pk, slot) in plan.reluctant for slot in mine)
        cost += WISH * sum(
            who == pk and slot not in mine for who, slot in problem.wishes
        )
        for group, due in problem.rare:
            cost += TOO_MANY_RARE * max(0, len(slots & group) - due[pk])
        return cost + SAME_FEAST * sum(
            one in slots and two in slots and (one in mine or two in mine)
            for one, two in problem.same_feasts
        )

    def _short_pauses(self, pk: int) -> int:
        """The weeks missing between two duties of hers, to the usual pause."""
        weeks = sorted(
            (self.agenda.slots[key[0]].week, key in self.free)
            for key in self.agenda.duties[pk]
        )
        cost = 0
        for i, (week, is_mine) in enumerate(weeks):
            for later, is_mine_too in weeks[i + 1 :]:
                if later - week >= self.problem.pause:
                    break
                if later > week and (is_mine or is_mine_too):
                    cost += self.problem.pause - (later - week)
        return cost
