"""Whether a call is a crisis: what its pilot says, by either door. The act is served
with those of views/response.py."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from escalation import actions
from escalation.forms.discretion import LowerForm
from escalation.involved import is_pilot
from escalation.models import Case, Incident, IncidentState
from escalation.views.refusals import say_refusal
from rota.models import Person

Refused = dict[str, forms.Form]


def discretion_context(
    incident: Incident, person: Person, at: datetime
) -> dict[str, Any]:
    """What _lower.html shows."""
    going_on = incident.state == IncidentState.ACKNOWLEDGED
    is_crisis = going_on and incident.case == Case.CRISIS
    return {
        "may_lower": is_crisis and is_pilot(incident, person, at),
        "lower_form": LowerForm(),
    }


def _lower(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = LowerForm(request.POST)
    if not form.is_valid():
        return {"lower_form": form}
    reason = form.cleaned_data["reason"]
    answer = actions.lower_to_user_info(
        incident_id=incident.pk, reason=reason, by=by, at=at
    )
    say_refusal(request, answer, typed=reason)
    return {}


ACTS = {"lower": _lower}
