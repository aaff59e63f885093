"""Sensitive calls: who sees them, from when on. Each change is a line of the log."""

from datetime import datetime

from django.db import transaction

from escalation.actions.answers import Answer, barred
from escalation.actions.ladder import lock, write
from escalation.colleagues import people_now
from escalation.involved import may_mark, people_in
from rota.models import Person


@transaction.atomic
def mark_sensitive(
    *, incident_id: int, sensitive: bool, by: Person, at: datetime
) -> Answer:
    """From now on only those in it see the call, whoever says so among them; or
    everybody of the team again. What was sent before stays as it was.

    For its owner and its pilot (`may_mark`), open or closed; “no_pilot” to others.
    """
    incident = lock(incident_id)
    if answer := barred(incident, by, at):
        return answer
    if not may_mark(incident, by, at):
        return Answer("no_pilot", incident)
    if incident.sensitive == sensitive:
        return Answer("noted", incident)
    incident.sensitive = sensitive
    incident.save(update_fields=["sensitive"])
    kind = "sensitive" if sensitive else "not_sensitive"
    write(incident, kind, at, person_id=by.pk, by=by)
    return Answer("noted", incident, is_news=True)


@transaction.atomic
def let_in(*, incident_id: int, person: Person, by: Person, at: datetime) -> Answer:
    """Somebody in it lets a colleague see it. Nobody is called or told by this: she
    may be off duty."""
    incident = lock(incident_id)
    if answer := barred(incident, by, at):
        return answer
    if person not in people_now(incident.team, at):
        return Answer("moved", incident)
    if not incident.sensitive or person in people_in(incident):
        return Answer("noted", incident)
    write(incident, "let_in", at, person_id=person.pk, by=by)
    return Answer("noted", incident, is_news=True)
