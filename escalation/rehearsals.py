"""Does for exercises what is due: announces drills, holds them, and ends exercises
that must not go on. Idempotent, and never in the way of what is real."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import connection
from django.db.models import Q

from escalation.actions.drills import announce_drill, hold_drill
from escalation.actions.exercises import end_exercises
from escalation.health import problems
from escalation.models import Drill, DrillState

log = logging.getLogger("astreinte.rehearsals")


def rehearse(at: datetime) -> None:
    """What breaks holds nothing else, real calls least of all; it is tried again."""
    _try(partial(end_exercises, at=at))
    due = Drill.objects.filter(
        Q(tell_at__lte=at) | Q(due_at__lte=at), state=DrillState.PLANNED
    )
    for pk in due.order_by("due_at").values_list("pk", flat=True):
        _try(partial(_look_after, pk, at))


def _look_after(drill_id: int, at: datetime) -> None:
    announce_drill(drill_id=drill_id, at=at)
    hold_drill(drill_id=drill_id, is_well=not problems(at), at=at)


def _try(action: Callable[[], None]) -> None:
    try:
        action()
    except Exception:
        log.exception("An exercise could not be looked after.")
        if connection.connection is None or not connection.is_usable():
            raise  # the database is away: nothing else can be done either
