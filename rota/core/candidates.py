"""Who could take one seat: everybody, the best first, each with reasons.

The order is what the plan would lose: a rule that cannot be broken, then rules
that may, then fairness, then comfort (ROTA.md §6).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rota.core.balance import fair_shares, loads
from rota.core.conflicts import Conflict, seat_conflicts
from rota.core.plan import Agenda, Plan, Slot
from rota.core.planner.problem import Problem
from rota.core.planner.tally import Tally

SAME_FEAST = "same_feast"
MANY_HOLIDAYS = "many_holidays"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member for one seat.

    `balance`: thousandths of a point above (or below) her fair share without
    this seat. `weeks_since`: since her last duty, None when she had none.
    `unfairness` and `discomfort`: of the plan if she took it, as the planner counts
    them; for comparing. `notes`: what else speaks against her.
    """

    member: int
    conflicts: tuple[Conflict, ...]
    balance: int
    weeks_since: int | None
    unfairness: int = 0
    discomfort: int = 0
    notes: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """False when it could not be published."""
        return not any(one.hard for one in self.conflicts)

    @property
    def rank(self) -> tuple[bool, int, int, int, int, int]:
        """The smaller, the better; never equal for two members."""
        loses = self.unfairness, self.discomfort, self.balance
        return not self.possible, len(self.conflicts), *loses, self.member


def candidates(
    plan: Plan, slot: Slot, seat: str, *, counted: Iterable[Slot] | None = None
) -> list[Candidate]:
    """Everybody for that seat, the present holder included, the best first.

    `counted`: the slots whose load is compared, the whole plan when not given.
    Members who have left, or have not come yet, are named last.
    """
    agenda = Agenda(plan)
    if (slot.pk, seat) in agenda.held:
        agenda.take_back((slot.pk, seat))
    problem = Problem(replace(plan, held=agenda.held), frozenset({slot.pk}), {})
    carried = loads(agenda, plan.slots if counted is None else counted)
    shares = fair_shares(plan, slot, seat)
    tally = Tally(problem, {})
    tally.carried = {
        pk: carried[pk].balance - shares.get(pk, 0) for pk in problem.counted
    }
    found = [
        _candidate(tally, member.pk, slot, seat, carried[member.pk].balance)
        for member in plan.members
    ]
    return sorted(found, key=lambda one: one.rank)


def _candidate(tally: Tally, pk: int, slot: Slot, seat: str, balance: int) -> Candidate:
    conflicts = seat_conflicts(tally.agenda, pk, slot, seat)
    weeks_since = tally.agenda.weeks_since(pk, slot)
    if pk not in tally.carried:
        return Candidate(pk, conflicts, balance, weeks_since)
    before = tally.discomfort_of(pk)
    tally.give((slot.pk, seat), pk)
    found = Candidate(
        member=pk,
        conflicts=conflicts,
        balance=balance,
        weeks_since=weeks_since,
        unfairness=tally.unfairness(),
        discomfort=tally.discomfort_of(pk) - before,
        notes=tuple(_notes(tally, pk, slot)),
    )
    tally.take_back((slot.pk, seat))
    return found


def _notes(tally: Tally, pk: int, slot: Slot) -> Iterable[str]:
    """Of a seat that is hers for now."""
    problem = tally.problem
    slots = {held for held, _seat in tally.agenda.duties[pk]}
    if any(set(pair) <= slots for pair in problem.same_feasts if slot.pk in pair):
        yield SAME_FEAST
    for group, due in problem.rare:
        if len(slots & group) > due[pk]:
            yield MANY_HOLIDAYS
