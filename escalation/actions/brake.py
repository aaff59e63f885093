"""Tells the leads that so much leaves that repeats are held back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from escalation.actions.ladder import tell
from escalation.actions.limits import is_braking
from escalation.core.limits import HOUR
from rota.duty import lead_ids
from rota.models import Notice, Person, Team

KIND = "alarm_brake"


def alarm_brake(*, at: datetime) -> None:
    """Once an hour while the brake is on, to each lead once, whatever her teams."""
    if not is_braking(at):
        return
    teams = {team.pk: team for team in Team.objects.all()}
    leading = lead_ids(teams.values(), at)
    to_tell = {pk: teams[team] for team, people in leading.items() for pk in people}
    for person_id in _told(at):
        to_tell.pop(person_id, None)
    for person_id, team in to_tell.items():
        _tell_once(person_id, team, at)


@transaction.atomic
def _tell_once(person_id: int, team: Team, at: datetime) -> None:
    # held, so that of two engines one tells her; `no_key`: pages may name her
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person_id not in _told(at):
        tell(person, team, KIND, at, limit=settings.TEXTS_PER_HOUR)


def _told(at: datetime) -> set[int]:
    """Who was told in the last hour."""
    notices = Notice.objects.filter(kind=KIND, created_at__gt=at - HOUR)
    return set(notices.values_list("person_id", flat=True))
