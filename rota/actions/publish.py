"""Makes the draft the truth, all of it or nothing, in one transaction.

The publication and its changes are the evidence of who was told what and when;
shifts keep their identity through changes, so calendars update rather than
delete; everybody concerned gets a notice.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from rota.actions.draft import lock_team
from rota.actions.rendering import rota_changed
from rota.actions.shadowing import tell_shadows
from rota.board.changes import Block, Change, blocks, draft_changes, fingerprint, told
from rota.board.reading import Board, load_draft
from rota.models import (
    DraftSeat,
    DraftStep,
    Notice,
    Period,
    Person,
    Publication,
    PublishedChange,
    Seat,
    Shift,
    StepKind,
    Team,
)


class NothingToPublishError(Exception):
    """The draft is empty: everything is published already."""


class DraftMovedError(Exception):
    """The draft is not the one the publisher saw."""


class CannotPublishError(Exception):
    """Weekends that would be left without an answer; `blocks` names them."""

    def __init__(self, found: list[Block]) -> None:
        super().__init__(f"{len(found)} weekends cannot be published")
        self.blocks = found


def publish(
    *, team: Team, by: Person | None, at: datetime, seen: str | None = None
) -> Publication:
    """Publishes everything drafted for periods that are not over at `at`.

    `seen`: the fingerprint of the changes shown to the publisher; None publishes
    whatever there is. Of two at once, one publishes and the other finds nothing
    left. Raises NothingToPublishError, DraftMovedError, CannotPublishError.
    """
    with transaction.atomic():
        team = lock_team(team)
        board = load_draft(team, at)
        changes = draft_changes(board)
        _check(board, changes, seen)
        publication = Publication.objects.create(team=team, by=by, at=at)
        _record(publication, changes)
        for change in changes:
            _apply(board, change, at)
        new = {one.period for one in changes if one.period.published_at is None}
        _stamp(board, changes, at)
        tell_shadows(team=team, periods=new, at=at)
        _notify(publication, changes)
        DraftSeat.objects.filter(period__team=team).delete()
        DraftStep.objects.create(team=team, by=by, at=at, kind=StepKind.PUBLISHED)
        rota_changed(team=team, at=at)
        return publication


def _check(board: Board, changes: list[Change], seen: str | None) -> None:
    if not changes:
        raise NothingToPublishError
    if seen is not None and seen != fingerprint(changes):
        raise DraftMovedError
    found = blocks(board, changes)
    if found:
        raise CannotPublishError(found)


def _record(publication: Publication, changes: Iterable[Change]) -> None:
    PublishedChange.objects.bulk_create(
        PublishedChange(
            publication=publication,
            period=change.period,
            seat=change.seat,
            before=change.before,
            after=change.after,
        )
        for change in changes
    )


def _apply(board: Board, change: Change, at: datetime) -> None:
    """Makes the shifts of one seat as drafted.

    What has been done already stays: in the middle of a weekend the present
    person's shift ends now and the next one's starts.
    """
    rows = board.shifts.get(change.key, [])
    minute = at.replace(second=0, microsecond=0)
    started = change.period.starts_at < minute
    rest = [row for row in rows if row.ends_at > at]
    for row in rest[1:]:
        row.delete()
    current = rest[0] if rest else None
    starts_at = minute if started else change.period.starts_at
    if current is not None and started and current.starts_at < minute:
        change_shift(shift=current, at=at, ends_at=minute)
        current = None
    elif current is not None:
        starts_at = current.starts_at
    if change.after is None:
        if current is not None:
            current.delete()
    elif current is not None:
        ends_at = change.period.ends_at
        change_shift(shift=current, at=at, membership=change.after, ends_at=ends_at)
    else:
        Shift.objects.create(
            period=change.period,
            seat=change.seat,
            membership=change.after,
            starts_at=starts_at,
            ends_at=change.period.ends_at,
            uid=uuid4(),
            changed_at=at,
        )


def change_shift(*, shift: Shift, at: datetime, **values: object) -> None:
    """A change subscribers can see: same identity, next revision. Whoever makes it
    says so to the feeds (rota_changed)."""
    for name, value in values.items():
        setattr(shift, name, value)
    shift.revision += 1
    shift.changed_at = at
    shift.save(update_fields=[*values, "revision", "changed_at"])


def _stamp(board: Board, changes: Iterable[Change], at: datetime) -> None:
    """Says of each period touched that it is published, and whether it is covered."""
    touched: dict[int, Period] = {one.period.pk: one.period for one in changes}
    for period in touched.values():
        period.published_at = period.published_at or at
        period.uncovered = board.holder((period.pk, Seat.ON_CALL)) is None
        period.save(update_fields=["published_at", "uncovered"])


def _notify(publication: Publication, changes: Iterable[Change]) -> None:
    """A letter each, and a text to whoever gains or loses something within the week."""
    at = publication.at
    Notice.objects.bulk_create(
        Notice(
            person=one.person,
            team=publication.team,
            kind="published",
            publication=publication,
            data={
                "gained": [[change.period.pk, change.seat] for change in one.gained],
                "lost": [[change.period.pk, change.seat] for change in one.lost],
            },
            created_at=at,
            due_at=at,
            text_due_at=at if one.is_soon(at) else None,
        )
        for one in told(changes)
    )
