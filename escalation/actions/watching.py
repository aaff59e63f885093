"""Moderation and monitoring: switched on by name in a crisis, and off with it."""

from datetime import datetime

from django.db import transaction

from escalation.actions.answers import Answer
from escalation.actions.ladder import lock, write
from escalation.actions.response import may_not, stays_at_work
from escalation.models import Case, Watch
from rota.models import Person


@transaction.atomic
def watch(
    *, incident_id: int, kind: str, person: Person | None, by: Person, at: datetime
) -> Answer:
    """`person` does it from now on, instead of whoever did; None: nobody.

    Only in a crisis (“no_crisis”): everywhere else it is not asked of anybody.
    """
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    if incident.case != Case.CRISIS:
        return Answer("no_crisis", incident)
    standing = Watch.objects.filter(incident=incident, kind=kind, ended_at=None)
    now = standing.first()
    if (now.person_id if now else None) == (person.pk if person else None):
        return Answer("noted", incident)
    standing.update(ended_at=at)
    if person:
        Watch.objects.create(incident=incident, kind=kind, person=person, started_at=at)
        write(incident, "watch_on", at, person_id=person.pk, by=by, watch=kind)
    else:
        write(incident, "watch_off", at, by=by, watch=kind)
    return stays_at_work(incident, by, at)
