"""Does for coming duties what is due: reminds those who hold them, and tells the
leads who has not confirmed. Idempotent; nothing here holds up a call."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import connection

from escalation.actions.confirming import alarm_unconfirmed, remind
from rota.models import Confirmation

log = logging.getLogger("astreinte.preparing")


def prepare(at: datetime) -> None:
    """What breaks holds nothing else; it is tried again."""
    reminding = Confirmation.objects.filter(remind_at__lte=at).order_by("remind_at")
    for pk in reminding.values_list("pk", flat=True):
        _try(partial(remind, confirmation_id=pk, at=at))
    alarming = Confirmation.objects.filter(alarm_at__lte=at).order_by("alarm_at")
    for pk in alarming.values_list("pk", flat=True):
        _try(partial(alarm_unconfirmed, confirmation_id=pk, at=at))


def _try(action: Callable[[], None]) -> None:
    try:
        action()
    except Exception:
        log.exception("A coming duty could not be looked after.")
        if connection.connection is None or not connection.is_usable():
            raise  # the database is away
