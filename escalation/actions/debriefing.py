"""The debrief of a crisis: owed when it is closed, planned, written, held. The leads
are told before it is late."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction

from escalation.actions.ladder import tell, write
from escalation.involved import may_see
from escalation.models import Case, Debrief, DebriefNote, Incident, Outcome
from rota.duty import leads
from rota.models import Person

KIND = "debrief_due"
# DOMAIN.md C8: “debrief ≤ 7 days”
WITHIN = timedelta(days=7)
# told so long before it is due while nobody has planned it, or before the day planned
AHEAD, DAY_BEFORE = timedelta(days=2), timedelta(days=1)
MORNING = time(9)
FIELDS = ("facts", "decisions", "lacked", "load", "exposure", "templates")


class OvertakenError(Exception):
    """Somebody else wrote since the page was shown."""

    def __init__(self, last: DebriefNote) -> None:
        super().__init__()
        self.last = last


def owe_debrief(*, incident: Incident, at: datetime) -> Debrief | None:
    """The debrief of a crisis that is being closed; none of an exercise, or of what was
    a mistake or no crisis after all."""
    was_real = incident.case == Case.CRISIS and not incident.exercise
    lived = incident.outcome in (Outcome.PUBLISHED, Outcome.NOT_PUBLISHED)
    if not (was_real and lived):
        return None
    due_on = at.astimezone(incident.team.zone).date() + WITHIN
    debrief = Debrief(incident=incident, due_on=due_on)
    first = {"due_on": due_on, "remind_at": _next_reminder(debrief, at)}
    return Debrief.objects.get_or_create(incident=incident, defaults=first)[0]


@transaction.atomic
def plan_debrief(*, debrief_id: int, day: date, by: Person, at: datetime) -> Debrief:
    """It will be held on that day; the leads are reminded the morning before."""
    debrief = _locked(debrief_id)
    if debrief.held_on or debrief.planned_on == day:
        return debrief
    debrief.planned_on = day
    debrief.remind_at = _next_reminder(debrief, at)
    debrief.save(update_fields=["planned_on", "remind_at"])
    write(debrief.incident, "debrief_planned", at, by=by, day=day.isoformat())
    return debrief


@transaction.atomic
def hold_debrief(*, debrief_id: int, by: Person, at: datetime) -> Debrief:
    """It was held today; said twice, it is one line."""
    debrief = _locked(debrief_id)
    if debrief.held_on is None:
        debrief.held_on = at.astimezone(debrief.incident.team.zone).date()
        debrief.remind_at = None
        debrief.save(update_fields=["held_on", "remind_at"])
        write(debrief.incident, "debrief_held", at, by=by)
    return debrief


@transaction.atomic
def write_debrief(
    *, debrief_id: int, words: Mapping[str, str], seen: int, by: Person, at: datetime
) -> DebriefNote | None:
    """Adds a version of what was said, as typed; none when nothing changed.

    `words`: by the names of FIELDS; `seen`: how many versions the page showed. Raises
    OvertakenError when there are more: hers would hide one that she has not read.
    """
    debrief = _locked(debrief_id)
    notes = list(debrief.notes.select_related("by"))
    last = notes[-1] if notes else None
    before = {name: getattr(last, name) if last else "" for name in FIELDS}
    if before == {name: words[name] for name in FIELDS}:
        return last
    if last and len(notes) != seen:
        raise OvertakenError(last)
    return DebriefNote.objects.create(debrief=debrief, by=by, at=at, **words)


@transaction.atomic
def remind_of_debrief(*, debrief_id: int, at: datetime) -> None:
    """Writes to the leads, once; of two that run together one finds it due. Of what is
    sensitive to those in it, and to whoever had it when no lead is."""
    debrief = _locked(debrief_id)
    if debrief.remind_at is None or debrief.remind_at > at:
        return
    debrief.remind_at = _next_reminder(debrief, at)
    debrief.save(update_fields=["remind_at"])
    incident = debrief.incident
    people = [lead.person for lead in leads(incident.team, at)]
    told = [person for person in people if may_see(incident, person)]
    for person in told or filter(None, [incident.owner]):
        tell(person, incident.team, KIND, at, debrief=debrief_id)


def _locked(debrief_id: int) -> Debrief:
    rows = Debrief.objects.select_for_update(of=("self",))
    return rows.select_related("incident__team", "incident__owner").get(pk=debrief_id)


def _next_reminder(debrief: Debrief, at: datetime) -> datetime | None:
    """In the morning: once ahead, and on the day itself that it is due."""
    due_on, planned_on = debrief.due_on, debrief.planned_on
    first = planned_on - DAY_BEFORE if planned_on else due_on - AHEAD
    zone = debrief.incident.team.zone
    mornings = (datetime.combine(day, MORNING, tzinfo=zone) for day in (first, due_on))
    return min((then for then in mornings if then > at), default=None)
