"""Asks those on duty next whether they are ready, and tells the leads who is not.

What is due is a row (Confirmation): each reminder, each alarm is taken off it in the
transaction that writes the notice, so whoever comes second finds nothing due, and
whoever dies in between leaves both undone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rota.core.reminders import Reminders
from rota.duty import leads, reminders_of
from rota.models import (
    Answer,
    Confirmation,
    Notice,
    Person,
    Replacement,
    Shift,
    Team,
)

# questions are written so long before: the earliest reminder is later
AHEAD = timedelta(days=14)
# to answer, for whoever is given a duty when the leads would be told already
GRACE = timedelta(hours=1)


def teams_to_ask(at: datetime) -> QuerySet[Team]:
    """Those in which `ask_holders` has something to write."""
    unasked = _unasked(at).values("period__team")
    stale = _stale(at).values("shift__period__team")
    return Team.objects.filter(Q(pk__in=unasked) | Q(pk__in=stale)).order_by("pk")


@transaction.atomic
def ask_holders(*, team: Team, at: datetime) -> int:
    """Writes a question to each holder of a duty that starts in the coming days, or
    has just begun; returns how many are new. A duty that changed hands is asked about
    anew. Of two runs at once, one writes."""
    _stale(at).filter(shift__period__team=team).update(
        answer=Answer.MOOT, remind_at=None, alarm_at=None
    )
    shifts = _unasked(at).filter(period__team=team)
    rows = [_question(team, shift, at) for shift in shifts]
    Confirmation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _asked() -> QuerySet[Confirmation]:
    return Confirmation.objects.exclude(answer=Answer.MOOT)


def _stale(at: datetime) -> QuerySet[Confirmation]:
    """Questions to somebody who does not hold the duty any more."""
    coming = _asked().filter(shift__ends_at__gt=at)
    return coming.exclude(membership=F("shift__membership"))


def _unasked(at: datetime) -> QuerySet[Shift]:
    """Duties near enough, whose holder was not asked yet. Who replaces somebody in the
    middle of one is asked by that text, and by no second one."""
    replacing = Replacement.objects.filter(
        period=OuterRef("period"),
        seat=OuterRef("seat"),
        after=OuterRef("membership"),
        at__gte=OuterRef("starts_at"),
    )
    near = Shift.objects.filter(
        starts_at__gt=at - GRACE, starts_at__lt=at + AHEAD, ends_at__gt=at
    )
    return near.exclude(Exists(replacing)).exclude(confirmations__in=_asked())


@transaction.atomic
def remind(*, confirmation_id: int, at: datetime) -> None:
    """Writes the reminder that is due: a letter, and a text with the last one unless
    she has confirmed."""
    row = _held(Confirmation.objects.filter(pk=confirmation_id, remind_at__lte=at))
    if row is None:
        return
    is_last = row.last_at <= at
    row.remind_at = None if is_last else row.last_at
    row.asked_at = row.asked_at or at
    row.save(update_fields=["remind_at", "asked_at"])
    if row.shift.membership_id != row.membership_id or row.shift.ends_at <= at:
        return
    Notice.objects.create(
        person=row.membership.person,
        team=row.membership.team,
        kind="reminder",
        data={"confirmation": row.pk},
        created_at=at,
        due_at=at,
        text_due_at=at if is_last and row.answer == Answer.ASKED else None,
    )


@transaction.atomic
def alarm_unconfirmed(*, confirmation_id: int, at: datetime) -> None:
    """Tells the leads that somebody has not said whether she is ready."""
    row = _held(Confirmation.objects.filter(pk=confirmation_id, alarm_at__lte=at))
    if row is None:
        return
    row.alarm_at, row.alarmed_at = None, at
    row.save(update_fields=["alarm_at", "alarmed_at"])
    if row.shift.membership_id == row.membership_id and row.shift.ends_at > at:
        _tell_leads(row, "unconfirmed", at)


@transaction.atomic
def say_ready(*, confirmation_id: int, by: Person, at: datetime) -> None:
    """She is ready. Said twice, the first time counts."""
    rows = Confirmation.objects.filter(
        pk=confirmation_id,
        membership__person=by,
        answer__in=(Answer.ASKED, Answer.CANNOT),
    )
    rows.update(answer=Answer.READY, answered_at=at, alarm_at=None)


@transaction.atomic
def say_cannot(*, confirmation_id: int, by: Person, at: datetime) -> None:
    """She cannot: the leads are told at once, by text too. Said twice, once."""
    rows = Confirmation.objects.filter(
        pk=confirmation_id,
        membership__person=by,
        answer__in=(Answer.ASKED, Answer.READY),
    )
    said = rows.update(
        answer=Answer.CANNOT, answered_at=at, alarm_at=None, remind_at=None
    )
    if said:
        row = Confirmation.objects.select_related(
            "membership__team", "membership__person"
        ).get(pk=confirmation_id)
        _tell_leads(row, "cannot", at, is_texted=True)


def _question(team: Team, shift: Shift, at: datetime) -> Confirmation:
    due = reminders_of(team, shift.starts_at) or Reminders(at, at, at)
    return Confirmation(
        shift=shift,
        membership_id=shift.membership_id,
        made_at=at,
        remind_at=max(due.first, at),
        last_at=max(due.last, at),
        alarm_at=due.alarm if at < due.last else max(due.alarm, at + GRACE),
    )


def _held(rows: QuerySet[Confirmation]) -> Confirmation | None:
    """The row, held until the transaction ends, unless somebody else has it."""
    skip = connection.features.has_select_for_update_skip_locked
    found: Iterable[Confirmation] = rows.select_for_update(
        skip_locked=skip, of=("self",)
    ).select_related("shift", "membership__person", "membership__team")
    return next(iter(found), None)


def _tell_leads(
    row: Confirmation, kind: str, at: datetime, *, is_texted: bool = False
) -> None:
    team = row.membership.team
    for lead in leads(team, at):
        Notice.objects.create(
            person=lead.person,
            team=team,
            kind=kind,
            data={"confirmation": row.pk},
            created_at=at,
            due_at=at,
            text_due_at=at if is_texted else None,
        )
