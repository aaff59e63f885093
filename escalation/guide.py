"""On call explained to colleagues and elected officials, with the team's own figures:
no name, no number, no call that could be recognised. Read-only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language

from escalation.autoreply import settings_of
from escalation.drift import drift_of
from escalation.models import Case, Incident, Outcome
from escalation.policies import Ladder, policy_of
from rota.core.frame import frame_text
from rota.duty import next_opening
from rota.links import make_token
from rota.models import Team

GUIDE_LINK = "guide"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """The last twelve months. `answered`: half of the calls were taken sooner."""

    weekends: int
    quiet: int
    crises: int
    user_infos: int
    answered: timedelta | None
    unpublished: int
    waited: int
    disturbed: int


@dataclass(frozen=True, slots=True)
class Guide:
    """What the page says of one team. `frame`: what is not asked of who is on call."""

    team: Team
    figures: Figures
    frame: str
    crisis: Ladder
    user_info: Ladder
    opening: datetime


def guide_of(team: Team, at: datetime) -> Guide:
    """The page at `at`, in the active language."""
    return Guide(
        team=team,
        figures=figures_of(team, at),
        frame=frame_text(team.frame, (get_language() or "")[:2]),
        crisis=policy_of(team, Case.CRISIS),
        user_info=policy_of(team, Case.USER_INFO),
        opening=next_opening(team, at),
    )


def figures_of(team: Team, at: datetime) -> Figures:
    """Counts the weekends that are over, and the calls of that time; exercises and
    calls made by mistake are none."""
    since = at - YEAR
    over = team.periods.filter(
        published_at__isnull=False, starts_at__gte=since, ends_at__lte=at
    )
    made = team.incidents.filter(
        exercise=False, raised_at__gte=since, raised_at__lte=at
    )
    calls = list(made.exclude(outcome=Outcome.STOPPED))
    busy = over.filter(
        team__incidents__in=calls,
        team__incidents__raised_at__gte=F("starts_at"),
        team__incidents__raised_at__lt=F("ends_at"),
    )
    weekends, drift = over.count(), drift_of(team, at)
    return Figures(
        weekends=weekends,
        quiet=weekends - busy.distinct().count(),
        crises=sum(call.case == Case.CRISIS for call in calls),
        user_infos=sum(call.case == Case.USER_INFO for call in calls),
        answered=_half_answered(calls),
        unpublished=sum(call.outcome == Outcome.NOT_PUBLISHED for call in calls),
        waited=drift.waited,
        disturbed=drift.disturbed,
    )


def guide_address(team: Team) -> str:
    """The whole address of the page, to be given to anybody in the house."""
    token = make_token(GUIDE_LINK, team.pk, settings_of(team).guide_version)
    return settings.SITE_URL + reverse("guide_link", args=[token])


def _half_answered(calls: list[Incident]) -> timedelta | None:
    waits = [
        (call.taken_at - call.raised_at).total_seconds()
        for call in calls
        if call.taken_at
    ]
    return timedelta(seconds=median(waits)) if waits else None
