"""Moves everything that is due, whoever rings: web, dispatcher, queue, /healthz.

Idempotent and safe side by side: incidents are locked, pages are claimed.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from escalation import notices
from escalation.actions import step_due
from escalation.models import Incident, IncidentState
from escalation.sending import Claimed, claim, deliver, poll

log = logging.getLogger("astreinte.sweep")

BATCH = 20


def advance(at: datetime, limit: int | None = None) -> int:
    """Runs the next step of incidents whose deadline has come, earliest first: of
    all, or until `limit` have moved. Returns how many did.
    """
    moved = 0
    due = list(
        Incident.objects.filter(state=IncidentState.TRIGGERED, due_at__lte=at)
        .order_by("due_at")
        .values_list("pk", flat=True)
    )
    for pk in due:
        if moved == limit:
            break
        try:
            moved += step_due(incident_id=pk, at=at)
        except Exception:
            # one broken incident must not hold the others' deadlines
            log.exception("Incident %s could not advance.", pk)
    return moved


def send(claimed: Claimed, at: datetime) -> None:
    """Delivers one page; whatever breaks is tried again when the lease ends."""
    try:
        deliver(claimed, at)
    except Exception:
        log.exception("Page %s could not be sent; it will be tried again.", claimed.pk)


def sweep(at: datetime, send: Callable[[Claimed, datetime], None] = send) -> int:
    """Advances, sends, asks for receipts and tells people; returns pages sent.

    Steps that fail at once make the next one due at once, so it goes round
    until nothing is due.
    """
    sent = 0
    for _ in range(BATCH):
        moved = advance(at)
        pages = claim(at, BATCH)
        for claimed in pages:
            send(claimed, at)
        sent += len(pages)
        if not moved and not pages:
            break
    poll(at)
    notices.deliver_due(at)
    return sent
