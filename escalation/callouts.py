"""Call-outs as people read them: how long each was, and what was corrected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from escalation.involved import hidden_from
from escalation.models import CallOut, CallOutCorrection, Incident
from rota.models import Membership, Person, Role, Team


@dataclass(frozen=True, slots=True)
class Spent:
    """One call-out as it counts: corrected, or as it happened. No `ended_at`: she is
    still at it."""

    call_out: CallOut
    started_at: datetime
    ended_at: datetime | None
    correction: CallOutCorrection | None

    @property
    def length(self) -> timedelta | None:
        """Elapsed time in UTC: a weekend when clocks change counts what it lasted."""
        return self.ended_at - self.started_at if self.ended_at else None

    @property
    def may_be_corrected(self) -> bool:
        """Once it is over."""
        return self.call_out.ended_at is not None


def call_outs_for(member: Membership) -> QuerySet[CallOut]:
    """Those that somebody may see: a lead her team's, everybody else their own.
    `hidden`: she counts the time, and does not see the call."""
    hidden = hidden_from(member.person, "incident__")
    rows = call_outs_of(member.team).annotate(hidden=hidden)
    return rows if member.role == Role.LEAD else rows.filter(person=member.person)


def call_outs_of(team: Team) -> QuerySet[CallOut]:
    """All of a team, the last one first."""
    return (
        CallOut.objects.filter(incident__team=team)
        .select_related("incident__team", "person")
        .prefetch_related("corrections__by")
        .order_by("-started_at", "-pk")
    )


def last_spent(incident: Incident, person: Person) -> Spent | None:
    """What somebody last spent on one call; None when she never had it."""
    rows = call_outs_of(incident.team).filter(incident=incident, person=person)
    return next(iter(spent(rows[:1])), None)


def spent(rows: Iterable[CallOut]) -> list[Spent]:
    """Each as it counts."""
    return [_spent(row) for row in rows]


def _spent(row: CallOut) -> Spent:
    last = list(row.corrections.all())[-1:]
    if last:
        return Spent(row, last[0].started_at, last[0].ended_at, last[0])
    return Spent(row, row.started_at, row.ended_at, None)


def table(rows: Iterable[Spent]) -> Iterator[list[object]]:
    """Cells under their titles, in the active language; times on the team's clock, with
    their distance from UTC, lengths in minutes."""
    yield [
        *(_("Who"), _("Call"), _("Began"), _("Ended"), _("Minutes")),
        *(_("Corrected by"), _("Why it was otherwise")),
    ]
    for row in rows:
        zone = row.call_out.incident.team.zone
        start, end = (
            at.astimezone(zone).isoformat(timespec="minutes") if at else ""
            for at in (row.started_at, row.ended_at)
        )
        minutes = row.length // timedelta(minutes=1) if row.length is not None else ""
        fixed = row.correction
        yield [
            *(row.call_out.person.name, row.call_out.incident.code, start, end),
            *(minutes, fixed.by.name if fixed else "", fixed.why if fixed else ""),
        ]
