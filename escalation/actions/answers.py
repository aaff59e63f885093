"""What people do about an incident: take it, pass it on, note, close."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from escalation.actions.ladder import apply, lock, people_for, write
from escalation.actions.pages import answer_link, language_of, queue_text
from escalation.core.machine import Closed, PassedOn, StepDue, Taken
from escalation.core.texts import reply_text
from escalation.models import Caller, Incident, IncidentState, Page
from rota.models import Person

# T12: at the most one text a minute of what only adds to a call
NEWS_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an answer: “taken”, “yours” (again), “passed”,
    “already_taken” or “closed”; the incident is as it is now. `is_news`: false for
    what was so before."""

    result: str
    incident: Incident
    is_news: bool = False


@transaction.atomic
def take(*, incident_id: int, by: Person, via: str, at: datetime) -> Answer:
    """`by` takes the incident, unless somebody was first.

    `via`: “link”, “sms”, “page” (signed in) or “shell”.
    """
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    if incident.state == IncidentState.ACKNOWLEDGED and incident.owner_id == by.pk:
        return Answer("yours", incident)
    was_open = incident.state == IncidentState.TRIGGERED
    apply(incident, Taken(by.pk), at, by=by, via=via)
    if was_open:
        incident.taken_at = at
        incident.save(update_fields=["taken_at"])
    return Answer("taken" if was_open else "already_taken", incident, is_news=was_open)


@transaction.atomic
def pass_on(*, incident_id: int, by: Person, via: str, at: datetime) -> Answer:
    """`by` cannot, or hands back what she took: the next person is called now."""
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    if incident.state == IncidentState.ACKNOWLEDGED and incident.owner_id != by.pk:
        return Answer("already_taken", incident)
    effects = apply(incident, PassedOn(by.pk), at, by=by, via=via)
    if incident.taken_at:
        incident.taken_at = None
        incident.save(update_fields=["taken_at"])
    if incident.due_at and incident.due_at <= at:
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
    if caller and incident.state == IncidentState.ACKNOWLEDGED:
        _tell_owner(incident, entry.pk, at)


def _tell_owner(incident: Incident, entry_id: int, at: datetime) -> None:
    owner = incident.owner
    if owner is None or not owner.phone or owner.phone_problem:
        return
    sent = Page.objects.filter(incident=incident, key__startswith="news:")
    if sent.filter(created_at__gt=at - NEWS_EVERY).exists():
        return
    called = incident.pages.filter(person=owner, token__isnull=False).last()
    text = reply_text(
        language=language_of(owner, incident),
        kind="news",
        code=incident.code,
        link=answer_link(called.token) if called and called.token else "",
        exercise=incident.exercise,
    )
    key = f"news:{entry_id}"
    queue_text(owner, text, key=key, to=owner.phone, incident=incident, at=at)
