"""Debriefs as people read them: what is owed, what was said, and figures without a
name. Read-only."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from escalation.involved import visible_to
from escalation.models import CallOut, Debrief, DebriefNote, Exposure
from rota.models import Person, Team

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the real crises that ended in the last year. `in_time`: debriefed within seven
    days; `exposures`: how often each was said; `at_work`: time spent on them in all."""

    crises: int
    held: int
    in_time: int
    exposures: list[tuple[str, int]]
    at_work: timedelta


def debriefs_of(team: Team, reader: Person | None = None) -> QuerySet[Debrief]:
    """All of a team that `reader` may see, the last crisis first. None: those that
    everybody may."""
    rows = Debrief.objects.filter(visible_to(reader, "incident__"), incident__team=team)
    return rows.select_related("incident__team").order_by("-incident__closed_at")


def owed(team: Team, reader: Person, at: datetime) -> dict[str, Any]:
    """Those not held yet, the first due first, and the day it is for the team: what
    escalation/_debriefs_owed.html shows."""
    rows = debriefs_of(team, reader).filter(held_on=None).order_by("due_on")
    return {"owed": list(rows), "today": at.astimezone(team.zone).date()}


def figures(team: Team, at: datetime) -> Figures:
    """No name, and nothing of a single crisis."""
    last_year = Debrief.objects.filter(
        incident__team=team, incident__closed_at__gt=at - YEAR
    )
    rows = list(last_year)
    held = [row for row in rows if row.held_on]
    time = CallOut.objects.filter(
        incident__debrief__in=[row.pk for row in rows], ended_at__isnull=False
    ).aggregate(length=Sum(F("ended_at") - F("started_at")))
    notes = DebriefNote.objects.filter(debrief__in=rows).order_by("at", "pk")
    last = {note.debrief_id: note.exposure for note in notes}
    counted = Counter(last.values())
    return Figures(
        crises=len(rows),
        held=len(held),
        in_time=sum(row.held_on <= row.due_on for row in held if row.held_on),
        exposures=[(str(one.label), counted[one]) for one in Exposure],
        at_work=time["length"] or timedelta(),
    )
