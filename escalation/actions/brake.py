"""Tells the leads that so much leaves that repeats are held back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from escalation.actions.ladder import tell
from escalation.actions.limits import is_braking
from escalation.core.limits import HOUR
from rota.duty import leads
from rota.models import Notice, Person, Team

KIND = "alarm_brake"


def alarm_brake(*, at: datetime) -> None:
    """Once an hour while the brake is on, to each lead once, whatever her teams."""
    if not is_braking(at):
        return
    teams = Team.objects.all()
    told = {lead.person_id: lead.team for team in teams for lead in leads(team, at)}
    for person_id, team in told.items():
        _tell_once(person_id, team, at)


@transaction.atomic
def _tell_once(person_id: int, team: Team, at: datetime) -> None:
    # held, so that of two engines one tells her; `no_key`: pages may name her
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    lately = Notice.objects.filter(person=person, kind=KIND, created_at__gt=at - HOUR)
    if not lately.exists():
        tell(person, team, KIND, at, limit=settings.TEXTS_PER_HOUR)
