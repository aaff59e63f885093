"""Moves everything that is due, whoever rings: web, dispatcher, queue, /healthz.

Idempotent and safe side by side: incidents are locked, pages are claimed.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from escalation import actions, crises, notices
from escalation.actions.brake import alarm_brake
from escalation.actions.urgent import alarm_unconfirmed, text_due
from escalation.models import Incident
from escalation.preparing import prepare
from escalation.rehearsals import rehearse
from escalation.sending import (
    Claimed,
    Clock,
    Note,
    claim,
    deliver,
    free_pages,
    poll,
)

log = logging.getLogger("astreinte.sweep")

# a sweep begins no further page after this long, nor after so many: the queue ends
# a task at 60 s, and a page may take 30
LONGEST = timedelta(seconds=25)
MOST = 100
STEPS = 20  # climbed before a page leaves
# of them, those that share a transaction, and the questions before it
TOGETHER = 8


def advance(at: datetime, limit: int | None = None) -> int:
    """Runs the next step of incidents whose deadline has come, earliest first: of
    all, or until `limit` have moved. Returns how many did.
    """
    due = Incident.objects.filter(due_at__lte=at).order_by("due_at")
    return climb(list(due.values_list("pk", flat=True)), at, limit)


def climb(due: Sequence[int], at: datetime, limit: int | None = None) -> int:
    """The same for incidents that were seen to be due, by their ids."""
    most = len(due) if limit is None else limit
    rest, moved = list(due), 0
    while rest and moved < most:
        size = min(TOGETHER, most - moved)
        some, rest = rest[:size], rest[size:]
        moved += _climb_together(some, at)
    return moved


def _climb_together(some: list[int], at: datetime) -> int:
    """One broken incident must not hold the others' deadlines: they go alone then."""
    try:
        return actions.steps_due(incident_ids=some, at=at)
    except Exception:
        if connection.connection is None or not connection.is_usable():
            raise  # the database is away
        if len(some) > 1:
            return sum(_climb_together([pk], at) for pk in some)
        log.exception("Incident %s could not advance.", some[0])
        return 0


def send(
    claimed: Claimed, at: datetime, clock: Clock | None = None, note: Note | None = None
) -> None:
    """Delivers one page; whatever breaks is tried again when the lease ends."""
    try:
        deliver(claimed, at, clock, note)
    except Exception:
        log.exception("Page %s could not be sent; it will be tried again.", claimed.pk)
        connection.close()  # it may be the reason


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
    alarm_unconfirmed(now())
    text_due(now())
    crises.look_after(now())
    for _ in range(MOST):
        moved = advance(now(), STEPS)
        # without the database's lock: mostly there is nothing
        is_due = free_pages(now()).filter(due_at__lte=now()).exists()
        pages = claim(now(), 1) if is_due else []
        for claimed in pages:
            send(claimed, now(), clock)
        sent += len(pages)
        if not (moved or pages) or now() >= at + LONGEST:
            break
    alarm_brake(at=now())
    prepare(now())
    notices.text_due(now())
    notices.deliver_due(now())
    poll(now())
    return sent
