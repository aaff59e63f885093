"""Who takes over in a crisis that lasts, and whether she has her rest. Read-only."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from escalation.core.relay import Hours, Strain, strain
from escalation.models import CallOut, Incident, RelaySlot, RelayTask, Watch
from rota.models import Person

# before her time: to be told, and to take it over
AHEAD = timedelta(minutes=15)
# nothing older tires her still
LOOKED_BACK = timedelta(hours=48)


def relay_of(incident: Incident) -> QuerySet[RelaySlot]:
    """The roster as it stands, in order of time."""
    return incident.relay.filter(removed_at=None).select_related("person")


def relieving(incident: Incident, at: datetime) -> QuerySet[RelaySlot]:
    """Whose turn it is, or nearly, to have the call itself."""
    return relay_of(incident).filter(
        task=RelayTask.CALL, starts_at__lte=at + AHEAD, ends_at__gt=at
    )


def turns_of(incident: Incident, person: Person, at: datetime) -> list[RelaySlot]:
    """What she is still to do in it, or does now."""
    return list(relay_of(incident).filter(person=person, ends_at__gt=at))


def strain_of(incident: Incident, person: Person, planned: Hours) -> Strain:
    """What `planned` would ask of her beside what she has done, and what she is to do,
    for this crisis; and beside the calls she had lately."""
    since = planned.starts_at - LOOKED_BACK
    slots = relay_of(incident).filter(person=person, ends_at__gt=since)
    hers = Q(person=person) & (Q(ended_at=None) | Q(ended_at__gt=since))
    busy = [Hours(one.starts_at, one.ends_at) for one in slots]
    rows: list[CallOut | Watch] = [*person.call_outs.filter(hers)]
    for row in (*rows, *incident.watches.filter(hers)):
        end = row.ended_at or _relieved_at(incident, row, planned.starts_at)
        busy.append(Hours(row.started_at, max(row.started_at, end)))
    return strain(planned, busy)


def _relieved_at(incident: Incident, row: CallOut | Watch, at: datetime) -> datetime:
    """Until when she is still at it: somebody else's turn, and `at` at the latest."""
    task = row.kind if isinstance(row, Watch) else RelayTask.CALL
    others = relay_of(incident).filter(task=task).exclude(person=row.person_id)
    coming = others.filter(starts_at__gt=row.started_at, starts_at__lt=at).first()
    return coming.starts_at if coming else at
