"""What a call made now would do, said before anybody calls.

Read-only and for the eyes of callers: names, never numbers.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from escalation.colleagues import fallback_of
from escalation.models import Case, Target
from escalation.policies import policy_of
from escalation.reaching import may_be_rung, may_be_texted
from rota.duty import Duty, duty_at, leads, next_duty, next_opening
from rota.models import Membership, Team


@dataclass(frozen=True, slots=True)
class Next:
    """Who else is called, and after how many minutes without an answer."""

    after: int
    name: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """`first` is called first: the person on call, else the fallback, else a
    lead. `covered` says that somebody holds the duty; `in_hours` that we are in
    working hours, when nobody is meant to."""

    team: Team
    on_call: Membership | None
    backup: Membership | None
    until: datetime | None
    first: tuple[Membership, ...]
    covered: bool
    in_hours: bool
    starts_at: datetime | None
    promised_at: datetime
    nexts: dict[str, Next | None]

    @property
    def first_names(self) -> str:
        """Whom the button calls: “Camille R.”, or “Odile P., Karim B.”"""
        return ", ".join(member.person.short_name for member in self.first)

    @property
    def unreached_names(self) -> str:
        """Those of them whom nothing fast reaches; why is theirs to know."""
        return self._untexted(are_rung=False)

    @property
    def rung_names(self) -> str:
        """Those whom texts are known not to reach, and whose telephone rings."""
        return self._untexted(are_rung=True)

    def _untexted(self, *, are_rung: bool) -> str:
        people = [member.person for member in self.first]
        names = [
            person.short_name
            for person in people
            if not may_be_texted(person) and may_be_rung(person) == are_rung
        ]
        return ", ".join(names)


def outlook(team: Team, at: datetime) -> Outlook:
    """Looks at the published rota and the ladders at this moment."""
    duty = duty_at(team, at)
    in_charge = leads(team, at)
    upcoming = None if duty.on_call else next_duty(team, at)
    return Outlook(
        team=team,
        on_call=duty.on_call,
        backup=duty.backup,
        until=duty.until,
        first=_first(team, duty, in_charge, at),
        covered=duty.on_call is not None,
        in_hours=duty.period is None,
        starts_at=upcoming.starts_at if upcoming else None,
        promised_at=next_opening(team, at),
        nexts={case: _next(team, case, duty, in_charge) for case in Case.values},
    )


def _first(
    team: Team, duty: Duty, in_charge: list[Membership], at: datetime
) -> tuple[Membership, ...]:
    if duty.on_call:
        return (duty.on_call,)
    fallback = fallback_of(team, at)
    return (fallback,) if fallback else tuple(in_charge)


def _next(
    team: Team, case: str, duty: Duty, in_charge: list[Membership]
) -> Next | None:
    """The first rung that calls somebody else than the first one called."""
    for rung in policy_of(team, case).steps:
        if rung.target == Target.BACKUP and duty.backup:
            return Next(rung.after, duty.backup.person.short_name)
        if rung.target == Target.LEAD and in_charge:
            return Next(rung.after, gettext("the team lead"))
    return None
