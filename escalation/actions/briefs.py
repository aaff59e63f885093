"""The weekend sheet: rows that anybody of the team adds, changes, re-reads, removes.

Each row is its own, so that several people fill it in at once; whoever changes one
says which version she saw.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from escalation.actions.procedures import usual_outlets
from escalation.actions.reminders import BEFORE_BY
from escalation.models import Brief, BriefRow
from rota.duty import reminders_of
from rota.models import Period, Person, Team

WORDS = (
    *("title", "text", "source", "owner_id", "until_on"),
    *("at", "outlet_id", "link", "phone"),
)
# changes gather for a moment, and are told not more often than this
GATHER, APART = timedelta(minutes=5), timedelta(minutes=30)
# a team that is never at work before its weekend still has a time to be ready by
NO_OFFICE = timedelta(hours=6)


class RowChangedError(Exception):
    """Somebody else changed or removed the row since it was read."""

    def __init__(self, row: BriefRow) -> None:
        super().__init__(str(row))
        self.row = row


class SameEyesError(Exception):
    """Whoever owns a post, or wrote it last, is no second pair of eyes."""


@transaction.atomic
def open_brief(*, period: Period, at: datetime) -> Brief:
    """The sheet of a period, made when nobody needed it before; with places to
    publish, for a team that has never said where.

    Its times are those of the reminders of that duty: Thursday and Friday for an
    ordinary weekend.
    """
    if brief := Brief.objects.filter(period=period).first():
        return brief
    # held, so that of two who come first one says where the team publishes
    Team.objects.select_for_update().get(pk=period.team_id)
    usual_outlets(team=period.team, at=at)
    due = reminders_of(period.team, period.starts_at)
    late_at = due.alarm if due else period.starts_at - NO_OFFICE
    times = {
        "ask_at": due.first if due and at < late_at else None,
        "late_at": late_at,
        "send_at": period.starts_at - BEFORE_BY,
    }
    brief, _ = Brief.objects.get_or_create(
        period=period, defaults={"team": period.team, **times}
    )
    return brief


@transaction.atomic
def add_rows(
    *,
    period: Period,
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    by: Person,
    at: datetime,
) -> list[BriefRow]:
    """Adds them; returns those that are new. One that stands on the sheet already, by
    a form sent twice or rows pasted again, is not added again."""
    brief = _held(open_brief(period=period, at=at))
    standing = {_said(row) for row in brief.rows.filter(kind=kind, removed_at=None)}
    added = []
    for values in rows:
        row = BriefRow(brief=brief, kind=kind, changed_at=at, changed_by=by, **values)
        if _said(row) not in standing:
            row.save()
            standing.add(_said(row))
            added.append(row)
    if added:
        _is_news(brief, at)
    return added


@transaction.atomic
def change_row(
    *, row_id: int, seen: int, values: Mapping[str, Any], by: Person, at: datetime
) -> BriefRow:
    """Writes what she typed; the mark of whoever re-read it goes. A row that was
    removed stands again. Raises RowChangedError when `seen` is not its version, unless
    it says the same already."""
    row = _held_row(row_id)
    before = _said(row)
    for name, value in values.items():
        setattr(row, name, value)
    if _said(row) == before and row.removed_at is None:
        return row
    if row.version != seen:
        raise RowChangedError(_held_row(row_id))
    row.reread_at = row.reread_by = row.removed_at = None
    _save(row, [*values, "reread_at", "reread_by", "removed_at"], by, at)
    return row


@transaction.atomic
def remove_row(*, row_id: int, seen: int, by: Person, at: datetime) -> None:
    """It stands no longer on the sheet; done twice, once. Raises RowChangedError."""
    row = _held_row(row_id)
    if row.removed_at is None:
        if row.version != seen:
            raise RowChangedError(row)
        row.removed_at = at
        _save(row, ["removed_at"], by, at)


@transaction.atomic
def restore_row(*, row_id: int, by: Person, at: datetime) -> None:
    """It stands again, as it was, and is to be re-read."""
    row = _held_row(row_id)
    if row.removed_at:
        row.removed_at = row.reread_at = row.reread_by = None
        _save(row, ["removed_at", "reread_at", "reread_by"], by, at)


@transaction.atomic
def reread(*, row_id: int, seen: int, done: bool, by: Person, at: datetime) -> None:
    """A second person has read a scheduled post, or has not after all.

    Raises SameEyesError, and RowChangedError when it is not what she read.
    """
    row = _held_row(row_id)
    if row.version != seen or row.removed_at:
        raise RowChangedError(row)
    if done == bool(row.reread_at):
        return
    if done and by.pk in (row.owner_id, row.changed_by_id):
        raise SameEyesError
    row.reread_at, row.reread_by = (at, by) if done else (None, None)
    row.save(update_fields=["reread_at", "reread_by"])


def _said(row: BriefRow) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in WORDS)


def _held(brief: Brief) -> Brief:
    held = Brief.objects.select_for_update(of=("self",)).select_related("period")
    return held.get(pk=brief.pk)


def _held_row(row_id: int) -> BriefRow:
    rows = BriefRow.objects.select_for_update(of=("self",))
    return rows.select_related("brief__period", "owner", "outlet", "changed_by").get(
        pk=row_id
    )


def _save(row: BriefRow, fields: Iterable[str], by: Person, at: datetime) -> None:
    row.version, row.changed_by, row.changed_at = row.version + 1, by, at
    row.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    _is_news(row.brief, at)


def _is_news(brief: Brief, at: datetime) -> None:
    """Those who have the sheet are told, soon and not too often."""
    brief = _held(brief)  # whoever tells the news before this must have ended
    last = brief.copies.order_by("-told_at").first()
    if last and brief.news_at is None and at < brief.period.ends_at:
        brief.news_at = max(at + GATHER, last.told_at + APART)
        brief.save(update_fields=["news_at"])
