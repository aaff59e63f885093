"""Moves everything that is due, whoever rings: web, dispatcher, queue, /healthz.

Idempotent and safe side by side: incidents are locked, pages are claimed.
"""

import logging
from datetime import datetime, timedelta

from django.db import connection

from escalation import notices
from escalation.actions import step_due
from escalation.actions.brake import alarm_brake
from escalation.models import Incident
from escalation.rehearsals import rehearse
from escalation.sending import Claimed, Clock, claim, deliver, poll

log = logging.getLogger("astreinte.sweep")

# a sweep begins no further page after this long, nor after so many: the queue ends
# a task at 60 s, and a page may take 30
LONGEST = timedelta(seconds=25)
MOST = 100
STEPS = 20  # climbed before a page leaves


def advance(at: datetime, limit: int | None = None) -> int:
    """Runs the next step of incidents whose deadline has come, earliest first: of
    all, or until `limit` have moved. Returns how many did.
    """
    moved = 0
    due = list(
        Incident.objects.filter(due_at__lte=at)
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
            if connection.connection is None or not connection.is_usable():
                raise  # the database is away: the others cannot either
    return moved


def send(claimed: Claimed, at: datetime, clock: Clock | None = None) -> None:
    """Delivers one page; whatever breaks is tried again when the lease ends."""
    try:
        deliver(claimed, at, clock)
    except Exception:
        log.exception("Page %s could not be sent; it will be tried again.", claimed.pk)


def sweep(at: datetime, clock: Clock | None = None) -> int:
    """Advances, sends, tells people and asks for receipts; returns pages sent. Drills
    that are due are raised first, and leave with the rest.

    Steps that fail at once make the next one due at once, so it goes round until
    nothing is due. It takes one page at a time: those it does not send yet are
    somebody else's to take, and each lease is as long as it says. `clock` tells the
    time after a page was sent; without one, no time passes.
    """
    now = clock or (lambda: at)
    sent = 0
    rehearse(now())
    for _ in range(MOST):
        moved = advance(now(), STEPS)
        pages = claim(now(), 1)
        for claimed in pages:
            send(claimed, now(), clock)
        sent += len(pages)
        if not (moved or pages) or now() >= at + LONGEST:
            break
    alarm_brake(at=now())
    notices.deliver_due(now())
    poll(now())
    return sent
