"""What drills have shown: how soon somebody answered, and by which way. Read-only.

Everything is measured from the moment the exercise was raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from escalation.core.delivery import FAILURES
from escalation.models import (
    Channel,
    Drill,
    DrillState,
    Incident,
    LogEntry,
    Outcome,
    Page,
    PageState,
    Purpose,
)
from escalation.outlook import Outlook, outlook
from rota.models import Team

SHOWN = 12  # past drills on the page
HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Planned:
    """A drill to come, and who would be called by the rota as it is published."""

    drill: Drill
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Result:
    """One exercise, and how long after it was raised each thing happened.

    `answer` is the first “taken” of its log, which says by whom and by which way.
    `step` is the last rung called before that, `steps` how many were called in all,
    rounds included. `width`: of the bar in its picture, in percent.
    """

    incident: Incident
    handed_over: timedelta | None
    delivered: timedelta | None
    answered: timedelta | None
    closed: timedelta | None
    answer: LogEntry | None
    step: int
    steps: int
    failures: int
    width: int = 0


@dataclass(frozen=True, slots=True)
class Drills:
    """What the page of a team's drills shows. `given_up`: lately, by the program."""

    planned: list[Planned]
    results: list[Result]
    given_up: list[Drill]
    last_at: datetime | None
    is_overdue: bool


def drills_of(team: Team, at: datetime) -> Drills:
    """Planned drills by their hour, then what the last exercises have shown."""
    given_up = team.drills.filter(
        state=DrillState.CANCELLED,
        cancelled_by=None,
        cancelled_at__gt=at - HALF_A_YEAR,
    )
    last_at = last_drill_at(team)
    return Drills(
        planned=[
            Planned(drill, outlook(team, drill.due_at)) for drill in to_come(team)
        ],
        results=_results(team),
        given_up=list(given_up.order_by("-planned_for")),
        last_at=last_at,
        is_overdue=is_overdue(last_at, at),
    )


def to_come(team: Team) -> QuerySet[Drill]:
    """The planned ones."""
    return team.drills.filter(state=DrillState.PLANNED)


def is_overdue(last_at: datetime | None, at: datetime) -> bool:
    """True when the team has not rehearsed for half a year."""
    return last_at is None or last_at <= at - HALF_A_YEAR


def last_drill_at(team: Team) -> datetime | None:
    """When the team last rehearsed; an exercise that a real call stopped was none."""
    held = _exercises(team).exclude(outcome=Outcome.INTERRUPTED)
    return held.values_list("raised_at", flat=True).first()


def _exercises(team: Team) -> QuerySet[Incident]:
    return team.incidents.filter(exercise=True).order_by("-raised_at")


def _results(team: Team) -> list[Result]:
    """The newest first; the longest time to an answer fills its bar."""
    exercises = _exercises(team).prefetch_related("pages", "log__person")
    measured = [_measure(incident) for incident in exercises[:SHOWN]]
    longest = max((one.answered for one in measured if one.answered), default=None)
    return [_with_bar(one, longest) for one in measured]


def _measure(incident: Incident) -> Result:
    pages = [
        page
        for page in incident.pages.all()
        if page.purpose == Purpose.PAGE and not page.is_held
    ]
    texts = [page for page in pages if page.channel == Channel.SMS]
    answers = (entry for entry in incident.log.all() if entry.kind == "taken")
    answer = next(answers, None)
    before = [page for page in pages if answer and page.created_at <= answer.at]
    return Result(
        incident=incident,
        handed_over=_after(incident, [page.accepted_at for page in pages]),
        delivered=_after(incident, [page.delivered_at for page in texts]),
        answered=_after(incident, [answer.at if answer else None]),
        closed=_after(incident, [incident.closed_at]),
        answer=answer,
        step=_rungs(before),
        steps=_rungs(pages),
        failures=sum(_is_failure(page) for page in pages),
    )


def _after(incident: Incident, moments: Sequence[datetime | None]) -> timedelta | None:
    """From the start to the first of these moments."""
    first = min((moment for moment in moments if moment), default=None)
    return first - incident.raised_at if first else None


def _rungs(pages: Sequence[Page]) -> int:
    return len({(page.round, page.step) for page in pages})


def _is_failure(page: Page) -> bool:
    """Not picking up is none."""
    rang = page.channel == Channel.VOICE and page.state == PageState.UNDELIVERED
    return page.state in FAILURES and not rang


def _with_bar(result: Result, longest: timedelta | None) -> Result:
    if not result.answered or not longest:
        return result
    return replace(result, width=max(round(100 * (result.answered / longest)), 1))
