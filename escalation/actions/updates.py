"""When the public of a crisis hears more: promised by whoever has the call, who is
reminded once when the time passes and nothing was published (DOMAIN.md C3)."""

from datetime import datetime, timedelta

from django.db import transaction

from escalation.actions.answers import Answer
from escalation.actions.crisis_news import tell_crisis
from escalation.actions.ladder import lock, write
from escalation.actions.response import may_not, said_before, stays_at_work
from escalation.actions.timers import start, update_published
from escalation.models import Case, Incident, IncidentState, NextUpdate, Variant
from rota.models import Person


@transaction.atomic
def promise_update(
    *, incident_id: int, due_at: datetime | None, every: int, by: Person, at: datetime
) -> Answer:
    """News at `due_at`, or `every` so many minutes from now on, and again after each.
    Only in a crisis (“no_crisis”)."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    if incident.case != Case.CRISIS:
        return Answer("no_crisis", incident)
    then = due_at or (at + timedelta(minutes=every)).replace(second=0, microsecond=0)
    if NextUpdate.objects.filter(incident=incident, due_at=then, every=every).exists():
        return Answer("noted", incident)
    start(incident, then, every)
    write(incident, "update_set", at, by=by, until=then.isoformat(), minutes=every)
    return stays_at_work(incident, by, at)


@transaction.atomic
def stop_updates(*, incident_id: int, by: Person, at: datetime) -> Answer:
    """No more news is promised; said twice, it is one line."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    timer = NextUpdate.objects.filter(incident=incident, due_at__isnull=False).first()
    if timer is None:
        return Answer("noted", incident)
    start(incident, None, timer.every)
    write(incident, "update_stopped", at, by=by)
    return stays_at_work(incident, by, at)


@transaction.atomic
def nothing_new(
    *, incident_id: int, once: str = "", by: Person, at: datetime
) -> Answer:
    """The time has come and there is no news: said so, and the next promise stands.
    `once` as in `response.decide_about`; “moved” where nothing was promised."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at) or said_before(incident, once):
        return answer
    if not NextUpdate.objects.filter(incident=incident, due_at__isnull=False).exists():
        return Answer("moved", incident)
    update_published(incident, Variant.UPDATE, at)
    until = NextUpdate.objects.get(incident=incident).due_at
    then = until.isoformat() if until else ""
    write(incident, "update_nothing", at, by=by, until=then, once=once)
    return stays_at_work(incident, by, at)


@transaction.atomic
def remind_of_update(*, incident_id: int, at: datetime) -> None:
    """Texts its owner, once for each promise; of two that run at the same moment one
    finds it due."""
    incident = lock(incident_id)
    due = NextUpdate.objects.filter(incident=incident, remind_at__lte=at)
    timer = due.first()
    if timer is None or timer.due_at is None or not due.update(remind_at=None):
        return
    owner = incident.owner if incident.state == IncidentState.ACKNOWLEDGED else None
    until = timer.due_at
    owner_id = owner.pk if owner else None
    write(incident, "update_late", at, person_id=owner_id, until=until.isoformat())
    if owner:
        _text(incident, owner, until, at)


def _text(incident: Incident, owner: Person, until: datetime, at: datetime) -> None:
    key = f"update:{incident.pk}:{until.timestamp():.0f}:{at.timestamp():.0f}"
    tell_crisis(incident, owner, "update_due", at, key=key, time=until)
