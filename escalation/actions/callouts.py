"""Call-out time: runs while somebody has a call, and is corrected afterwards."""

from datetime import datetime

from django.db import transaction

from escalation.core.machine import ACKNOWLEDGED, Situation
from escalation.models import CallOut, CallOutCorrection, Incident
from rota.models import Person


def follow_owner(
    *, incident: Incident, before: Situation, after: Situation, at: datetime
) -> None:
    """Starts and stops it with what the machine decided, in the caller's
    transaction."""
    had = before.owner if before.state == ACKNOWLEDGED else None
    has = after.owner if after.state == ACKNOWLEDGED else None
    if had == has or incident.exercise:
        return
    if had is not None:
        CallOut.objects.filter(incident=incident, ended_at=None).update(ended_at=at)
    if has is not None:
        CallOut.objects.create(incident=incident, person_id=has, started_at=at)


@transaction.atomic
def correct_time(
    *,
    call_out: CallOut,
    started_at: datetime,
    ended_at: datetime,
    why: str,
    by: Person,
    at: datetime,
) -> CallOutCorrection | None:
    """Says when it really was; the form has checked the times. The same times again
    add nothing (None)."""
    CallOut.objects.select_for_update().get(pk=call_out.pk)
    last = call_out.corrections.last()
    now = last or call_out
    if (now.started_at, now.ended_at) == (started_at, ended_at):
        return None
    return CallOutCorrection.objects.create(
        call_out=call_out,
        started_at=started_at,
        ended_at=ended_at,
        why=why,
        by=by,
        at=at,
    )
