"""Who could take one seat: everybody, the best first, each with reasons.

The order is what the plan would lose: a rule that cannot be broken, then rules
that may, then the load compared with a fair share (ROTA.md §6).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rota.core.balance import loads
from rota.core.conflicts import Conflict, seat_conflicts
from rota.core.plan import Agenda, Plan, Slot


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member for one seat.

    `balance`: thousandths of a point above (or below) her fair share without
    this seat. `weeks_since`: since her last duty, None when she had none.
    """

    member: int
    conflicts: tuple[Conflict, ...]
    balance: int
    weeks_since: int | None

    @property
    def possible(self) -> bool:
        """False when it could not be published."""
        return not any(one.hard for one in self.conflicts)

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """The smaller, the better; never equal for two members."""
        return not self.possible, len(self.conflicts), self.balance, self.member


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
    carried = loads(agenda, plan.slots if counted is None else counted)
    found = [
        Candidate(
            member=member.pk,
            conflicts=seat_conflicts(agenda, member.pk, slot, seat),
            balance=carried[member.pk].balance,
            weeks_since=agenda.weeks_since(member.pk, slot),
        )
        for member in plan.members
    ]
    return sorted(found, key=lambda one: one.rank)
