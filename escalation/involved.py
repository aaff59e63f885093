"""Who is in a call: asked, at work on it, or watching for it. Writes nothing."""

from datetime import datetime

from django.db.models import Q

from escalation.colleagues import member_at
from escalation.models import Incident
from rota.models import Person
from rota.permissions import is_lead


def people_in(incident: Incident) -> list[Person]:
    """Everybody who has a part in it, each once, by name: whoever raised it, was called
    for it, has it, watches in its name, validates a text or takes over later."""
    return list(
        Person.objects.filter(
            Q(pk__in=incident.pages.values("person"))
            | Q(pk__in=[incident.owner_id, incident.raised_by_id])
            | _at_work(incident)
        ).order_by("name", "pk")
    )


def took_part(incident: Incident) -> list[Person]:
    """Those of them who did something in it, or were to: neither who only raised it or
    was called, nor who said no or handed it back. Each once, by name."""
    lines = incident.log.exclude(kind__in=("raised", "already_taken"))
    gone = [pk for pk in incident.declined if pk != incident.owner_id]
    acted = Q(pk__in=lines.values("by")) | Q(pk=incident.owner_id)
    found = Person.objects.filter(acted & ~Q(pk__in=gone) | _at_work(incident))
    return list(found.order_by("name", "pk"))


def _at_work(incident: Incident) -> Q:
    relay = incident.relay.filter(removed_at=None)
    return (
        Q(pk__in=incident.watches.values("person"))
        | Q(pk__in=incident.validations.values("validator"))
        | Q(pk__in=relay.values("person"))
    )


def is_pilot(incident: Incident, person: Person, at: datetime) -> bool:
    """True for whoever decides what a crisis is and when it ends: a lead of the
    team."""
    member = member_at(incident.team, person.pk, at)
    return member is not None and is_lead(member)
