"""The weekend sheet as its readers see it, and what of it matters in a call. Writes
nothing.

Numbers of contacts are for those who may be called, until the weekend is over;
readers call nobody (DESIGN.md, invariant 12). Nor do they see what was suspended:
that tells of calls.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from escalation.models import (
    Brief,
    BriefCopy,
    BriefRow,
    Case,
    Choice,
    Incident,
    IncidentState,
    RowKind,
    Suspension,
)
from escalation.permissions import BRIEF_LINK
from rota.duty import duty_at
from rota.links import make_token
from rota.models import Period, Person, Shift, Team

# what is scheduled so soon after a call began may have to be held
SOON = timedelta(hours=24)
# a sheet is shown on the first page so long before its weekend
SHOWN_BEFORE = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Planned:
    """A scheduled post; `held`: what a real call did with it, if any."""

    row: BriefRow
    held: Suspension | None = None

    @property
    def is_open(self) -> bool:
        """True for one that was suspended, and nobody has said what became of it."""
        held = self.held
        return bool(held and held.choice == Choice.SUSPENDED and not held.afterwards)


@dataclass(frozen=True, slots=True)
class BriefPage:
    """The sheet of one weekend. `acts`: for somebody who may be called."""

    period: Period
    brief: Brief | None
    rows: list[BriefRow]
    shifts: list[Shift]
    copies: list[BriefCopy]
    acts: bool
    at: datetime

    @property
    def is_over(self) -> bool:
        """True once the weekend has ended."""
        return self.period.ends_at <= self.at

    @property
    def shows_numbers(self) -> bool:
        """Whether this reader may ring its contacts now."""
        return self.acts and not self.is_over

    @property
    def posts(self) -> list[Planned]:
        """What is scheduled, in the order of time."""
        return [Planned(row, _held_by_a_call(row)) for row in self._of(RowKind.POST)]

    @property
    def subjects(self) -> list[BriefRow]:
        """What may come up."""
        return self._of(RowKind.SUBJECT)

    @property
    def contacts(self) -> list[BriefRow]:
        """Whom to ring; none once they were put away."""
        return [row for row in self._of(RowKind.CONTACT) if row.phone]

    @property
    def notes(self) -> list[BriefRow]:
        """Everything else; none once they were put away."""
        return [row for row in self._of(RowKind.NOTE) if row.text]

    @property
    def removed(self) -> list[BriefRow]:
        """What may be put back."""
        gone = [row for row in self.rows if row.removed_at]
        return [row for row in gone if row.title or row.text]

    @property
    def to_reread(self) -> list[BriefRow]:
        """Scheduled posts that no second person has read."""
        return [row for row in self._of(RowKind.POST) if not row.reread_at]

    @property
    def is_late(self) -> bool:
        """True when they should have been by now."""
        late_at = self.brief.late_at if self.brief else self.period.starts_at
        return bool(self.to_reread) and self.at >= late_at and not self.is_over

    @property
    def is_empty(self) -> bool:
        """True while nothing stands on it."""
        return all(row.removed_at for row in self.rows)

    def _of(self, kind: str) -> list[BriefRow]:
        return [row for row in self.rows if row.kind == kind and not row.removed_at]


@dataclass(frozen=True, slots=True)
class Summary:
    """How far the sheet of a weekend is, in numbers of rows. `is_late`: some should
    have been re-read by now."""

    period: Period
    rows: int
    posts: int
    subjects: int
    to_reread: int
    is_late: bool


def weekends(team: Team) -> QuerySet[Period]:
    """Those that have a sheet: published, for others may yet be drawn anew, and what
    was written for them would be lost."""
    published = team.periods.filter(published_at__isnull=False)
    return published.select_related("team")


def page_of(period: Period, at: datetime, *, acts: bool) -> BriefPage:
    """Reads the sheet of a period, whether or not there is anything on it."""
    held = period.shifts.select_related("membership__person")
    brief = Brief.objects.filter(period=period).first()
    return BriefPage(
        period=period,
        brief=brief,
        rows=list(_rows().filter(brief=brief)) if brief else [],
        shifts=sorted(held, key=lambda one: (one.seat != "on_call", one.starts_at)),
        copies=list(brief.copies.select_related("person")) if brief else [],
        acts=acts,
        at=at,
    )


def coming(team: Team, at: datetime) -> list[Summary]:
    """The sheets of weekends that are on or near: those to come, and one that is on
    when something stands on it. One query."""
    near = weekends(team).filter(ends_at__gt=at, starts_at__lt=at + SHOWN_BEFORE)
    counted = near.select_related("brief").annotate(
        rows=_count(),
        posts=_count(kind=RowKind.POST),
        subjects=_count(kind=RowKind.SUBJECT),
        unread=_count(kind=RowKind.POST, reread_at=None),
    )
    return [
        Summary(
            period=one,
            rows=one.rows,
            posts=one.posts,
            subjects=one.subjects,
            to_reread=one.unread,
            is_late=bool(one.unread) and one.brief.late_at <= at,
        )
        for one in counted
        if one.starts_at > at or one.rows
    ]


def period_to_open(team: Team, at: datetime) -> Period | None:
    """The weekend that is on if its sheet says something, else the next one."""
    periods = weekends(team).filter(ends_at__gt=at)
    filled = BriefRow.objects.filter(removed_at=None).values("brief__period")
    shown = Q(starts_at__gt=at) | Q(pk__in=filled)
    return periods.filter(shown).first() or periods.first()


def nearby(period: Period) -> tuple[Period | None, Period | None]:
    """The weekends before and after."""
    others = weekends(period.team)
    return (
        others.filter(starts_at__lt=period.starts_at).last(),
        others.filter(starts_at__gt=period.starts_at).first(),
    )


def path_of(shift: Shift) -> str:
    """Where whoever holds it reads its sheet, without signing in."""
    token = make_token(BRIEF_LINK, shift.pk, shift.revision)
    return reverse("brief_link", args=[token])


def path_for(person: Person, team: Team, at: datetime) -> str:
    """The same for somebody on duty now; empty when she is not, or nothing is on it."""
    filled = BriefRow.objects.filter(brief__team=team, removed_at=None)
    shift = Shift.objects.filter(
        membership__person=person,
        period__in=filled.values("brief__period"),
        starts_at__lte=at,
        ends_at__gt=at,
    ).first()
    return path_of(shift) if shift else ""


def to_suspend(incident: Incident, at: datetime) -> list[Planned]:
    """The posts that may have to be held because of a call: those of the next 24
    hours, in a crisis all until the weekend ends; and those it decided about.

    `held` is what this call did with them, else what another did. An exercise
    suspends nothing, nor hears of what was.
    """
    decided = incident.suspensions.filter(undone_at=None).values("row")
    shown = Q(pk__in=decided)
    if incident.state != IncidentState.RESOLVED:
        until = at + SOON
        duty = duty_at(incident.team, at) if incident.case == Case.CRISIS else None
        if duty and duty.period:
            until = max(until, duty.period.ends_at)
        shown |= Q(at__gte=incident.raised_at, at__lt=until, removed_at=None)
    posts = _rows().filter(shown, kind=RowKind.POST, brief__team=incident.team)
    return [Planned(row, _held_in(row, incident)) for row in posts]


def suspended_in(calls: Iterable[Incident]) -> list[Suspension]:
    """What these calls suspended, in the order it was to be published."""
    rows = Suspension.objects.filter(
        incident__in=calls, choice=Choice.SUSPENDED, undone_at=None
    )
    named = rows.select_related("row__outlet", "row__owner", "row__brief", "settled_by")
    return list(named.order_by("row__at", "pk"))


def count_to_reread(period: Period) -> int:
    """How many scheduled posts no second person has read."""
    posts = BriefRow.objects.filter(brief__period=period, kind=RowKind.POST)
    return posts.filter(removed_at=None, reread_at=None).count()


def may_reread(row: BriefRow, person: Person) -> bool:
    """Whether she is a second pair of eyes for it."""
    return person.pk not in (row.owner_id, row.changed_by_id)


def _count(**which: object) -> Count:
    said = {f"brief__rows__{name}": value for name, value in which.items()}
    return Count("brief__rows", filter=Q(brief__rows__removed_at=None, **said))


def _rows() -> QuerySet[BriefRow]:
    standing = Suspension.objects.filter(undone_at=None)
    named = standing.select_related("incident", "by", "settled_by")
    return BriefRow.objects.select_related(
        "owner", "outlet", "changed_by", "reread_by"
    ).prefetch_related(Prefetch("suspensions", named))


def _held_by_a_call(row: BriefRow) -> Suspension | None:
    real = [one for one in row.suspensions.all() if not one.incident.exercise]
    return real[-1] if real else None


def _held_in(row: BriefRow, incident: Incident) -> Suspension | None:
    here = [one for one in row.suspensions.all() if one.incident_id == incident.pk]
    if here or incident.exercise:
        return here[-1] if here else None
    return _held_by_a_call(row)
