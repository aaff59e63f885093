"""Ends exercises that must not go on: beside a real call, or unanswered for long."""

import logging
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from escalation.actions.answers import close
from escalation.actions.news import tell_news
from escalation.core.drills import LONGEST
from escalation.involved import took_part
from escalation.models import Channel, Incident, IncidentState, Outcome, Purpose
from rota.models import Person, Team

log = logging.getLogger("astreinte.exercises")


def real_calls(team: Team) -> QuerySet[Incident]:
    """Those that are open."""
    calls = Incident.objects.filter(team=team, exercise=False)
    return calls.exclude(state=IncidentState.RESOLVED)


def make_way(*, team: Team, at: datetime) -> None:
    """Ends the team's exercises in the transaction that raises a real call.

    Waits for nobody, and costs the call nothing when it fails: what is left is ended
    at the next sweep.
    """
    try:
        _end(_exercises().filter(team=team), Outcome.INTERRUPTED, at)
    except Exception:
        log.exception("An exercise goes on beside a real call.")


def end_exercises(*, at: datetime) -> None:
    """Ends what goes on beside a real call, and what nobody has taken for an hour."""
    real = Incident.objects.filter(team=OuterRef("team"), exercise=False)
    beside = Exists(real.exclude(state=IncidentState.RESOLVED))
    _end(_exercises().filter(beside), Outcome.INTERRUPTED, at)
    forgotten = {"state": IncidentState.TRIGGERED, "raised_at__lte": at - LONGEST}
    _end(_exercises().filter(**forgotten), Outcome.UNANSWERED, at)


def _exercises() -> QuerySet[Incident]:
    calls = Incident.objects.filter(exercise=True)
    return calls.exclude(state=IncidentState.RESOLVED)


def _end(exercises: QuerySet[Incident], outcome: Outcome, at: datetime) -> None:
    # looked at without a lock first: most of the time there is nothing to do
    if not exercises.exists():
        return
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        for found in exercises.select_for_update(skip_locked=skip, of=("self",)):
            closed = close(incident_id=found.pk, outcome=outcome, by=None, at=at)
            if outcome == Outcome.INTERRUPTED:
                _tell_those_called(closed.incident, at)


def _tell_those_called(exercise: Incident, at: datetime) -> None:
    """An exercise that stops without a word would go on in their heads."""
    pages = exercise.pages.filter(purpose=Purpose.PAGE).exclude(channel=Channel.EMAIL)
    called = Q(pk__in=pages.values("person_id")) | Q(pk=exercise.owner_id)
    busy = Q(pk__in=[person.pk for person in took_part(exercise)])
    for person in Person.objects.filter(called | busy).order_by("pk"):
        tell_news(exercise, person, "exercise_over", at)
