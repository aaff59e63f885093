"""Who is in a call: asked, at work on it, or watching for it. Writes nothing."""

from datetime import datetime

from django.db.models import Q

from escalation.colleagues import member_at
from escalation.models import Incident
from rota.models import Person
from rota.permissions import is_lead


def people_in(incident: Incident) -> list[Person]:
    """Everybody who has a part in it, each once, by name: whoever raised it, was called
    for it, has it, or watches in its name."""
    return list(
        Person.objects.filter(
            Q(pk__in=incident.pages.values("person"))
            | Q(pk__in=incident.watches.values("person"))
            | Q(pk__in=[incident.owner_id, incident.raised_by_id])
        ).order_by("name", "pk")
    )


def is_pilot(incident: Incident, person: Person, at: datetime) -> bool:
    """True for whoever decides what a crisis is and when it ends: a lead of the
    team."""
    member = member_at(incident.team, person.pk, at)
    return member is not None and is_lead(member)
