"""Raising a call for one of the two cases."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from escalation.actions.exercises import make_way
from escalation.actions.ladder import apply, write
from escalation.colleagues import people_for
from escalation.core.machine import StepDue
from escalation.models import Caller, Incident, Procedure
from escalation.policies import ladder_of
from escalation.response import latest
from rota.models import Person, Team

# read out on the telephone: no 0/O, no 1/I
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 5


@transaction.atomic
def trigger(
    *,
    team: Team,
    case: str,
    title: str,
    facts: str = "",
    event: str = "",
    caller: Caller | None = None,
    call_back_name: str = "",
    call_back_phone: str = "",
    exercise: bool = False,
    request_key: UUID,
    by: Person | None,
    at: datetime,
) -> Incident:
    """Raises an incident and writes its first pages, in one transaction.

    The same `request_key` raises once: a second click finds the first incident. A
    real call ends the team's exercises. Call sending.hand_over() after the commit.
    """
    incident, is_new = Incident.objects.get_or_create(
        request_key=request_key,
        defaults={
            "team": team,
            "code": _free_code(),
            "case": case,
            "title": title,
            "facts": facts,
            "event": event,
            **_procedures(team, case, event),
            "caller": caller,
            "sensitive": _is_sensitive(caller, exercise),
            "call_back_name": call_back_name,
            "call_back_phone": call_back_phone,
            "exercise": exercise,
            "raised_by": by,
            "raised_at": at,
            "ladder": ladder_of(team, case),
            "due_at": at,
        },
    )
    if is_new:
        _begin(incident, by, at)
    return incident


def _is_sensitive(caller: Caller | None, exercise: bool) -> bool:
    return caller is not None and caller.sensitive and not exercise


def _procedures(team: Team, case: str, event: str) -> dict[str, Procedure | None]:
    """The versions its people will read, whatever is written meanwhile."""
    return {
        "case_procedure": latest(team, case),
        "event_procedure": latest(team, event),
    }


def _begin(incident: Incident, by: Person | None, at: datetime) -> None:
    """The first lines and the first step; then, once it is written, exercises make way
    for what is real."""
    raiser = incident.caller.name if incident.caller else ""
    write(incident, "raised", at, by=by, caller=raiser, facts=incident.facts)
    if incident.sensitive:
        write(incident, "sensitive", at, caller=raiser)
    if incident.exercise:
        write(incident, "exercise", at)
    apply(incident, StepDue(people_for(incident.team, at)), at)
    if not incident.exercise:
        make_way(team=incident.team, at=at)


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        # with a digit, no word of a reply can be taken for a code
        if (
            any(c.isdigit() for c in code)
            and not Incident.objects.filter(code=code).exists()
        ):
            return code
