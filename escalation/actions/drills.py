"""Planning a drill, announcing it, holding it when it is due, or giving it up."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from escalation.actions.exercises import real_calls
from escalation.actions.ladder import tell
from escalation.actions.raising import trigger
from escalation.core.drills import MACHINERY, REAL_CALL, GiveUp, Hold, PutOff, decide
from escalation.models import Drill, DrillState
from rota.duty import leads
from rota.models import Membership, Person, Role, Team

# on the day before: its hour must not tell that of the drill
TOLD_AT = time(9)


@transaction.atomic
def plan_drill(
    *,
    team: Team,
    case: str,
    title: str,
    facts: str = "",
    planned_for: datetime,
    announced: bool,
    request_key: UUID,
    by: Person | None,
    at: datetime,
) -> Drill:
    """A drill for that instant (aware). The same `request_key` plans one.

    `announced`: the team is told the day before that there will be one, not when.
    """
    drill, _ = Drill.objects.get_or_create(
        request_key=request_key,
        defaults={
            "team": team,
            "case": case,
            "title": title,
            "facts": facts,
            "planned_for": planned_for,
            "due_at": planned_for,
            "announced": announced,
            "tell_at": _tell_at(team, planned_for, at) if announced else None,
            "made_by": by,
            "made_at": at,
        },
    )
    return drill


@transaction.atomic
def cancel_drill(*, drill_id: int, by: Person, at: datetime) -> bool:
    """The lead takes it back. False when it was held or given up before."""
    drill = Drill.objects.select_for_update().get(pk=drill_id)
    if drill.state != DrillState.PLANNED:
        return False
    _cancel(drill, by, at)
    return True


@transaction.atomic
def announce_drill(*, drill_id: int, at: datetime) -> None:
    """Tells the team that there will be a drill, once."""
    due = Drill.objects.filter(pk=drill_id, state=DrillState.PLANNED, tell_at__lte=at)
    if due.update(tell_at=None):
        drill = Drill.objects.select_related("team").get(pk=drill_id)
        for member in _those_who_may_be_called(drill.team, at):
            tell(member.person, drill.team, "drill_announced", at, day=_day(drill))


@transaction.atomic
def hold_drill(*, drill_id: int, is_well: bool, at: datetime) -> None:
    """Raises a drill that is due, through the true chain; or puts it off, or gives
    it up. `is_well` says that the machinery works.

    The row changes in the transaction that raises the call: whoever dies in between
    leaves both undone, and whoever comes second finds nothing due.
    """
    skip = connection.features.has_select_for_update_skip_locked
    due = Drill.objects.select_for_update(skip_locked=skip, of=("self",)).filter(
        pk=drill_id, state=DrillState.PLANNED, due_at__lte=at
    )
    drill = due.select_related("team").first()
    if drill is None:
        return
    obstacle = "" if is_well else MACHINERY
    if real_calls(drill.team).exists():
        obstacle = REAL_CALL
    match decide(drill.due_at, drill.put_offs, obstacle, at):
        case Hold():
            _raise(drill, at)
        case PutOff(until, why):
            drill.due_at, drill.obstacle = until, why
            drill.put_offs += 1
            drill.save(update_fields=["due_at", "obstacle", "put_offs"])
        case GiveUp(why):
            drill.obstacle = why
            _cancel(drill, None, at)


def _raise(drill: Drill, at: datetime) -> None:
    drill.incident = trigger(
        team=drill.team,
        case=drill.case,
        title=drill.title,
        facts=drill.facts,
        exercise=True,
        request_key=drill.request_key,
        by=drill.made_by,
        at=at,
    )
    drill.state, drill.tell_at = DrillState.RAISED, None
    drill.save(update_fields=["state", "incident", "tell_at"])


def _cancel(drill: Drill, by: Person | None, at: datetime) -> None:
    """The leads are told why the program gave it up; whoever was told that it would
    take place, that it will not."""
    team, was_told = drill.team, drill.announced and drill.tell_at is None
    drill.state, drill.tell_at = DrillState.CANCELLED, None
    drill.cancelled_at, drill.cancelled_by = at, by
    drill.save(
        update_fields=["state", "tell_at", "cancelled_at", "cancelled_by", "obstacle"]
    )
    informed = leads(team, at) if by is None else []
    for lead in informed:
        about = {"day": _day(drill), "title": drill.title, "reason": drill.obstacle}
        tell(lead.person, team, "drill_cancelled", at, **about)
    if was_told:
        for member in _those_who_may_be_called(team, at):
            if member not in informed:
                tell(member.person, team, "drill_cancelled", at, day=_day(drill))


def _those_who_may_be_called(team: Team, at: datetime) -> list[Membership]:
    today = at.astimezone(team.zone).date()
    members = team.memberships.exclude(role=Role.READER).select_related("person")
    return [member for member in members if member.is_in_team(today)]


def _tell_at(team: Team, planned_for: datetime, at: datetime) -> datetime:
    day = planned_for.astimezone(team.zone).date() - timedelta(days=1)
    return max(datetime.combine(day, TOLD_AT, tzinfo=team.zone), at)


def _day(drill: Drill) -> str:
    return drill.planned_for.astimezone(drill.team.zone).date().isoformat()
