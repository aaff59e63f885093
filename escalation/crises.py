"""Does for crises what is due, and for what they leave: reminds of the next update and
of the relay, says that no validation came, tells the leads of a debrief. Idempotent;
nothing here holds up a call."""

import logging
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet, Value

from escalation.actions.debriefing import remind_of_debrief
from escalation.actions.relaying import remind_of_relay
from escalation.actions.updates import remind_of_update
from escalation.actions.validating import alarm_unvalidated
from escalation.models import Debrief, NextUpdate, RelaySlot, Validation

log = logging.getLogger("astreinte.crises")


def look_after(at: datetime) -> None:
    """What breaks holds nothing else; it is tried again."""
    for what, pk in due(at):
        try:
            _do(what, pk, at)
        except Exception:
            log.exception("Of a crisis, %s %s could not be looked after.", what, pk)
            if connection.connection is None or not connection.is_usable():
                raise  # the database is away


def due(at: datetime) -> list[tuple[str, int]]:
    """What is due at that moment, and of which row: one question, most of the time with
    an empty answer."""
    updates = NextUpdate.objects.filter(remind_at__lte=at)
    late = Validation.objects.filter(alarm_at__lte=at)
    relays = RelaySlot.objects.filter(remind_at__lte=at)
    debriefs = Debrief.objects.filter(remind_at__lte=at)
    return list(
        _named("update", updates, "incident_id").union(
            _named("validation", late),
            _named("relay", relays),
            _named("debrief", debriefs),
            all=True,
        )
    )


def _named(what: str, rows: QuerySet[Any], pk: str = "pk") -> QuerySet[Any]:
    # without an order: a part of a union has none
    named = rows.order_by().annotate(what=Value(what, output_field=CharField()))
    return named.values_list("what", pk)


def _do(what: str, pk: int, at: datetime) -> None:
    match what:
        case "update":
            remind_of_update(incident_id=pk, at=at)
        case "validation":
            alarm_unvalidated(validation_id=pk, at=at)
        case "relay":
            remind_of_relay(slot_id=pk, at=at)
        case "debrief":
            remind_of_debrief(debrief_id=pk, at=at)
