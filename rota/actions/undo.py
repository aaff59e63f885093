"""Undoes and redoes the steps of one lead in the draft.

Both are steps of their own: the log is only added to. A step whose seats somebody
else has changed since is not undone; it is forgotten, so that those before it can be.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rota.actions.draft import (
    UNCOVERED,
    ChangedMeanwhileError,
    Holding,
    PeriodOverError,
    check,
    lock_team,
    put,
)
from rota.board.reading import load_board
from rota.core.plan import SeatKey
from rota.core.undo import Stacks, Step, stacks
from rota.models import DraftEdit, DraftStep, Person, StepKind, Team

# so many steps are remembered
REMEMBERED = 400


class NothingToUndoError(Exception):
    """That step is not the next one to undo, or to redo: it was already."""


def undo(*, team: Team, step_id: int, by: Person, at: datetime) -> DraftStep:
    """Puts back what the seats of a step held before; returns that step.

    Raises NothingToUndoError, ChangedMeanwhileError, and PeriodOverError when one of
    its weekends is over.
    """
    return _take(team, step_id, StepKind.UNDO, by, at)


def redo(*, team: Team, step_id: int, by: Person, at: datetime) -> DraftStep:
    """Does again what was undone; returns that step. Raises like `undo`."""
    return _take(team, step_id, StepKind.REDO, by, at)


def stacks_of(team: Team, by: Person) -> Stacks:
    """What this lead can undo and redo now."""
    rows = team.steps.values_list("pk", "by_id", "kind", "of_id")[:REMEMBERED]
    return stacks((Step(*row) for row in reversed(rows)), by.pk)


def _take(
    team: Team, step_id: int, kind: StepKind, by: Person, at: datetime
) -> DraftStep:
    with transaction.atomic():
        team = lock_team(team)
        known = stacks_of(team, by)
        stack = known.done if kind == StepKind.UNDO else known.undone
        if not stack or stack[-1] != step_id:
            raise NothingToUndoError
        step = DraftStep.objects.get(pk=step_id)
        refused = _revert(step, kind, by, at)
        if refused is None:
            return step
        DraftStep.objects.create(team=team, by=by, at=at, kind=StepKind.LAPSED, of=step)
    raise refused


def _revert(
    step: DraftStep, kind: StepKind, by: Person, at: datetime
) -> ChangedMeanwhileError | PeriodOverError | None:
    """Writes the step backwards (or again), or says why not and writes nothing."""
    edits = list(step.edits.select_related("period"))
    if not edits or any(edit.period.ends_at <= at for edit in edits):
        return PeriodOverError()
    since = min(edit.period.starts_at for edit in edits)
    until = max(edit.period.ends_at for edit in edits)
    board = load_board(step.team, since, until, at=at, draft=True)
    expected, wanted = _seats(edits, after=True), _seats(edits, after=False)
    if kind == StepKind.REDO:
        expected, wanted = wanted, expected
    try:
        for (pk, seat), holding in expected.items():
            check(board, (board.periods[pk], seat), holding)
    except ChangedMeanwhileError as error:
        return error
    put(board=board, seats=wanted, by=by, at=at, kind=kind, of=step)
    return None


def _seats(edits: Iterable[DraftEdit], *, after: bool) -> dict[SeatKey, Holding]:
    """What the seats held before these edits, or after them."""
    found: dict[SeatKey, Holding] = {}
    for edit in edits:
        bare = edit.uncovered if after else edit.was_uncovered
        member = edit.after_id if after else edit.before_id
        found[edit.period_id, edit.seat] = UNCOVERED if bare else member
    return found
