"""Tells the leads that a part of the program itself is in trouble."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from escalation.actions.ladder import tell
from escalation.core.limits import HOUR
from escalation.models import IncidentState
from rota.duty import lead_ids
from rota.models import Notice, Person, Team

KIND = "alarm_engine"


def alarm_engine(*, role: str, at: datetime) -> None:
    """The `role` (“dispatcher” or “queue”) of a machine gives no sign of life: once an
    hour to each lead of a team that is on duty or calling somebody."""
    on_duty = Q(
        periods__published_at__isnull=False,
        periods__starts_at__lte=at,
        periods__ends_at__gt=at,
    )
    calling = Q(incidents__state=IncidentState.TRIGGERED)
    concerned = Team.objects.filter(on_duty | calling).distinct()
    teams = {team.pk: team for team in concerned}
    leading = lead_ids(teams.values(), at)
    to_tell = {pk: teams[team] for team, people in leading.items() for pk in people}
    for person_id, team in to_tell.items():
        _tell_once(person_id, team, role, at)


@transaction.atomic
def _tell_once(person_id: int, team: Team, role: str, at: datetime) -> None:
    # held, so that of two machines one tells her; `no_key`: pages may name her
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    told = Notice.objects.filter(
        person=person, kind=KIND, data__name=role, created_at__gt=at - HOUR
    )
    if not told.exists():
        tell(person, team, KIND, at, name=role)
