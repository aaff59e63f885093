"""The year as a strip: each weekend in the colour of whoever is on call."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rota.board.reading import Board
from rota.board.rows import holiday_names
from rota.board.wording import day_text
from rota.core.months import Month
from rota.models import Period, Seat

MONTHS_IN_STRIP = 12


@dataclass(frozen=True, slots=True)
class StripCell:
    """One weekend of the strip: whose colour, and what else is to be seen."""

    colour: int | None
    state: str  # past, uncovered, empty or nothing
    is_holiday: bool
    is_hers: bool
    text: str


@dataclass(frozen=True, slots=True)
class StripMonth:
    """One month of the strip, a link to its page."""

    month: Month
    name: str
    page: str
    cells: tuple[StripCell, ...]


def read_strip(
    board: Board, first: Month, page: int, person: int | None
) -> list[StripMonth]:
    """Twelve months from `first`, each a link to its page of so many months; the
    weekends of `person`, a membership, stand out."""
    return [
        _strip_month(board, first, number, page, person)
        for number in range(MONTHS_IN_STRIP)
    ]


def _strip_month(
    board: Board, first: Month, number: int, page: int, person: int | None
) -> StripMonth:
    month = first.plus(number)
    periods = board.between(month.first, month.last)
    return StripMonth(
        month=month,
        name=date_format(month.first, "F Y"),
        page=first.plus(number - number % page).key,
        cells=tuple(_strip_cell(board, one, person) for one in periods),
    )


def _strip_cell(board: Board, period: Period, person: int | None) -> StripCell:
    holder = board.holder((period.pk, Seat.ON_CALL))
    day = day_text(board.first_day(period))
    if holder is not None:
        text, state = f"{day}: {holder.person.short_name}", ""
    elif board.uncovered(period):
        text, state = _("%(day)s: uncovered") % {"day": day}, "uncovered"
    else:
        text, state = _("%(day)s: nobody yet") % {"day": day}, "empty"
    if period.ends_at <= board.at and holder is not None:
        state = "past"
    holidays = holiday_names(period, board)
    return StripCell(
        colour=holder.colour if holder else None,
        state=state,
        is_holiday=bool(holidays),
        is_hers=holder is not None and holder.pk == person,
        text=f"{text} ({', '.join(holidays)})" if holidays else text,
    )
