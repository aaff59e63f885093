"""Where one person would fit, or who would fit one seat: what is said while somebody
is being moved over the board. The rules are those of the conflicts beside a seat."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rota.board.page import MONTHS_SHOWN, Asked
from rota.board.reading import Board, load_board, local_midnight
from rota.board.wording import conflict_text
from rota.core.conflicts import seat_conflicts
from rota.core.plan import SeatKey
from rota.models import Membership, Period, Seat, Team
from rota.rules import reach


@dataclass(frozen=True, slots=True)
class Fit:
    """`tone`: crisis when it could not be published, info when something speaks
    against it, else ok."""

    tone: str
    text: str


def read_fits(team: Team, asked: Asked, at: datetime) -> dict[str, Fit]:
    """For the person asked for, in the months of the page; else for the seat asked for.
    Nothing for what is not there (any more)."""
    until = local_midnight(team, asked.month.plus(MONTHS_SHOWN).first)
    since = local_midnight(team, asked.month.first)
    around = reach(team)
    board = load_board(team, since - around, until + around, at=at, draft=True)
    member = board.members.get(asked.person or 0)
    if member is not None:
        last = asked.month.plus(MONTHS_SHOWN - 1).last
        return fits_of(board, member, board.between(asked.month.first, last))
    pk, _dash, seat = asked.cell.partition("-")
    if seat in Seat.values and pk.isdecimal() and int(pk) in board.periods:
        return fits_for(board, (int(pk), seat))
    return {}


def fits_of(board: Board, member: Membership, periods: list[Period]) -> dict[str, Fit]:
    """That member in every seat of those periods, by “<period>-<seat>”."""
    return {
        f"{key[0]}-{key[1]}": fit(board, member, key) for key in _seats(board, periods)
    }


def fits_for(board: Board, key: SeatKey) -> dict[str, Fit]:
    """Every member who takes duties in that seat, by membership."""
    return {
        str(pk): fit(board, board.members[pk], key)
        for pk in board.members
        if board.is_still_there(pk)
    }


def fit(board: Board, member: Membership, key: SeatKey) -> Fit:
    """What would be wrong with her there, whoever holds it now."""
    agenda, period = board.agenda, board.periods[key[0]]
    holder = agenda.held.get(key)
    if holder is not None:
        agenda.take_back(key)
    wrong = seat_conflicts(agenda, member.pk, board.slot(period), key[1])
    texts = [conflict_text(one, board, period, key[1]) for one in wrong]
    if holder is not None:
        agenda.give(key, holder)
    tone = "crisis" if any(one.hard for one in wrong) else "info" if wrong else "ok"
    return Fit(tone, ", ".join(texts))


def _seats(board: Board, periods: list[Period]) -> Iterator[SeatKey]:
    for period in periods:
        if period.ends_at > board.at:
            for seat in board.agenda.plan.rules.seats:
                yield period.pk, seat
