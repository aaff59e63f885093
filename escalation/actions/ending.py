"""The caller says that it is over: an act of its own, beside a note.

Whoever has the call publishes the end message and closes it (DOMAIN.md C4): the caller
does not, for what was published would stay as it is. A call that nobody has, with
nothing published, owes no end message: nobody else is woken for it.
"""

from datetime import datetime, timedelta

from django.db import transaction

from escalation.actions.answers import Answer, close
from escalation.actions.ladder import lock, write
from escalation.actions.news import tell_news
from escalation.colleagues import owner_is_gone
from escalation.models import Caller, Incident, IncidentState, Outcome

# said again so soon, after something new, it is heard on the page
AGAIN_AFTER = timedelta(minutes=1)


@transaction.atomic
def say_over(
    *,
    incident_id: int,
    text: str = "",
    caller: Caller,
    at: datetime,
) -> Answer:
    """Tells whoever has the call at once; said twice, with nothing new in between, it
    is said once (“said”). Answers “ended” where that closed the call, else “noted”; or
    “closed”, when it was before."""
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    if not text and is_said(incident):
        return Answer("said", incident)
    entry = write(incident, "over", at, caller=caller.name, text=text)
    is_out = incident.posts.filter(removed_at=None).exists()
    if incident.state == IncidentState.TRIGGERED and not is_out:
        outcome = Outcome.OVER
        return close(
            incident_id=incident_id, outcome=outcome, by=None, caller=caller, at=at
        )
    _tell_owner(incident, entry.pk, at)
    return Answer("noted", incident, is_news=True)


def is_said(incident: Incident) -> bool:
    """True while the last word of the caller is that it is over."""
    entries = incident.log.filter(kind__in=("noted", "over"), by=None)
    last = entries.order_by("pk").last()
    return last is not None and last.kind == "over"


def _tell_owner(incident: Incident, entry_id: int, at: datetime) -> None:
    owner = incident.owner
    if incident.state != IncidentState.ACKNOWLEDGED or owner is None:
        return
    told = incident.pages.filter(key__startswith="over:", person=owner)
    lately = told.filter(created_at__gt=at - AGAIN_AFTER).exists()
    if not lately and not owner_is_gone(incident, at):
        tell_news(incident, owner, "over", at, key=f"over:{entry_id}")
