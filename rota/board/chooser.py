"""Who could take the seat somebody is choosing for, each with reasons."""

from dataclasses import dataclass

from rota.board.reading import Board
from rota.board.rows import Cell, Group, Row
from rota.board.shadows import Shadows, shadows_of
from rota.board.wording import day_text, place_text, reasons
from rota.core.candidates import Candidate, candidates
from rota.core.conflicts import NOT_IN_TEAM
from rota.core.plan import Slot
from rota.models import Membership, Period, Seat


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who might take the seat, with at most three reasons."""

    member: Membership
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Chooser:
    """Who can take one seat: those nothing speaks against, those with something,
    and those who cannot. `present`: who holds it, with what speaks for her or
    against her, and `place` in words among all who can. `shadows`: beside the person
    on call, who doubles her."""

    cell: Cell
    period: Period
    day: str
    free: list[Option]
    doubtful: list[Option]
    impossible: list[Option]
    partner: Membership | None
    present: Option | None
    place: str
    shadows: Shadows | None


def read_chooser(
    board: Board, rows: list[Group], counted: list[Slot]
) -> Chooser | None:
    """The choices for the seat that is selected, if one is."""
    found = _selected(rows)
    if found is None:
        return None
    row, cell = found
    period, slot = row.period, board.slot(row.period)
    free: list[Option] = []
    doubtful: list[Option] = []
    impossible: list[Option] = []
    present, place = None, ""
    everybody = candidates(board.agenda.plan, slot, cell.seat, counted=counted)
    for one in everybody:
        member = board.members[one.member]
        option = Option(member, reasons(one, board, period, cell.seat))
        if cell.member == member:
            present, place = option, place_text(one, everybody)
            continue
        if not _is_named(board, one):
            continue
        if one.possible:
            (doubtful if one.conflicts else free).append(option)
        else:
            impossible.append(option)
    partner = board.agenda.partner((period.pk, cell.seat))
    return Chooser(
        cell=cell,
        period=period,
        day=day_text(board.first_day(period)),
        free=free,
        doubtful=doubtful,
        impossible=impossible,
        partner=board.members[partner.pk] if partner else None,
        present=present,
        place=place,
        shadows=shadows_of(board, period) if cell.seat == Seat.ON_CALL else None,
    )


def _is_named(board: Board, one: Candidate) -> bool:
    """Not those who left, nor those who take no duties: the lead knows."""
    if any(wrong.code == NOT_IN_TEAM for wrong in one.conflicts):
        return board.is_still_there(one.member)
    return board.agenda.members[one.member].takes_duties


def _selected(rows: list[Group]) -> tuple[Row, Cell] | None:
    for group in rows:
        for row in group.rows:
            for cell in row.cells:
                if cell.is_selected and row.state != "past":
                    return row, cell
    return None
