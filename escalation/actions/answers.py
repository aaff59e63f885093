"""What people do about an incident: take it, pass it on, note, close."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from escalation.actions.ladder import apply, lock, people_for, write
from escalation.actions.news import tell_news
from escalation.core.machine import (
    Closed,
    Offered,
    PassedOn,
    StepDue,
    Taken,
    Touched,
)
from escalation.models import Caller, Channel, Incident, IncidentState, Page
from escalation.reaching import may_be_texted
from rota.models import Person

# T12: at the most one text a minute of what only adds to a call
NEWS_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an answer: “taken”, “yours” (again), “passed”, “offered”,
    “already_taken” or “closed”; the incident is as it is now. `is_news`: false for
    what was so before."""

    result: str
    incident: Incident
    is_news: bool = False


@transaction.atomic
def take(
    *, incident_id: int, by: Person, via: str, over: bool = False, at: datetime
) -> Answer:
    """`by` takes the incident, unless somebody was first.

    `via`: “link”, “sms”, “voice”, “page” (signed in) or “shell”. `over`: even from
    whoever has it; only for a lead, which is for the caller of this to check.
    """
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    if incident.state == IncidentState.ACKNOWLEDGED and incident.owner_id == by.pk:
        return Answer("yours", incident)
    apply(incident, Taken(by.pk, over), at, by=by, via=via)
    if incident.owner_id != by.pk:
        return Answer("already_taken", incident)
    if incident.taken_at is None:
        incident.taken_at = at
        incident.save(update_fields=["taken_at"])
    _send_link(incident, by, at)
    return Answer("taken", incident, is_news=True)


def _send_link(incident: Incident, owner: Person, at: datetime) -> None:
    """Whoever took it by a key alone has no link yet to what must be done."""
    ways = set(incident.pages.filter(person=owner).values_list("channel", flat=True))
    if ways == {Channel.VOICE}:
        tell_news(incident, owner, "link", at)


@transaction.atomic
def offer(*, incident_id: int, to: Person, by: Person, at: datetime) -> Answer:
    """Its owner asks a colleague on duty (`may_be_offered`) to take it over. It is
    hers until he does; he is called by text and telephone at once."""
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    if incident.state != IncidentState.ACKNOWLEDGED or incident.owner_id != by.pk:
        return Answer("already_taken", incident)
    effects = apply(incident, Offered(by.pk, to.pk), at, by=by)
    return Answer("offered", incident, is_news=bool(effects))


@transaction.atomic
def pass_on(*, incident_id: int, by: Person, via: str, at: datetime) -> Answer:
    """`by` cannot, or hands back what she took: the next person is called now."""
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    is_asked = by.pk in (incident.owner_id, incident.handing_to_id)
    if incident.state == IncidentState.ACKNOWLEDGED and not is_asked:
        return Answer("already_taken", incident)
    effects = apply(incident, PassedOn(by.pk), at, by=by, via=via)
    if incident.taken_at and incident.state == IncidentState.TRIGGERED:
        incident.taken_at = None
        incident.save(update_fields=["taken_at"])
    is_due = incident.due_at is not None and incident.due_at <= at
    if incident.state == IncidentState.TRIGGERED and is_due:
        apply(incident, StepDue(people_for(incident.team, at)), at)
    return Answer("passed", incident, is_news=bool(effects))


@transaction.atomic
def close(
    *,
    incident_id: int,
    outcome: str,
    note: str = "",
    by: Person | None,
    caller: Caller | None = None,
    at: datetime,
) -> Incident:
    """Ends an incident; the first to close it decides its outcome."""
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return incident
    apply(incident, Closed(), at, by=by)
    incident.outcome, incident.closing_note, incident.closed_at = outcome, note, at
    incident.save(update_fields=["outcome", "closing_note", "closed_at"])
    who = caller.name if caller else ""
    write(incident, "closed", at, by=by, caller=who, outcome=outcome, text=note)
    return incident


@transaction.atomic
def add_note(
    *,
    incident_id: int,
    text: str,
    by: Person | None,
    caller: Caller | None = None,
    at: datetime,
) -> None:
    """Adds a line of somebody's own words to the log, open or closed.

    What a caller adds is told by text to whoever took the call; several lines in
    a minute are one text.
    """
    incident = lock(incident_id)
    who = caller.name if caller else ""
    entry = write(incident, "noted", at, by=by, caller=who, text=text)
    if by is not None and by.pk == incident.owner_id:
        apply(incident, Touched(), at, by=by)
    if caller and incident.state == IncidentState.ACKNOWLEDGED:
        _tell_owner(incident, entry.pk, at)


def _tell_owner(incident: Incident, entry_id: int, at: datetime) -> None:
    owner = incident.owner
    if owner is None or not may_be_texted(owner):
        return
    sent = Page.objects.filter(incident=incident, key__startswith="added:")
    if not sent.filter(created_at__gt=at - NEWS_EVERY).exists():
        tell_news(incident, owner, "news", at, key=f"added:{entry_id}")
