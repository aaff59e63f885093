"""Proposals: asked for by a lead, computed by the queue, taken into the draft.

The rows are what is due; the queue only rings the bell, so a proposal whose worker
died is taken up again (QUEUE.md §8). One is computed at a time, whatever the number
of teams: the queue's other worker is kept for the rest.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from rota.actions.draft import lock_team, put
from rota.board.question import read_question
from rota.core.plan import SeatKey
from rota.models import (
    LOST_AFTER,
    UNDER_WAY,
    Person,
    PlanRun,
    PlanState,
    StepKind,
    Team,
)
from rota.queue import enqueue

COMPUTE = "rota.planning.compute"
# seconds a computation may take before the queue ends it: longer than planning.LONGEST,
# after which it ends by itself. The queue hands it out again meanwhile, once (`retry`):
# that one finds nothing to claim, and is done
TIMEOUT = 660
MOST_ATTEMPTS = 3
KEPT = timedelta(days=30)


class NotReadyError(Exception):
    """There is no result to take: not yet, or taken already."""


class RotaMovedError(Exception):
    """The rota is not any more the one the proposal was computed for."""


def ask(
    *,
    team: Team,
    first: date,
    last: date,
    may_move: bool,
    by: Person | None,
    at: datetime,
) -> PlanRun:
    """Asks for a proposal for the weekends that start from `first` to `last`.

    While one of the team is under way, returns that one: two leads look at the same.
    One at which nobody works any more is replaced; those of a month ago are put away.
    """
    with transaction.atomic():
        lock_team(team)
        going = team.plan_runs.filter(state__in=UNDER_WAY).first()
        if going is not None and not going.is_lost(at):
            return going
        if going is not None:
            _end(going, PlanState.FAILED, at)
        team.plan_runs.filter(ended_at__lt=at - KEPT).delete()
        run = PlanRun.objects.create(
            team=team,
            first=first,
            last=last,
            may_move=may_move,
            by=by,
            at=at,
            beat_at=at,
        )
        ring()
        return run


def ask_to_stop(*, run: PlanRun, by: Person | None, at: datetime) -> None:
    """Stops it: with the best found so far when it is being computed, with nothing
    when nobody has begun or nobody works at it any more."""
    with transaction.atomic():
        run = PlanRun.objects.select_for_update().get(pk=run.pk)
        if run.state == PlanState.WAITING or run.is_lost(at):
            _end(run, PlanState.FAILED, at, stop_asked_at=at)
        elif run.state == PlanState.RUNNING and run.stop_asked_at is None:
            run.stop_asked_at = at
            run.save(update_fields=["stop_asked_at"])


def take(*, run: PlanRun, by: Person | None, at: datetime) -> int:
    """Writes the proposal into the draft; returns how many seats that changed.

    Raises RotaMovedError when anything it was computed from is different now (a
    draft, a publication, an absence, a weekend that has begun), NotReadyError.
    """
    with transaction.atomic():
        lock_team(run.team)
        run = PlanRun.objects.select_for_update().get(pk=run.pk)
        if run.state != PlanState.DONE:
            raise NotReadyError
        changed = draft_answer(
            run=run,
            given=given_in(run),
            empty=empty_in(run),
            seen=run.result["seen"],
            by=by,
            at=at,
        )
        _end(run, PlanState.TAKEN, at)
        return changed


def draft_answer(
    *,
    run: PlanRun,
    given: Mapping[SeatKey, int],
    empty: Iterable[SeatKey],
    seen: str,
    by: Person | None,
    at: datetime,
) -> int:
    """Writes an answer to what `run` asks, saved or not, into the draft; returns how
    many seats that changed. `seen`: the question it answers (Question.seen). Raises
    RotaMovedError when it is another one by now."""
    with transaction.atomic():
        lock_team(run.team)
        question = read_question(run, at=at)
        if question.seen != seen:
            raise RotaMovedError
        seats = question.changes(given, empty)
        board = question.board
        return put(board=board, seats=seats, by=by, at=at, kind=StepKind.FILL)


def given_in(run: PlanRun) -> dict[SeatKey, int]:
    """Who gets which seat in a result."""
    return {(pk, seat): member for pk, seat, member in run.result.get("given", ())}


def empty_in(run: PlanRun) -> list[SeatKey]:
    """The seats nobody could be given."""
    return [(pk, seat) for pk, seat in run.result.get("empty", ())]


# --- by the queue ------------------------------------------------------------------
def ring() -> None:
    """Asks the queue to compute what waits."""
    enqueue(COMPUTE, timeout=TIMEOUT)


def claim(*, at: datetime) -> PlanRun | None:
    """The proposal to compute now; None when none waits or another one is being
    computed. What a dead worker left is taken up again first."""
    with transaction.atomic():
        rows = PlanRun.objects.select_for_update().filter(state__in=UNDER_WAY)
        known = list(rows.order_by("at", "pk"))
        if any(one.state == PlanState.RUNNING and not one.is_lost(at) for one in known):
            return None
        for run in known:
            if run.attempt < MOST_ATTEMPTS:
                run.state, run.beat_at = PlanState.RUNNING, at
                run.attempt += 1
                run.progress = {}
                run.save()
                return run
            _end(run, PlanState.FAILED, at)
        return None


def note(*, run: PlanRun, progress: dict[str, Any], at: datetime) -> bool:
    """Says how far it is, and that somebody works at it. False: stop, because a lead
    wants so or because another worker has taken it up."""
    mine = PlanRun.objects.filter(
        pk=run.pk, state=PlanState.RUNNING, attempt=run.attempt
    )
    mine.update(progress=progress, beat_at=at)
    return mine.filter(stop_asked_at=None).exists()


def finish(*, run: PlanRun, result: dict[str, Any], at: datetime) -> None:
    """Keeps the result, unless another worker has taken it up meanwhile."""
    _settle(run, PlanState.DONE, at, result)


def fail(*, run: PlanRun, at: datetime) -> None:
    """Says that nothing came of it: an error, which is in the queue's records."""
    _settle(run, PlanState.FAILED, at, {})


def revive(*, at: datetime) -> bool:
    """Rings again for what waits, or lies where a worker died. Every minute."""
    waiting = PlanRun.objects.filter(state__in=UNDER_WAY, beat_at__lt=at - LOST_AFTER)
    found = waiting.exists()
    if found:
        ring()
    return found


def _settle(
    run: PlanRun, state: PlanState, at: datetime, result: dict[str, Any]
) -> None:
    with transaction.atomic():
        PlanRun.objects.filter(
            pk=run.pk, state=PlanState.RUNNING, attempt=run.attempt
        ).update(state=state, result=result, ended_at=at)
        if PlanRun.objects.filter(state=PlanState.WAITING).exists():
            ring()


def _end(run: PlanRun, state: PlanState, at: datetime, **more: datetime) -> None:
    PlanRun.objects.filter(pk=run.pk).update(state=state, ended_at=at, **more)
