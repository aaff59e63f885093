"""Who could take one seat: everybody, the best first, each with reasons.

The order is what the plan would lose: a rule that cannot be broken, then rules
that may, then the load compared with a fair share (ROTA.md §6).
"""

from dataclasses import dataclass

from rota.core.balance import balances
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


def candidates(plan: Plan, slot: Slot, seat: str) -> list[Candidate]:
    """Everybody for that seat, the present holder included, the best first.

    Members who have left, or have not come yet, are possible for no seat of this
    slot and are named last.
    """
    agenda = Agenda(plan)
    if (slot.pk, seat) in agenda.held:
        agenda.take_back((slot.pk, seat))
    owed = balances(agenda)
    found = [
        Candidate(
            member=member.pk,
            conflicts=seat_conflicts(agenda, member.pk, slot, seat),
            balance=owed[member.pk],
            weeks_since=agenda.weeks_since(member.pk, slot),
        )
        for member in plan.members
    ]
    return sorted(found, key=lambda one: one.rank)
