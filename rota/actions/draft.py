"""Writes the draft: what shall differ from the published rota, seat by seat.

Every change says what the writer saw (`expected`); when the seat holds something
else by now, nothing is overwritten. Locked per team, like publishing. All of them
end in `put`, which alone writes seats, and logs each step.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from django.db import transaction

from rota.board.reading import Board, load_board, load_draft, local_midnight
from rota.core.fill import Fill
from rota.core.fill import fill as fill_seats
from rota.core.plan import SeatKey
from rota.models import (
    DraftEdit,
    DraftSeat,
    DraftStep,
    Membership,
    Period,
    Person,
    Seat,
    StepKind,
    Team,
)
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
        board, periods = _open([period_id], at)
        check(board, (periods[period_id], seat), expected)
        if membership_id is not None and membership_id not in board.members:
            raise Membership.DoesNotExist
        put(board=board, seats={(period_id, seat): membership_id}, by=by, at=at)


def mark_uncovered(
    *, period_id: int, expected: Holding, by: Person | None, at: datetime
) -> None:
    """Drafts that nobody shall be on call in this period; a backup stays.

    A call then goes to the team's fallback at once. Raises like `assign`.
    """
    with transaction.atomic():
        board, periods = _open([period_id], at)
        check(board, (periods[period_id], Seat.ON_CALL), expected)
        seats: dict[SeatKey, Holding] = {(period_id, Seat.ON_CALL): UNCOVERED}
        put(board=board, seats=seats, by=by, at=at)


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
    swap(
        places=((period_id, Seat.ON_CALL), (period_id, Seat.BACKUP)),
        expected=(on_call, backup),
        by=by,
        at=at,
    )


def swap(
    *,
    places: tuple[SeatKey, SeatKey],
    expected: tuple[Holding, Holding],
    by: Person | None,
    at: datetime,
) -> None:
    """Drafts that two seats of one team exchange what they hold; with an empty one,
    somebody moves. `expected`: what the writer saw in each. Raises like `assign`,
    and Period.DoesNotExist for seats of two teams."""
    with transaction.atomic():
        board, periods = _open([pk for pk, _seat in places], at)
        for (pk, seat), held in zip(places, expected, strict=True):
            check(board, (periods[pk], seat), held)
        seats = dict(zip(places, reversed(expected), strict=True))
        put(board=board, seats=seats, by=by, at=at)


def discard_draft(*, team: Team, by: Person | None, at: datetime) -> int:
    """Drops everything not published; returns how many seats that were."""
    with transaction.atomic():
        team = lock_team(team)
        board = load_draft(team, at)
        seats = {key: published_in(board, key) for key in board.drafts}
        dropped = put(board=board, seats=seats, by=by, at=at, kind=StepKind.DISCARD)
        # of periods that are over nothing is left to say
        left, _by_model = DraftSeat.objects.filter(period__team=team).delete()
        return dropped + left


def fill(*, team: Team, until: date, by: Person | None, at: datetime) -> Fill:
    """Drafts people for the empty seats of the periods that start after `at`, up
    to the local day `until`; keeps every choice made already.

    A published seat that the draft empties is empty too: given to its published
    person again, it is no draft any more.

    Returns the choices with their reasons and the seats nobody could take.
    """
    with transaction.atomic():
        lock_team(team)
        end = local_midnight(team, until + timedelta(days=1))
        since = min(end - HISTORY, at - max(RECENT, reach(team)))
        board = load_board(team, since, end, at=at, draft=True)
        wanted = [pk for pk, one in board.periods.items() if at < one.starts_at < end]
        found = fill_seats(board.agenda.plan, wanted)
        seats = {(one.slot, one.seat): one.member for one in found.choices}
        put(board=board, seats=seats, by=by, at=at, kind=StepKind.FILL)
        return found


def lock_team(team: Team) -> Team:
    """One writer of a team's rota at a time. Returns the row as it is now."""
    return Team.objects.select_for_update().get(pk=team.pk)


def put(
    *,
    board: Board,
    seats: Mapping[SeatKey, Holding],
    by: Person | None,
    at: datetime,
    kind: StepKind = StepKind.EDIT,
    of: DraftStep | None = None,
) -> int:
    """Drafts what each of these seats shall hold, as one step; returns how many that
    changes. The one place where the draft is written.

    The team is locked, and `board` was read under that lock. A draft equal to what
    is published is no draft and is removed.
    """
    changed = {key: to for key, to in seats.items() if to != held_in(board, key)}
    if not changed:
        return 0
    step = DraftStep.objects.create(team=board.team, by=by, at=at, kind=kind, of=of)
    DraftEdit.objects.bulk_create(
        _edit(step, key, held_in(board, key), to) for key, to in changed.items()
    )
    before = [board.drafts[key].pk for key in changed if key in board.drafts]
    DraftSeat.objects.filter(pk__in=before).delete()
    DraftSeat.objects.bulk_create(
        DraftSeat(
            period_id=pk,
            seat=seat,
            membership_id=None if to == UNCOVERED else to,
            uncovered=to == UNCOVERED,
            by=by,
            at=at,
        )
        for (pk, seat), to in changed.items()
        if to != published_in(board, (pk, seat))
    )
    return len(changed)


def held_in(board: Board, key: SeatKey) -> Holding:
    """What a seat holds as drafted, else as published."""
    if key[1] == Seat.ON_CALL and board.uncovered(board.periods[key[0]]):
        return UNCOVERED
    holder = board.holder(key)
    return holder.pk if holder else None


def published_in(board: Board, key: SeatKey) -> Holding:
    """What a seat holds in the published rota."""
    period = board.periods[key[0]]
    if key[1] == Seat.ON_CALL and board.published_uncovered(period):
        return UNCOVERED
    holder = board.published(key)
    return holder.pk if holder else None


def check(board: Board, place: tuple[Period, str], expected: Holding) -> None:
    """Raises ChangedMeanwhileError when the seat holds something else."""
    period, seat = place
    key = (period.pk, seat)
    if held_in(board, key) == expected:
        return
    draft = board.drafts.get(key)
    raise ChangedMeanwhileError(
        period,
        seat,
        board.holder(key),
        seat == Seat.ON_CALL and board.uncovered(period),
        draft.by if draft else None,
    )


def _open(period_ids: Collection[int], at: datetime) -> tuple[Board, dict[int, Period]]:
    """The board around those periods of one team, locked. Raises PeriodOverError."""
    known = Period.objects.filter(pk__in=period_ids)
    teams = set(known.values_list("team_id", flat=True))
    if len(teams) != 1:
        raise Period.DoesNotExist
    team = Team.objects.select_for_update().get(pk=teams.pop())
    periods = {period.pk: period for period in known.all()}
    if len(periods) < len(set(period_ids)):
        raise Period.DoesNotExist
    if any(period.ends_at <= at for period in periods.values()):
        raise PeriodOverError
    since = min(period.starts_at for period in periods.values())
    until = max(period.ends_at for period in periods.values())
    return load_board(team, since, until, at=at, draft=True), periods


def _edit(step: DraftStep, key: SeatKey, was: Holding, to: Holding) -> DraftEdit:
    return DraftEdit(
        step=step,
        period_id=key[0],
        seat=key[1],
        before_id=None if was == UNCOVERED else was,
        was_uncovered=was == UNCOVERED,
        after_id=None if to == UNCOVERED else to,
        uncovered=to == UNCOVERED,
    )
