"""Writes what people say of their days, and tells the leads what it does to a
published rota.

A member enters her own days, a lead those of her people; nobody is asked why. What
is entered twice never overlaps: the later word counts on its days.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from rota.availability import missed_shifts
from rota.core.absences import CANNOT, Stretch, covered, lay, lift
from rota.duty import leads
from rota.models import Absence, Notice, NoticeState, Person, Shift, Team

AWAY = "away_on_call"  # names the template of the letter
# somebody who taps several weekends, or takes one back, sends one letter or none
GRACE = timedelta(minutes=10)
# nobody waits that long when the weekend is near
NEAR = timedelta(days=2)

Rewriting = Callable[[list[Stretch]], list[Stretch]]


class DaysMovedError(Exception):
    """What was to be undone is not the last change any more."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a change did: all that was entered before and after it, and what was said
    of its days until now. `on_call`: her published shifts she cannot hold any more,
    and could before; in order of time."""

    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    replaced: tuple[Stretch, ...]
    on_call: tuple[Shift, ...]


def enter(*, person: Person, stretch: Stretch, by: Person | None, at: datetime) -> Said:
    """Says something of her days, instead of what was said of them before."""
    return _rewrite(
        person,
        lambda entered: lay(entered, stretch),
        (stretch.first, stretch.last),
        by=by,
        at=at,
    )


def free(
    *, person: Person, first: date, last: date, by: Person | None, at: datetime
) -> Said:
    """Takes back whatever was entered for those days, both included. What her own
    calendar says of them counts again."""
    return _rewrite(
        person, lambda entered: lift(entered, first, last), (first, last), by=by, at=at
    )


def give_long_leave(
    *, person: Person, first: date, last: date, by: Person | None, at: datetime
) -> Said:
    """A leave that takes her share away too: parental, a long illness; which one is
    nobody's business. For a lead to give."""
    leave = Stretch(first, last, CANNOT)
    return _rewrite(
        person,
        lambda given: lay(given, leave),
        (first, last),
        by=by,
        at=at,
        exempt=True,
    )


def end_long_leave(
    *, person: Person, first: date, last: date, by: Person | None, at: datetime
) -> Said:
    """Takes a long leave back on those days; she owes her share of them again."""
    return _rewrite(
        person,
        lambda given: lift(given, first, last),
        (first, last),
        by=by,
        at=at,
        exempt=True,
    )


def undo(
    *,
    person: Person,
    before: Collection[Stretch],
    after: Collection[Stretch],
    by: Person | None,
    at: datetime,
    exempt: bool = False,
) -> Said:
    """Puts back what was entered `before`, while it still is as `after`.

    Raises DaysMovedError when somebody has entered something else since.
    """

    def put_back(entered: list[Stretch]) -> list[Stretch]:
        if entered != sorted(after):
            raise DaysMovedError
        return sorted(before)

    return _rewrite(person, put_back, None, by=by, at=at, exempt=exempt)


def tell_leads(
    person: Person,
    known: Iterable[Shift],
    *,
    by: Person | None,
    at: datetime,
) -> tuple[Shift, ...]:
    """Writes to the leads about the published shifts she misses, but for those that
    were `known`; takes back letters that are no longer true. Returns the new ones."""
    missed = missed_shifts(person, at)
    _withdraw(person, missed, at)
    seen = {shift.pk for shift in known}
    found = tuple(shift for shift in missed if shift.pk not in seen)
    by_team: dict[Team, list[Shift]] = defaultdict(list)
    for shift in found:
        by_team[shift.membership.team].append(shift)
    Notice.objects.bulk_create(
        _letter(person, lead.person, team, shifts, at)
        for team, shifts in by_team.items()
        for lead in leads(team, at)
        if lead.person != by
    )
    return found


def _rewrite(
    person: Person,
    rewriting: Rewriting,
    touched: tuple[date, date] | None,
    *,
    by: Person | None,
    at: datetime,
    exempt: bool = False,
) -> Said:
    """One of the two lists of a person, entered days or long leaves, written anew.
    Rows that stay as they are keep who wrote them and when."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        known = missed_shifts(person, at)
        rows = person.absences.filter(calendar=None, exempt=exempt)
        old = {Stretch(row.first_on, row.last_on, row.kind): row.pk for row in rows}
        before = sorted(old)
        after = rewriting(before)
        rows.filter(pk__in=[old[one] for one in set(before) - set(after)]).delete()
        Absence.objects.bulk_create(
            Absence(
                person=person,
                kind=one.kind,
                first_on=one.first,
                last_on=one.last,
                exempt=exempt,
                by=by,
                at=at,
            )
            for one in sorted(set(after) - set(before))
        )
        found = tell_leads(person, known, by=by, at=at)
    replaced = covered(before, *touched) if touched else ()
    return Said(tuple(before), tuple(after), tuple(replaced), found)


def _letter(
    person: Person, lead: Person, team: Team, shifts: list[Shift], at: datetime
) -> Notice:
    near = any(shift.starts_at < at + NEAR for shift in shifts)
    turns = [[shift.period_id, shift.seat] for shift in shifts]
    return Notice(
        person=lead,
        team=team,
        kind=AWAY,
        data={"about": person.pk, "name": person.name, "turns": turns},
        created_at=at,
        due_at=at if near else at + GRACE,
    )


def _withdraw(person: Person, missed: Iterable[Shift], at: datetime) -> None:
    """Takes out of letters not sent yet the weekends she does not miss any more."""
    true = {(shift.period_id, shift.seat) for shift in missed}
    waiting = Notice.objects.filter(
        kind=AWAY, state=NoticeState.PENDING, due_at__gt=at, data__about=person.pk
    )
    for notice in waiting:
        turns = [turn for turn in notice.data["turns"] if tuple(turn) in true]
        if not turns:
            notice.delete()
        elif turns != notice.data["turns"]:
            notice.data["turns"] = turns
            notice.save(update_fields=["data"])
