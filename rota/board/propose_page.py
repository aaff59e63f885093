"""The page where a lead asks for a proposal, and the one that follows it while it is
being computed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rota.board.quality import gap_text, room_text
from rota.board.reading import Board, load_board
from rota.core.months import Month, month_of
from rota.core.planner import COMFORT, COVERAGE, FAIRNESS, STABILITY
from rota.models import PlanRun, PlanState, Team

# a proposal is for half a year unless somebody wants another one
USUAL_MONTHS = 6
STEPS = (COVERAGE, STABILITY, FAIRNESS, COMFORT)


@dataclass(frozen=True, slots=True)
class AskPage:
    """What to start with: `months` with weekends to come, the first of them with an
    empty seat, the last one proposed; the team's last run, while it is under way or
    not taken."""

    months: list[Month]
    first: Month
    last: Month
    run: PlanRun | None


@dataclass(frozen=True, slots=True)
class Step:
    """One goal of the planner: `done`, `now` or `coming`."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Following:
    """A proposal under way. `state`: waiting, running or lost; `doing` is one
    sentence, `best` and `room` what is known of the best rota so far."""

    run: PlanRun
    state: str
    span: str
    doing: str
    best: str
    room: str
    steps: list[Step]
    done: int


def read_ask(team: Team, shown: Month, *, at: datetime) -> AskPage | None:
    """None when there are no weekends to come. `shown`: the month the lead looked
    at on the board."""
    final = team.periods.filter(starts_at__gt=at).last()
    if final is None:
        return None
    board = load_board(team, at, final.ends_at, at=at, draft=True)
    starts = {
        pk: month_of(board.first_day(period))
        for pk, period in board.periods.items()
        if period.starts_at > at
    }
    months = sorted(set(starts.values()))
    empty = [month for pk, month in starts.items() if _has_room(board, pk)]
    run = team.plan_runs.first()
    first = min(empty, default=max(shown, months[0]))
    return AskPage(
        months=months,
        first=first,
        last=max(shown, first).plus(USUAL_MONTHS - 1),
        run=run if run and (run.is_under_way or run.state == PlanState.DONE) else None,
    )


def read_following(run: PlanRun, *, at: datetime) -> Following:
    """How far it is, as of `at`."""
    goal = run.progress.get("goal", "")
    number = STEPS.index(goal) if goal in STEPS else 0
    steps = [
        Step(step_text(name), _step_state(index - number, bool(goal)))
        for index, name in enumerate(STEPS)
        if name != STABILITY or run.may_move
    ]
    state = "lost" if run.is_lost(at) else run.state
    return Following(
        run=run,
        state=state,
        span=span_text(run),
        doing=_doing(run, state, goal),
        best=gap_text(run.progress["gap"]) if goal else "",
        room=_room(run.progress),
        steps=steps,
        done=sum(step.state == "done" for step in steps),
    )


def span_text(run: PlanRun) -> str:
    """“November 2026 to April 2027”."""
    first, last = date_format(run.first, "F Y"), date_format(run.last, "F Y")
    if first == last:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def step_text(goal: str) -> str:
    """What the planner is after, in a few words."""
    return {
        COVERAGE: _("Somebody in every seat"),
        STABILITY: _("As few changes as possible in what is published"),
        FAIRNESS: _("The same load for everybody"),
        COMFORT: _("Even pauses, and wishes"),
    }[goal]


def _has_room(board: Board, pk: int) -> bool:
    seats = board.agenda.plan.rules.seats
    return not board.uncovered(board.periods[pk]) and any(
        board.holder((pk, seat)) is None for seat in seats
    )


def _step_state(distance: int, is_known: bool) -> str:
    if not is_known or distance > 0:
        return "coming"
    return "done" if distance < 0 else "now"


def _doing(run: PlanRun, state: str, goal: str) -> str:
    """What happens now, in one sentence."""
    if state == "lost":
        return _(
            "Nobody has worked at it for a while: the program was interrupted, or is "
            "busy. It is taken up again by itself within two minutes."
        )
    if state == PlanState.WAITING:
        return _("It waits for its turn.")
    if run.stop_asked_at:
        return _("It is being stopped; the best rota so far is kept.")
    return {
        COVERAGE: _("Looking for somebody for every seat…"),
        STABILITY: _("Leaving as much as possible as it is published…"),
        FAIRNESS: _("Sharing the load as equally as possible…"),
        COMFORT: _("Spacing the weekends evenly, and minding wishes…"),
    }.get(goal, _("Reading the rota and the rules…"))


def _room(progress: dict[str, Any]) -> str:
    """What better there may be; nothing while so little is known that anything may."""
    room, gap = progress.get("room"), progress.get("gap", 0)
    if not room or room > gap * progress["people"]:
        return ""
    return room_text(room, progress["people"])
