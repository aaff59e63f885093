"""Somebody's own calendars: which are read, and what was found in them.

Only days come in here. Fetching is done before, outside any transaction
(rota/tasks.py); what a calendar no longer has, she is no longer away for.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from rota.actions.absences import tell_leads
from rota.availability import missed_shifts
from rota.core.absences import Stretch
from rota.models import (
    Absence,
    AbsenceCalendar,
    CalendarError,
    Notice,
    Person,
    Shift,
    Team,
)
from rota.outside import Known
from rota.queue import enqueue

MOST = 5
AWAY_BY_CALENDAR = "away_by_calendar"  # names the template of the letter


class TooManyCalendars(Exception):  # noqa: N818
    """She has MOST calendars: one must go before another comes."""


def add_calendar(
    *, person: Person, team: Team, url: str, rule: str, word: str, at: datetime
) -> AbsenceCalendar:
    """An address to be read now and then each day. Raises TooManyCalendars."""
    with transaction.atomic():
        calendar = _make(person, team, url, rule, word, at)
        enqueue("rota.tasks.read_calendar", calendar.pk)
    return calendar


def add_file(
    *,
    person: Person,
    team: Team,
    busy: Collection[Stretch],
    rule: str,
    word: str,
    at: datetime,
) -> AbsenceCalendar:
    """A file that was read once: its days stay until it is removed, or another is
    read. Raises TooManyCalendars."""
    with transaction.atomic():
        calendar = _make(person, team, "", rule, word, at)
        keep_days(calendar_id=calendar.pk, url="", busy=busy, known=Known(), at=at)
    return calendar


def remove_calendar(*, calendar: AbsenceCalendar, by: Person, at: datetime) -> None:
    """Forgets the calendar and the days read in it; what she entered stays."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=calendar.person_id)
        known = missed_shifts(person, at)
        calendar.delete()
        tell_leads(person, known, by=by, at=at)


def ask_again(*, calendar: AbsenceCalendar, at: datetime) -> None:
    """Has an address read as soon as the queue can."""
    with transaction.atomic():
        AbsenceCalendar.objects.filter(pk=calendar.pk).exclude(url="").update(
            checked_at=None
        )
        enqueue("rota.tasks.read_calendar", calendar.pk)


def keep_days(
    *,
    calendar_id: int,
    url: str,
    busy: Collection[Stretch],
    known: Known,
    at: datetime,
) -> None:
    """Writes the days found at `url`; nothing when the calendar was removed since.

    When she is on duty on one that is new, the leads are told, and so is she.
    """
    with transaction.atomic():
        calendar = _locked(calendar_id, url)
        if calendar is None:
            return
        person = calendar.person
        missed_before = missed_shifts(person, at)
        _replace(calendar, busy, at)
        found = tell_leads(person, missed_before, by=None, at=at)
        _tell_her(person, found, at)
        calendar.checked_at = calendar.read_at = at
        calendar.error = CalendarError.NONE
        calendar.etag, calendar.last_modified = known.etag, known.last_modified
        calendar.save(
            update_fields=["checked_at", "read_at", "error", "etag", "last_modified"]
        )


def note_check(
    *, calendar_id: int, url: str, error: str = CalendarError.NONE, at: datetime
) -> None:
    """It is as it was, or could not be read: what is known of it stays."""
    AbsenceCalendar.objects.filter(pk=calendar_id, url=url).update(
        checked_at=at, error=error
    )


def _make(
    person: Person, team: Team, url: str, rule: str, word: str, at: datetime
) -> AbsenceCalendar:
    Person.objects.select_for_update().get(pk=person.pk)  # two at once are counted
    if person.absence_calendars.count() >= MOST:
        raise TooManyCalendars
    return AbsenceCalendar.objects.create(
        person=person, team=team, url=url, rule=rule, word=word, created_at=at
    )


def _locked(calendar_id: int, url: str) -> AbsenceCalendar | None:
    """The calendar, its person locked first, as everywhere that days are written."""
    owner = Person.objects.select_for_update(of=("self",))
    if owner.filter(absence_calendars=calendar_id).first() is None:
        return None
    found = AbsenceCalendar.objects.select_related("person")
    return found.filter(pk=calendar_id, url=url).first()


def _replace(
    calendar: AbsenceCalendar, busy: Collection[Stretch], at: datetime
) -> None:
    """Makes its days those: rows that stay keep since when they are known."""
    rows = {
        Stretch(row.first_on, row.last_on, row.kind): row.pk
        for row in calendar.absences.all()
    }
    gone = [rows[one] for one in set(rows) - set(busy)]
    calendar.absences.filter(pk__in=gone).delete()
    Absence.objects.bulk_create(
        Absence(
            person=calendar.person,
            calendar=calendar,
            kind=one.kind,
            first_on=one.first,
            last_on=one.last,
            by=calendar.person,
            at=at,
        )
        for one in sorted(set(busy) - set(rows))
    )


def _tell_her(person: Person, shifts: Collection[Shift], at: datetime) -> None:
    Notice.objects.bulk_create(
        Notice(
            person=person,
            team=shift.membership.team,
            kind=AWAY_BY_CALENDAR,
            data={"turns": [[shift.period_id, shift.seat]]},
            created_at=at,
            due_at=at,
        )
        for shift in shifts
    )
