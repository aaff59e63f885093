"""Who is in a call: asked, at work on it, or watching for it. Writes nothing."""

from datetime import datetime

from django.db.models import Q, QuerySet

from escalation.colleagues import member_at
from escalation.models import CellPlace, Incident, Purpose, RoleKind, Standing
from rota.models import Person
from rota.permissions import is_lead


def people_in(incident: Incident) -> list[Person]:
    """Everybody who has a part in it, each once, by name: whoever raised it, was called
    for it, has it, watches in its name, or is in its crisis cell, or being asked there:
    not who was asked and did not come."""
    called = incident.pages.exclude(purpose=Purpose.CELL)
    there = (Standing.IN, Standing.ASKED)
    in_cell = CellPlace.objects.filter(seat__cell__incident=incident)
    return list(
        Person.objects.filter(
            Q(pk__in=called.values("person"))
            | Q(pk__in=in_cell.filter(standing__in=there).values("person"))
            | Q(pk__in=incident.watches.values("person"))
            | Q(pk__in=[incident.owner_id, incident.raised_by_id])
        ).order_by("name", "pk")
    )


def is_pilot(incident: Incident, person: Person, at: datetime) -> bool:
    """True for whoever decides what a crisis is and when it ends: the pilot of its
    cell; a lead of the team while it has none."""
    member = member_at(incident.team, person.pk, at)
    pilots = _seated(incident).filter(seat__kind=RoleKind.PILOT)
    if member is None or not pilots.exists():
        return member is not None and is_lead(member)
    return pilots.filter(person=person).exists()


def has_role(incident: Incident, person: Person, kind: str = "") -> bool:
    """True for whoever came to its crisis cell; for that role, if it matters."""
    hers = _seated(incident).filter(person=person)
    return (hers.filter(seat__kind=kind) if kind else hers).exists()


def _seated(incident: Incident) -> QuerySet[CellPlace]:
    seats = CellPlace.objects.filter(seat__cell__incident=incident)
    return seats.filter(standing=Standing.IN)
