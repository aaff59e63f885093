"""What a crisis counts down to: begun again by what is published, ended with it. In the
transaction of whatever moves it."""

from datetime import datetime, timedelta

from escalation.core.updates import following
from escalation.models import Incident, NextUpdate, RelaySlot, Validation, Variant


def update_published(incident: Incident, variant: str, at: datetime) -> None:
    """Counts what was published, or that nothing is new: the next promise stands from
    now on, and none after the end message."""
    timer = NextUpdate.objects.filter(incident=incident, due_at__isnull=False).first()
    if timer is None or timer.due_at is None:
        return
    if variant == Variant.END:
        start(incident, None, timer.every)
        return
    every = timedelta(minutes=timer.every)
    start(incident, following(timer.due_at, every, at), timer.every)


def start(incident: Incident, due_at: datetime | None, every: int) -> None:
    """`due_at`: None stops it. What somebody typed for the slot of the messages gives
    way to the time that counts."""
    promise = {"due_at": due_at, "remind_at": due_at, "every": every}
    NextUpdate.objects.update_or_create(incident=incident, defaults=promise)
    if incident.slots.pop("next_update", None):
        incident.save(update_fields=["slots"])


def end_timers(incident: Incident) -> None:
    """Nobody is reminded of anything any more."""
    NextUpdate.objects.filter(incident=incident).update(due_at=None, remind_at=None)
    waiting = Validation.objects.filter(incident=incident, alarm_at__isnull=False)
    waiting.update(alarm_at=None)
    coming = RelaySlot.objects.filter(incident=incident, remind_at__isnull=False)
    coming.update(remind_at=None)
