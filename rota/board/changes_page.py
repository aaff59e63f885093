"""The page of changes: what publishing would do, before it is done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from rota.board.changes import Change, blocks, draft_changes, told, warnings
from rota.board.page import DraftSummary, summary
from rota.board.reading import Board, load_draft
from rota.board.rows import Tag, short_notice_tag
from rota.board.wording import block_text, conflict_text, dated_text, seat_text
from rota.core.months import month_of
from rota.models import Membership, Period, Team


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One seat: who holds it, who will, and what to know about it."""

    period: Period
    page: str  # the month whose page shows it
    seat: str
    before: Membership | None
    after: Membership | None
    is_new: bool
    is_uncovered: bool
    tags: list[Tag]


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Somebody who will be told, with her weekends in words."""

    member: Membership
    gained: list[str]
    lost: list[str]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything the template shows. `blocks`: why nothing can be published yet."""

    rows: list[ChangeRow]
    told: list[ToldRow]
    blocks: list[str]
    draft: DraftSummary
    at: datetime


def read_changes(team: Team, at: datetime) -> ChangesPage:
    """The draft of a team at `at`. Writes nothing."""
    board = load_draft(team, at)
    found = draft_changes(board)
    notes: dict[tuple[int, str], list[Tag]] = {}
    for period, seat, conflict in warnings(board, found):
        text = conflict_text(conflict, board, period, seat)
        notes.setdefault((period.pk, seat), []).append(Tag(text, "info"))
    return ChangesPage(
        rows=[_row(board, one, notes.get(one.key, [])) for one in found],
        told=[
            ToldRow(
                member=one.member,
                gained=[_seat(board, change) for change in one.gained],
                lost=[_seat(board, change) for change in one.lost],
            )
            for one in told(found)
        ],
        blocks=[block_text(one, board) for one in blocks(board, found)],
        draft=summary(found),
        at=at,
    )


def _row(board: Board, change: Change, notes: list[Tag]) -> ChangeRow:
    short = change.short_notice
    return ChangeRow(
        period=change.period,
        page=month_of(board.first_day(change.period)).key,
        seat=seat_text(change.seat),
        before=change.before,
        after=change.after,
        is_new=change.period.published_at is None,
        is_uncovered=change.uncovered,
        tags=[
            *([short_notice_tag(board.team.notice_days)] if short else []),
            *notes,
        ],
    )


def _seat(board: Board, change: Change) -> str:
    return _("%(day)s (%(seat)s)") % {
        "day": dated_text(board, change.period),
        "seat": seat_text(change.seat),
    }
