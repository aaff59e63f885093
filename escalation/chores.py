"""What dispatchers look after beside the ladder, in turn and for ever: what is only
written down, and what waits on servers, in a thread each. A mail server that hangs
must not keep a crisis cell from calling its next person.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import Error, connection
from django.utils import timezone

from escalation import crises, notices
from escalation.actions.brake import alarm_brake
from escalation.actions.cell import seats_due
from escalation.actions.following import tell_callers
from escalation.actions.urgent import alarm_unconfirmed, text_due
from escalation.preparing import prepare
from escalation.rehearsals import rehearse
from escalation.sending import poll

log = logging.getLogger("astreinte.chores")

Chore = Callable[..., object]  # only `at` is given
PAUSE = 0.5  # seconds between two rounds
RECEIPTS_AT_ONCE = 5  # asked for before letters have their turn again


def ask_for_receipts(at: datetime) -> None:
    """A few: each may take as long as the provider."""
    poll(at, RECEIPTS_AT_ONCE)


CHORES: dict[str, Sequence[Chore]] = {
    "duties": (
        seats_due,
        rehearse,
        alarm_unconfirmed,
        text_due,
        tell_callers,
        alarm_brake,
        prepare,
        crises.look_after,
        notices.text_due,
    ),
    "errands": (notices.deliver_due, ask_for_receipts),
}


def keep_doing(chores: Sequence[Chore], stop: threading.Event) -> None:
    """Each in turn, again and again until `stop` is set; what breaks is tried again,
    and holds up none of the others unless the database is away."""
    while not stop.is_set():
        for chore in chores:
            try:
                chore(at=timezone.now())
            except Exception:
                log.exception("%s is late; trying again.", chore.__name__)
                if _is_away():
                    break
        stop.wait(PAUSE)
    connection.close()


def _is_away() -> bool:
    """True while the database is; the connection, which may be the reason, is a new
    one."""
    connection.close()
    try:
        connection.ensure_connection()
    except Error:
        return True
    return False
