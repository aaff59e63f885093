"""A call of the mayor's office that only those in it read: for the others of the demo
team it is a line without words."""

import uuid
from datetime import datetime, timedelta

from escalation import actions
from escalation.models import Case, Outcome
from escalation.sweep import sweep
from rota.duty import duty_at
from rota.models import Role, Team

OFFICE = "Cabinet de la maire"


def make_sensitive_call(team: Team, at: datetime) -> None:
    """Some weekends ago, taken by somebody who does not lead the team."""
    office = team.callers.get(name=OFFICE)
    for period in team.periods.filter(ends_at__lt=at - timedelta(days=9)).reverse():
        on_call = duty_at(team, period.starts_at).on_call
        if on_call and on_call.role != Role.LEAD:
            break
    else:
        return
    called_at = period.starts_at + timedelta(hours=39, minutes=12)
    call = actions.trigger(
        team=team,
        case=Case.CRISIS,
        title="Un élu mis en cause dans une vidéo qui circule",
        facts="Ne rien publier sans accord écrit du cabinet.",
        caller=office,
        call_back_name=office.name,
        call_back_phone=office.phone,
        request_key=uuid.uuid4(),
        by=None,
        at=called_at,
    )
    sweep(called_at + timedelta(seconds=1))
    person, taken_at = on_call.person, called_at + timedelta(minutes=3)
    actions.take(incident_id=call.pk, by=person, via="link", at=taken_at)
    actions.close(
        incident_id=call.pk,
        outcome=Outcome.NOT_PUBLISHED,
        note="Le cabinet répond lui-même. Rien sur nos comptes.",
        by=person,
        at=taken_at + timedelta(minutes=34),
    )
