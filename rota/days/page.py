"""One person's days as a page: a year of weekends, what she said of each, and the
published duties she cannot hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rota.availability import Days, days_of, days_on_call, kind_on, missed_shifts
from rota.core.absences import AVAILABLE, CANNOT, Stretch, covered
from rota.core.dates import MONTHS, NBSP, WEEKDAYS
from rota.core.months import Month, month_of
from rota.core.school import known_until
from rota.days.weekends import Weekend, weekends
from rota.days.wording import days_text
from rota.mine import my_shifts
from rota.models import AbsenceCalendar, AbsenceKind, Membership, Seat, Shift, Team
from rota.school import school_holidays

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One weekend to tap. `kind`: what is said of it, or nothing; `note`: of which
    of its days, when not of all; `source`: who said it, when not she; `duty`: her
    published seat."""

    weekend: Weekend
    when: str
    kind: str
    label: str
    note: str
    source: str
    duty: str
    is_fixed: bool
    is_done: bool = False

    @property
    def is_missed(self) -> bool:
        """True when she is on call and said she cannot."""
        return bool(self.duty) and self.kind == CANNOT


@dataclass(frozen=True, slots=True)
class Group:
    """The weekends that start in one month."""

    month: Month
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Some days in the list below: `text` in words; `key` is sent to free them."""

    key: str
    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DaysPage:
    """What the page shows; `school_until`: the last day of which school holidays are
    known; None: none are. `earlier`: the page before; empty when that is over."""

    member: Membership
    month: Month
    groups: list[Group]
    entries: list[Entry]
    long_leaves: list[Entry]
    missed: list[Shift]
    calendars: list[AbsenceCalendar]
    school_until: date | None
    earlier: str

    @property
    def team(self) -> Team:
        """The team whose weekends are shown."""
        return self.member.team

    @property
    def unread(self) -> bool:
        """True when one of her calendars could not be read last time."""
        return any(calendar.error for calendar in self.calendars)

    @property
    def later(self) -> str:
        """The page after."""
        return self.month.plus(MONTHS_SHOWN).key


@dataclass(frozen=True, slots=True)
class _Hers:
    """What is known of her while the weekends are drawn."""

    days: Days
    counted: list[Stretch]
    shifts: list[Shift]
    done: str = ""
    today: date = field(default=date.min)


def read_days(
    member: Membership, month: Month, at: datetime, *, done: str = ""
) -> DaysPage:
    """The page that starts with that month; `done`: the weekend just tapped."""
    team, person = member.team, member.person
    today = at.astimezone(team.zone).date()
    days = days_of(person)
    shifts = [one for one in my_shifts(person, at) if one.membership.team == team]
    hers = _Hers(days, days.counted, shifts, done, today)
    last = month.plus(MONTHS_SHOWN - 1).last
    shown = [
        one
        for one in weekends(team, at, last)
        if one.last >= month.first or month <= month_of(today)
    ]
    return DaysPage(
        member=member,
        month=month,
        groups=_groups(shown, hers),
        entries=_entries(days.entered, today),
        long_leaves=_entries(days.long_leave, today),
        missed=missed_shifts(person, at),
        calendars=list(person.absence_calendars.order_by("created_at")),
        school_until=known_until(school_holidays(), team.school_zone),
        earlier=page_before(month, MONTHS_SHOWN, today),
    )


def page_before(month: Month, shown: int, today: date) -> str:
    """The month that the page before starts with; empty when there is none to come."""
    present = month_of(today)
    return max(month.plus(-shown), present).key if month > present else ""


def short_days(first: date, last: date) -> str:
    """“Fri 27 → Mon 30”, “Fri 29 Jan → Mon 1 Feb”: under the name of a month."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    ends = []
    for day in (first, last):
        number = "1er" if language == "fr" and day.day == 1 else str(day.day)
        month = (
            f" {MONTHS[language][day.month - 1]}" if first.month != last.month else ""
        )
        ends.append(f"{WEEKDAYS[language][day.weekday()]} {number}{month}")
    start, end = (text.replace(" ", NBSP) for text in ends)
    return start if first == last else f"{start} →{NBSP}{end}"


def _groups(shown: Iterable[Weekend], hers: _Hers) -> list[Group]:
    return [
        Group(
            month,
            date_format(month.first, "F Y"),
            tuple(_choice(one, hers) for one in some),
        )
        for month, some in groupby(shown, key=lambda one: month_of(one.first))
    ]


def _choice(weekend: Weekend, hers: _Hers) -> Choice:
    first, last = weekend.first, weekend.last
    kind, said = _said(weekend, hers)
    whole = sum(one.days for one in said) == (last - first).days + 1
    leave = kind_on(first, last, hers.days.long_leave)
    return Choice(
        weekend=weekend,
        when=short_days(first, last),
        kind=kind,
        label=str(AbsenceKind(kind).label) if kind else "",
        note=""
        if whole
        else ", ".join(short_days(one.first, one.last) for one in said),
        source=_source(weekend, kind, hers) if kind else "",
        duty=_duty(weekend, hers.shifts),
        is_fixed=bool(leave),
        is_done=weekend.key == hers.done,
    )


def _said(weekend: Weekend, hers: _Hers) -> tuple[str, list[Stretch]]:
    """What counts for the weekend, and for which of its days; when nothing does, that
    she is free after all, if she said so."""
    days = weekend.first, weekend.last
    kind = kind_on(*days, hers.counted)
    found = covered(hers.counted if kind else hers.days.entered, *days)
    kind = kind or (AVAILABLE if found else "")
    return kind, [one for one in found if one.kind == kind]


def _source(weekend: Weekend, kind: str, hers: _Hers) -> str:
    if kind_on(weekend.first, weekend.last, hers.days.long_leave):
        return _("long leave")
    entered = covered(hers.days.entered, weekend.first, weekend.last)
    if all(one.kind != kind for one in entered):
        return _("from a calendar")
    return ""


def _duty(weekend: Weekend, shifts: Iterable[Shift]) -> str:
    seats = {
        shift.seat
        for shift in shifts
        if days_on_call(shift)[0] <= weekend.last
        and weekend.first <= days_on_call(shift)[1]
    }
    if Seat.ON_CALL in seats:
        return str(Seat.ON_CALL.label)
    return str(Seat.BACKUP.label) if seats else ""


def _entries(stretches: Iterable[Stretch], today: date) -> list[Entry]:
    """Those that are not over, in order."""
    return [
        Entry(
            key=f"{one.first}/{one.last}",
            kind=one.kind,
            label=str(AbsenceKind(one.kind).label),
            text=days_text(one.first, one.last, today),
        )
        for one in stretches
        if one.last >= today
    ]
