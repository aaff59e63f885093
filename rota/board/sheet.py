"""The published rota as one A4 sheet for the wall: half a year, or a whole one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from rota.board.reading import Board, load_board, local_midnight
from rota.board.rows import first_name, holiday_names, month_name
from rota.core.dates import MONTHS, WEEKDAYS
from rota.core.months import Month
from rota.models import Membership, Period, Publication, Seat, Team

LENGTHS = (6, 12)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One weekend: “Fri 2 – Mon 5”, who holds it, its public holidays."""

    days: str
    on_call: Membership | None
    backup: Membership | None
    is_uncovered: bool
    holidays: str


@dataclass(frozen=True, slots=True)
class SheetMonth:
    """Its published weekends."""

    name: str
    rows: list[SheetRow]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed; nothing that is not published, and no number of anybody."""

    first: str
    last: str
    months: list[SheetMonth]
    has_backup: bool
    published: Publication | None
    earlier: str
    later: str


def read_sheet(team: Team, month: Month, length: int, at: datetime) -> Sheet:
    """So many months from `month` on."""
    last = month.plus(length - 1)
    since = local_midnight(team, month.first)
    until = local_midnight(team, month.plus(length).first)
    board = load_board(team, since, until, at=at, draft=False)
    months = [_month(board, month.plus(number)) for number in range(length)]
    rows = [row for one in months for row in one.rows]
    return Sheet(
        first=first_name(month, last),
        last=month_name(last),
        months=[one for one in months if one.rows],
        has_backup=any(row.backup for row in rows),
        published=team.publications.first(),
        earlier=month.plus(-length).key,
        later=month.plus(length).key,
    )


def _month(board: Board, month: Month) -> SheetMonth:
    return SheetMonth(
        month_name(month),
        [
            SheetRow(
                days=_days(period, board),
                on_call=board.published((period.pk, Seat.ON_CALL)),
                backup=board.published((period.pk, Seat.BACKUP)),
                is_uncovered=board.published_uncovered(period),
                holidays=", ".join(holiday_names(period, board)),
            )
            for period in board.between(month.first, month.last)
            if period.published_at
        ],
    )


def _days(period: Period, board: Board) -> str:
    """“Fri 30 – Mon 2 Nov”: the hours are the same each week."""
    zone = board.team.zone
    start, end = period.starts_at.astimezone(zone), period.ends_at.astimezone(zone)
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    texts = [f"{WEEKDAYS[language][one.weekday()]} {one.day}" for one in (start, end)]
    month = f" {MONTHS[language][end.month - 1]}" if end.month != start.month else ""
    return f"{texts[0]} – {texts[1]}{month}"
