"""Numbers that want no texts of ours, and those that get none: whoever called is told
on her page from then on.

What the house texts people is stopped elsewhere (actions/receipts.py): there somebody
else must be called instead.
"""

from datetime import datetime

from django.db import transaction

from escalation.actions.ladder import lock, write
from escalation.models import (
    Following,
    Page,
    PageState,
    Purpose,
    Telling,
    TextStop,
)
from escalation.reaching import digest_of
from rota.models import PhoneProblem


@transaction.atomic
def stop_texts(*, number: str, at: datetime) -> None:
    """STOP came from this number, or its operator says so: no caller is texted there
    until START."""
    refuse_texts(number=number, at=at)
    told = Following.objects.filter(to=number, way=Telling.SMS, over_at=None)
    for pk in told.order_by("incident_id").values_list("incident_id", flat=True):
        untell(incident_id=pk, why=PhoneProblem.BLOCKED, at=at)


@transaction.atomic
def refuse_texts(*, number: str, at: datetime) -> None:
    """It cannot be chosen any more, by anybody who calls."""
    TextStop.objects.get_or_create(digest=digest_of(number), defaults={"at": at})


@transaction.atomic
def start_texts(*, number: str) -> None:
    """START came from it: it may be chosen again, and where it was, it counts."""
    TextStop.objects.filter(digest=digest_of(number)).delete()
    told = Following.objects.filter(to=number, over_at=None)
    told.filter(problem=PhoneProblem.BLOCKED).update(problem=PhoneProblem.NONE)


@transaction.atomic
def untell(*, incident_id: int, why: str, at: datetime) -> None:
    """Texts do not reach the caller of this call: its page says so, once."""
    incident = lock(incident_id)
    told = Following.objects.filter(incident=incident, problem=PhoneProblem.NONE)
    if not told.update(problem=why):
        return
    waiting = Page.objects.filter(
        incident=incident, purpose=Purpose.CALLER, state=PageState.PLANNED
    )
    waiting.update(state=PageState.CANCELLED, ended_at=at)
    caller = incident.caller
    write(incident, "untold", at, caller=caller.name if caller else "", why=why)
