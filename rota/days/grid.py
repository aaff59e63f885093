"""Everybody's days on one page, for a lead: a person a line, a weekend a column."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.formats import date_format

from rota.availability import Days, by_person, days_on_call, kind_on
from rota.core.absences import CANNOT
from rota.core.months import Month, month_of
from rota.core.spelling import fold
from rota.days.page import page_before, short_days
from rota.days.weekends import Weekend, weekends
from rota.models import Absence, AbsenceKind, Membership, Role, Shift, Team

MONTHS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """One person on one weekend. `is_missed`: she is on duty then and cannot."""

    kind: str
    text: str
    is_missed: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One person; `marks` as many as there are weekends."""

    member: Membership
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One weekend, and how many of those who are there could take it."""

    weekend: Weekend
    text: str
    free: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The months shown; `months`: each one's name and how many weekends it has;
    `earlier`: the page before, empty when that is over."""

    month: Month
    months: list[tuple[str, int]]
    columns: list[Column]
    lines: list[Line]
    earlier: str

    @property
    def later(self) -> str:
        """The page after."""
        return self.month.plus(MONTHS_SHOWN).key


def read_grid(team: Team, month: Month, at: datetime) -> Grid:
    """The grid that starts with that month, or now."""
    shown = [
        one
        for one in weekends(team, at, month.plus(MONTHS_SHOWN - 1).last)
        if one.last >= month.first
    ]
    members = _members(team, at)
    days = by_person(
        Absence.objects.filter(
            person__in=[member.person_id for member in members],
            last_on__gte=month.first,
        )
    )
    duties = _duties(team, members, at)
    lines = [_line(member, shown, days, duties) for member in members]
    columns = [
        Column(
            one,
            short_days(one.first, one.last),
            sum(_is_free(line.marks[number]) for line in lines),
        )
        for number, one in enumerate(shown)
    ]
    today = at.astimezone(team.zone).date()
    before = page_before(month, MONTHS_SHOWN, today)
    return Grid(month, _months(shown), columns, lines, before)


def _members(team: Team, at: datetime) -> list[Membership]:
    """Those who hold weekends, now or later, by name."""
    today = at.astimezone(team.zone).date()
    holding = team.memberships.filter(takes_duties=True, person__is_active=True)
    found = [
        member
        for member in holding.exclude(role=Role.READER).select_related("person")
        if member.until_on is None or member.until_on >= today
    ]
    return sorted(found, key=lambda member: fold(member.person.name))


def _duties(
    team: Team, members: Iterable[Membership], at: datetime
) -> dict[int, list[tuple[date, date]]]:
    """The days on which each member is on duty, as published."""
    found: dict[int, list[tuple[date, date]]] = {}
    shifts = Shift.objects.filter(membership__in=members, ends_at__gt=at)
    for shift in shifts.select_related("membership__team"):
        found.setdefault(shift.membership_id, []).append(days_on_call(shift))
    return found


def _line(
    member: Membership,
    shown: Iterable[Weekend],
    days: dict[int, Days],
    duties: dict[int, list[tuple[date, date]]],
) -> Line:
    counted = days.get(member.person_id, Days()).counted
    marks = []
    for one in shown:
        kind = kind_on(one.first, one.last, counted)
        on_duty = any(
            first <= one.last and one.first <= last
            for first, last in duties.get(member.pk, ())
        )
        marks.append(
            Mark(
                kind,
                str(AbsenceKind(kind).label) if kind else "",
                is_missed=on_duty and kind == CANNOT,
                is_there=member.is_in_team(one.first) and member.is_in_team(one.last),
            )
        )
    return Line(member, tuple(marks))


def _is_free(mark: Mark) -> bool:
    return mark.is_there and mark.kind != CANNOT


def _months(shown: Iterable[Weekend]) -> list[tuple[str, int]]:
    return [
        (date_format(month.first, "F Y"), len(list(some)))
        for month, some in groupby(shown, key=lambda one: month_of(one.first))
    ]
