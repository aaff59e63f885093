"""Who is in a call: asked, at work on it, or let in; and who may see one that is
sensitive: only those. Writes nothing.

A lead is in it like anybody else: once the ladder or an alarm has reached her.
"""

from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from escalation.colleagues import member_at
from escalation.models import CallOut, Incident, LogEntry, Page, Watch
from rota.models import Person
from rota.permissions import is_lead

# lines of the log that let somebody see it: said so, alarmed, made it sensitive
LET_IN = ("let_in", "alarmed", "sensitive")
# rows that give somebody a part in a call, with their ways to the call and to her
PARTS = (
    (Page.objects.all(), "incident", "person"),
    (Watch.objects.all(), "incident", "person"),
    (CallOut.objects.all(), "incident", "person"),
    (LogEntry.objects.filter(kind__in=LET_IN), "incident", "person"),
)


def people_in(incident: Incident) -> list[Person]:
    """Everybody who has a part in it, each once, by name: whoever raised it, was called
    for it, has or had it, watches in its name, or was let in."""
    found = Q(pk__in=[incident.owner_id, incident.raised_by_id])
    for rows, call, who in PARTS:
        found |= Q(pk__in=rows.filter(**{call: incident}).values(who))
    return list(Person.objects.filter(found).order_by("name", "pk"))


def may_see(incident: Incident, person: Person) -> bool:
    """True unless it is sensitive, and none of her business."""
    if not incident.sensitive:
        return True
    return Incident.objects.filter(_is_in(person), pk=incident.pk).exists()


def visible_to(person: Person | None, call: str = "") -> Q:
    """The calls that somebody may see, for a filter. None: whoever reads it. `call`
    leads to them from rows of another kind: “incident__”."""
    seen = Q(**{f"{call}sensitive": False})
    return seen if person is None else seen | _is_in(person, call)


def hidden_from(person: Person | None, call: str = "") -> Case:
    """The same, for an annotation: true of those she may count and not see. Rows that
    belong to no call are hidden from nobody."""
    seen = When(visible_to(person, call), then=Value(False))
    hidden = When(Q(**{f"{call}sensitive": True}), then=Value(True))
    return Case(seen, hidden, default=Value(False))


def is_pilot(incident: Incident, person: Person, at: datetime) -> bool:
    """True for whoever decides what a crisis is and when it ends: a lead of the
    team."""
    member = member_at(incident.team, person.pk, at)
    return member is not None and is_lead(member)


def may_mark(incident: Incident, person: Person, at: datetime) -> bool:
    """True for those who say whether a call is sensitive: its owner and its pilot, of
    what is real and of what they may see."""
    if incident.exercise or member_at(incident.team, person.pk, at) is None:
        return False
    decides = incident.owner_id == person.pk or is_pilot(incident, person, at)
    return decides and may_see(incident, person)


def _is_in(person: Person, call: str = "") -> Q:
    """The same people as `people_in`, from the side of the call."""
    mine = Q(**{f"{call}owner": person}) | Q(**{f"{call}raised_by": person})
    for rows, way, who in PARTS:
        mine |= Q(Exists(rows.filter(**{way: OuterRef(f"{call}pk"), who: person})))
    return mine
