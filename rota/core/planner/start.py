"""A good rota to start from: the simple fill, then many small changes.

Each change that makes things better is kept, and at first also those that make
them a little worse (threshold accepting). Whole numbers and one fixed seed: the
same start on every machine. What it reaches is often the best there is; that is
for the solver to prove.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from rota.core.balance import MILLI
from rota.core.conflicts import fits
from rota.core.fill import fill
from rota.core.plan import SeatKey
from rota.core.planner.problem import Problem
from rota.core.planner.tally import Tally

# seats looked at together for an exchange
FAR = 16
# tries between two looks at whether to go on
OFTEN = 200
Change = list[tuple[SeatKey, int]]


def first_rota(problem: Problem) -> Tally:
    """Published people where they can stay, the others by the simple fill; no hard
    rule is broken, and some seats may be left empty."""
    tally = Tally(problem, {})
    gaps = problem.plan.rules.gap_any, problem.plan.rules.gap_primary
    for key in problem.free:
        who = problem.published.get(key)
        if who in problem.agenda.members and fits(tally.agenda, who, key, gaps):
            tally.give(key, who)
    plan = replace(problem.plan, held=dict(tally.agenda.held))
    for choice in fill(plan, problem.wanted).choices:
        key = (choice.slot, choice.seat)
        if fits(tally.agenda, choice.member, key, gaps):
            tally.give(key, choice.member)
    return tally


class Polish:
    """Small changes to a rota, none of which empties a seat, breaks a hard rule, or
    moves a published person. `go_on` is asked now and then; False ends them early."""

    def __init__(self, tally: Tally, go_on: Callable[[], bool]) -> None:
        self.tally, self.problem = tally, tally.problem
        self.go_on = go_on
        self.random = Random(1)  # noqa: S311 (no secret: a fixed order of tries)
        rules = self.problem.plan.rules
        self.gaps = rules.gap_any, rules.gap_primary
        published = self.problem.published
        held = tally.agenda.held
        self.keys = [
            key
            for key in self.problem.free
            if key in held and published.get(key) != held[key]
        ]

    def equalise(self, tries: int) -> None:
        """Makes loads more equal. Squares lead the way where the spread alone does
        not tell two rotas apart."""
        self._search(self._inequality, tries, MILLI * len(self.problem.counted))

    def soothe(self, tries: int, limit: int) -> None:
        """Makes it more comfortable, the unfairness staying within `limit`."""
        self._search(self._discomfort_within(limit), tries, 4)

    def _inequality(self, people: set[int]) -> int:
        carried = self.tally.carried.values()
        squares = sum(n * n for n in carried) // MILLI
        return self.tally.unfairness() + 10 * squares

    def _discomfort_within(self, limit: int) -> Callable[[set[int]], int]:
        def cost(people: set[int]) -> int:
            excess = max(0, self.tally.unfairness() - limit)
            return sum(map(self.tally.discomfort_of, sorted(people))) + excess

        return cost

    def _search(
        self, cost: Callable[[set[int]], int], tries: int, tolerance: int
    ) -> None:
        """`cost` of what the people of a change have to do with. The best rota seen
        is where it ends."""
        if not self.keys or len(self.problem.counted) < 2:
            return
        above, best, found = 0, 0, self.tally.given()
        for turn in range(tries):
            if turn % OFTEN == 0 and not self.go_on():
                break
            change = self._some_change()
            before = [(key, self.tally.agenda.held[key]) for key, _pk in change]
            people = {pk for _key, pk in (*before, *change)}
            was = cost(people) if change else 0
            if not change or not self._apply(change, before):
                continue
            worse = cost(people) - was
            if worse > tolerance * (tries - turn) // tries // 4:
                self._restore(change, before)
                continue
            above += worse
            if above < best:
                best, found = above, self.tally.given()
        for key in self.keys:
            self.tally.take_back(key)
        for key in self.keys:
            self.tally.give(key, found[key])

    def _some_change(self) -> Change:
        """Somebody else for a seat; two seats, or all that two people hold over some
        weeks, exchanged."""
        held, choose = self.tally.agenda.held, self.random.choice
        first = self.random.randrange(len(self.keys))
        key = self.keys[first]
        match self.random.randrange(4):
            case 0:
                who = choose(self.problem.allowed[key])
                return [] if who == held[key] else [(key, who)]
            case 1:
                other = choose(self.keys)
                if held[key] == held[other]:
                    return []
                return [(key, held[other]), (other, held[key])]
            case _:
                span = self.keys[first : first + self.random.randrange(2, FAR)]
                one, two = held[key], held[choose(span)]
                taker = {one: two, two: one} if one != two else {}
                return [(k, taker[held[k]]) for k in span if held[k] in taker]

    def _apply(self, change: Change, before: Change) -> bool:
        """False, and nothing changed, when a rule would be broken."""
        for key, _pk in change:
            self.tally.take_back(key)
        for i, (key, pk) in enumerate(change):
            if not fits(self.tally.agenda, pk, key, self.gaps):
                for done, _pk in change[:i]:
                    self.tally.take_back(done)
                for key, who in before:
                    self.tally.give(key, who)
                return False
            self.tally.give(key, pk)
        return True

    def _restore(self, change: Change, before: Change) -> None:
        for key, _pk in change:
            self.tally.take_back(key)
        for key, who in before:
            self.tally.give(key, who)
