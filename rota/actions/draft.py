"""Writes the draft: what shall differ from the published rota, seat by seat.

Every change says what the writer saw (`expected`); when the seat holds something
else by now, nothing is overwritten. Locked per team, like publishing.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from django.db import transaction

from rota.board.reading import Board, load_board, local_midnight
from rota.core.fill import Fill
from rota.core.fill import fill as fill_seats
from rota.models import DraftSeat, Membership, Period, Person, Seat, Team
from rota.rules import reach

Uncovered = Literal["uncovered"]
# a membership, an empty seat, or a weekend left uncovered on purpose
Holding = int | Uncovered | None
UNCOVERED: Uncovered = "uncovered"
# how far back a fill looks at who did what
HISTORY = timedelta(days=365)
RECENT = timedelta(days=183)


class ChangedMeanwhileError(Exception):
    """The seat is not as the writer saw it: who holds it now, and by whose hand."""

    def __init__(
        self,
        period: Period,
        seat: str,
        holder: Membership | None,
        uncovered: bool,
        by: Person | None,
    ) -> None:
        super().__init__(f"{period} {seat} is held by {holder}")
        self.period = period
        self.seat = seat
        self.holder = holder
        self.uncovered = uncovered
        self.by = by


class PeriodOverError(Exception):
    """What is over is not drafted any more: it happened as it was published."""


def assign(
    *,
    period_id: int,
    seat: str,
    membership_id: int | None,
    expected: Holding,
    by: Person | None,
    at: datetime,
) -> None:
    """Drafts who holds a seat; None empties it.

    A draft equal to what is published is no draft and is removed. Raises
    ChangedMeanwhileError, PeriodOverError, Period.DoesNotExist, and
    Membership.DoesNotExist for a member of another team.
    """
    with transaction.atomic():
        board, period = _open(period_id, at)
        _check(board, (period, seat), expected)
        if membership_id is not None and membership_id not in board.members:
            raise Membership.DoesNotExist
        _write(board, period, seat, membership_id, by=by, at=at)


def mark_uncovered(
    *, period_id: int, expected: Holding, by: Person | None, at: datetime
) -> None:
    """Drafts that nobody shall be on call in this period; a backup stays.

    A call then goes to the team's fallback at once. Raises like `assign`.
    """
    with transaction.atomic():
        board, period = _open(period_id, at)
        _check(board, (period, Seat.ON_CALL), expected)
        _write(board, period, Seat.ON_CALL, UNCOVERED, by=by, at=at)


def exchange(
    *,
    period_id: int,
    on_call: int,
    backup: int,
    by: Person | None,
    at: datetime,
) -> None:
    """Drafts that the two people of a period exchange their seats.

    `on_call` and `backup` are the memberships the writer saw there. Raises like
    `assign`.
    """
    with transaction.atomic():
        board, period = _open(period_id, at)
        _check(board, (period, Seat.ON_CALL), on_call)
        _check(board, (period, Seat.BACKUP), backup)
        _write(board, period, Seat.ON_CALL, backup, by=by, at=at)
        _write(board, period, Seat.BACKUP, on_call, by=by, at=at)


def discard_draft(*, team: Team, by: Person | None, at: datetime) -> int:
    """Drops everything not published; returns how many seats that were."""
    with transaction.atomic():
        lock_team(team)
        return DraftSeat.objects.filter(period__team=team).delete()[0]


def fill(*, team: Team, until: date, by: Person | None, at: datetime) -> Fill:
    """Drafts people for the empty seats of the periods that start after `at`, up
    to the local day `until`; keeps every choice made already.

    A published seat that the draft empties is empty too: given to its published
    person again, it is no draft any more.

    Returns the choices with their reasons and the seats nobody could take.
    """
    with transaction.atomic():
        lock_team(team)
        board, found = propose(team, until, at)
        for choice in found.choices:
            period = board.periods[choice.slot]
            _write(board, period, choice.seat, choice.member, by=by, at=at)
        return found


def propose(team: Team, until: date, at: datetime) -> tuple[Board, Fill]:
    """What `fill` would draft, and the board it looked at. Writes nothing."""
    end = local_midnight(team, until + timedelta(days=1))
    since = min(end - HISTORY, at - max(RECENT, reach(team)))
    board = load_board(team, since, end, at=at, draft=True)
    wanted = [pk for pk, one in board.periods.items() if at < one.starts_at < end]
    return board, fill_seats(board.agenda.plan, wanted)


def lock_team(team: Team) -> Team:
    """One writer of a team's rota at a time. Returns the row as it is now."""
    return Team.objects.select_for_update().get(pk=team.pk)


def _open(period_id: int, at: datetime) -> tuple[Board, Period]:
    """The board of one period, locked. Raises PeriodOverError."""
    team_id = Period.objects.values_list("team_id", flat=True).get(pk=period_id)
    team = Team.objects.select_for_update().get(pk=team_id)
    period = Period.objects.get(pk=period_id)
    if period.ends_at <= at:
        raise PeriodOverError
    board = load_board(team, period.starts_at, period.ends_at, at=at, draft=True)
    return board, period


def _check(board: Board, place: tuple[Period, str], expected: Holding) -> None:
    period, seat = place
    key = (period.pk, seat)
    holder = board.holder(key)
    uncovered = seat == Seat.ON_CALL and board.uncovered(period)
    now: Holding = UNCOVERED if uncovered else (holder.pk if holder else None)
    if now == expected:
        return
    draft = board.drafts.get(key)
    raise ChangedMeanwhileError(
        period, seat, holder, uncovered, draft.by if draft else None
    )


def _write(
    board: Board,
    period: Period,
    seat: str,
    holding: Holding,
    *,
    by: Person | None,
    at: datetime,
) -> None:
    published = board.published((period.pk, seat))
    is_uncovered = seat == Seat.ON_CALL and board.published_uncovered(period)
    truth: Holding = (
        UNCOVERED if is_uncovered else (published.pk if published else None)
    )
    if holding == truth:
        DraftSeat.objects.filter(period=period, seat=seat).delete()
        return
    uncovered = holding == UNCOVERED
    DraftSeat.objects.update_or_create(
        period=period,
        seat=seat,
        defaults={
            "membership_id": None if uncovered else holding,
            "uncovered": uncovered,
            "by": by,
            "at": at,
        },
    )
