"""Scheduled posts in a call: suspended, or kept on purpose; after it, scheduled again
or given up. All by hand, where they are scheduled: the program only keeps count."""

from datetime import datetime

from django.db import transaction

from escalation.actions.answers import Answer
from escalation.actions.ladder import lock, write
from escalation.actions.response import may_not, stays_at_work
from escalation.models import BriefRow, Choice, RowKind, Suspension
from rota.core.dates import show_moment
from rota.models import Person


@transaction.atomic
def suspend(
    *, incident_id: int, row_id: int, choice: str, by: Person, at: datetime
) -> Answer:
    """Says what was done with a scheduled post; an empty `choice` takes it back. Said
    twice, it is one line of the log."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at, helps=True):
        return answer
    posts = BriefRow.objects.filter(kind=RowKind.POST, brief__team=incident.team_id)
    row = posts.select_related("outlet").filter(pk=row_id).first()
    if row is None or (choice and choice not in Choice):
        return Answer("moved", incident)
    standing = incident.suspensions.filter(row=row, undone_at=None).first()
    if (standing.choice if standing else "") == choice:
        return Answer("noted", incident)
    if standing:
        Suspension.objects.filter(pk=standing.pk).update(undone_at=at)
    if choice:
        Suspension.objects.create(
            incident=incident, row=row, choice=choice, by=by, at=at
        )
    team = incident.team
    when = show_moment(row.at.astimezone(team.zone), team.language) if row.at else ""
    kind = f"post_{choice}" if choice else "post_undone"
    write(incident, kind, at, by=by, text=f"{row.outlet}, {when}")
    return stays_at_work(incident, by, at)


@transaction.atomic
def settle(*, suspension_id: int, afterwards: str, by: Person, at: datetime) -> bool:
    """Says what became of a suspended post; empty: nothing yet. False when it is not
    suspended any more."""
    standing = Suspension.objects.filter(
        pk=suspension_id, choice=Choice.SUSPENDED, undone_at=None
    )
    said = {"settled_by": by, "settled_at": at} if afterwards else {}
    nobody = {"settled_by": None, "settled_at": None}
    return bool(standing.update(afterwards=afterwards, **(said or nobody)))
