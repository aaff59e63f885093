"""Who may have a call at this moment: those behind each target of the ladder, those
its owner may ask to take it over, and those who may take it from her. Read-only.

Whoever left the team, or whose account is closed, may have none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from escalation.models import Incident, IncidentState, Target
from escalation.reaching import may_be_rung, may_be_texted
from escalation.relay import relieving
from rota.duty import holders, lead_ids
from rota.models import Membership, Person, Seat, Team
from rota.permissions import is_lead, may_act

People = dict[str, tuple[int, ...]]

FALLBACK = "fallback"  # no target: whom an empty duty calls
RELAY = "relay"  # no target either: whose turn it is in a crisis that lasts


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody on duty who may be asked to take a call over. `role` is a Target,
    FALLBACK or RELAY; without `is_reachable` neither a text nor a call gets there
    now."""

    person: Person
    role: str
    is_reachable: bool
    has_declined: bool


def people_for(team: Team, at: datetime) -> People:
    """Who stands behind each target at this moment, as ids of people; behind
    FALLBACK only when nobody is on call."""
    return people_of([team], at)[team.pk]


def people_of(teams: Collection[Team], at: datetime) -> dict[int, People]:
    """The same for many teams at once, by their ids."""
    held, leading = holders(teams, at), lead_ids(teams, at)
    found: dict[int, People] = {}
    for team in teams:
        seats = held[team.pk]
        people = {seat: _ids(seats.get(seat)) for seat in Seat.values}
        people[Target.LEAD] = leading[team.pk]
        if not people[Target.ON_CALL]:
            people[FALLBACK] = _ids(_fallback_id(team, at)) or people[Target.LEAD]
        found[team.pk] = people
    return found


def _fallback_id(team: Team, at: datetime) -> int | None:
    member = fallback_of(team, at)
    return member.person_id if member else None


def fallback_of(team: Team, at: datetime) -> Membership | None:
    """Whom an empty duty calls, where the team has named somebody."""
    member = team.fallback
    return member_at(team, member.person_id, at) if member else None


def may_be_offered(incident: Incident, at: datetime) -> list[Colleague]:
    """The colleagues on duty, in the order of the ladder, and whose turn it is in a
    relay; not its owner."""
    roles: dict[int, str] = {}
    people = people_for(incident.team, at)
    people.setdefault(FALLBACK, _ids(_fallback_id(incident.team, at)))
    for role, ids in people.items():
        for pk in ids:
            roles.setdefault(pk, role)
    for slot in relieving(incident, at):
        if member_at(incident.team, slot.person_id, at):
            roles.setdefault(slot.person_id, RELAY)
    roles.pop(incident.owner_id or 0, None)
    persons = Person.objects.in_bulk(roles)
    return [
        Colleague(
            persons[pk],
            role,
            is_reachable=may_be_texted(persons[pk]) or may_be_rung(persons[pk]),
            has_declined=pk in incident.declined,
        )
        for pk, role in roles.items()
    ]


def member_at(team: Team, person_id: int, at: datetime) -> Membership | None:
    """Her place in the team on that day; None once she left, or once her account is
    closed: then no link, text or key of hers changes anything."""
    today = at.astimezone(team.zone).date()
    members = Membership.objects.select_related("person", "team").filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today), from_on__lte=today
    )
    return members.filter(
        team=team, person_id=person_id, person__is_active=True
    ).first()


def people_now(team: Team, at: datetime) -> list[Person]:
    """Everybody of the team who takes part in calls on that day, by name."""
    members = team.memberships.select_related("person").filter(person__is_active=True)
    today = at.astimezone(team.zone).date()
    here = [one for one in members if one.is_in_team(today) and may_act(one)]
    return [one.person for one in here]


def owner_is_gone(incident: Incident, at: datetime) -> bool:
    """True for a call in the name of somebody who may not act any more."""
    return (
        incident.state == IncidentState.ACKNOWLEDGED
        and incident.owner_id is not None
        and member_at(incident.team, incident.owner_id, at) is None
    )


def may_take_over(incident: Incident, person: Person, at: datetime) -> bool:
    """True for a lead, and for whose turn it is in a relay, from whoever has it; for
    any agent once its owner is gone."""
    if incident.state != IncidentState.ACKNOWLEDGED or incident.owner_id == person.pk:
        return False
    member = member_at(incident.team, person.pk, at)
    if member is None or not may_act(member):
        return False
    if is_lead(member) or owner_is_gone(incident, at):
        return True
    return relieving(incident, at).filter(person=person).exists()


def _ids(person_id: int | None) -> tuple[int, ...]:
    return () if person_id is None else (person_id,)
