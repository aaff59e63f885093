"""The roster of a crisis that lasts: who takes over what, and when; told a bit before.
Taking over itself is what it always is (actions/answers.py, actions/watching.py)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from escalation.actions.answers import Answer
from escalation.actions.crisis_news import tell_crisis
from escalation.actions.ladder import lock, write
from escalation.actions.response import may_not, stays_at_work
from escalation.core.relay import Hours
from escalation.models import Case, RelaySlot, RelayTask
from escalation.relay import AHEAD, relay_of, strain_of
from rota.models import Person


@transaction.atomic
def plan_relay(
    *,
    incident_id: int,
    task: str,
    person: Person,
    hours: Hours,
    confirmed: bool,
    by: Person,
    at: datetime,
) -> Answer:
    """`person` does it during those hours. “tiring”: too long or too soon for her, and
    nobody `confirmed` it; “overlaps”: somebody else has some of these hours.

    Only in a crisis (“no_crisis”). The same again is one line.
    """
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    if incident.case != Case.CRISIS:
        return Answer("no_crisis", incident)
    start, end = hours.starts_at, hours.ends_at
    beside = relay_of(incident).filter(task=task, starts_at__lt=end, ends_at__gt=start)
    if beside.filter(person=person, starts_at=start, ends_at=end).exists():
        return Answer("noted", incident)
    if beside.exists():
        return Answer("overlaps", incident)
    tiring = bool(strain_of(incident, person, hours))
    if tiring and not confirmed:
        return Answer("tiring", incident)
    slot = RelaySlot.objects.create(
        incident=incident,
        task=task,
        person=person,
        starts_at=start,
        ends_at=end,
        against_rest=tiring,
        remind_at=max(start - AHEAD, at),
    )
    until = {"until": end.isoformat(), "against_rest": tiring}
    _write(slot, "relay_planned", at, by=by, **until)
    return stays_at_work(incident, by, at)


@transaction.atomic
def drop_relay(*, incident_id: int, slot_id: int, by: Person, at: datetime) -> Answer:
    """It is not planned any more; said twice, it is one line (“moved”)."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    slot = relay_of(incident).filter(pk=slot_id).first()
    if slot is None:
        return Answer("moved", incident)
    slot.removed_at, slot.remind_at = at, None
    slot.save(update_fields=["removed_at", "remind_at"])
    _write(slot, "relay_dropped", at, by=by)
    return stays_at_work(incident, by, at)


@transaction.atomic
def remind_of_relay(*, slot_id: int, at: datetime) -> None:
    """Texts whoever takes over, once, unless she has it already."""
    due = RelaySlot.objects.filter(pk=slot_id, remind_at__lte=at)
    slot = due.select_related("incident", "person").first()
    if slot is None:
        return
    incident = slot.incident = lock(slot.incident_id)
    if not due.update(remind_at=None) or _has_it(slot):
        return
    _write(slot, "relay_told", at)
    tell_crisis(
        incident,
        slot.person,
        "relay",
        at,
        key=f"relay:{slot.pk}",
        time=slot.starts_at,
        task=slot.task,
    )


def _has_it(slot: RelaySlot) -> bool:
    incident, who = slot.incident, slot.person_id
    standing = incident.watches.filter(kind=slot.task, person=who, ended_at=None)
    if slot.task == RelayTask.CALL:
        return incident.owner_id == who
    return standing.exists()


def _write(
    slot: RelaySlot, kind: str, at: datetime, *, by: Person | None = None, **data: Any
) -> None:
    data |= {"task": slot.task, "since": slot.starts_at.isoformat()}
    write(slot.incident, kind, at, person_id=slot.person_id, by=by, **data)
