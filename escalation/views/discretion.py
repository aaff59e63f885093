"""Whom a call concerns, and whether it is a crisis: what its owner and its pilot say,
by either door. The acts are served with those of views/response.py."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from escalation import actions
from escalation.actions.discretion import let_in, mark_sensitive
from escalation.colleagues import people_now
from escalation.forms.discretion import LetInForm, LowerForm
from escalation.involved import is_pilot, may_mark, people_in
from escalation.models import Case, Incident, IncidentState
from escalation.views.refusals import say_refusal
from rota.models import Person

Refused = dict[str, forms.Form]


def discretion_context(
    incident: Incident, person: Person, at: datetime
) -> dict[str, Any]:
    """What _sensitive.html and _lower.html show to somebody who sees the call."""
    marks = may_mark(incident, person, at)
    inside = people_in(incident) if marks or incident.sensitive else []
    here = people_now(incident.team, at) if incident.sensitive else []
    going_on = incident.state == IncidentState.ACKNOWLEDGED
    is_crisis = going_on and incident.case == Case.CRISIS
    return {
        "may_mark": marks,
        "inside": inside,
        "outside": [one for one in here if one not in inside],
        "may_lower": is_crisis and is_pilot(incident, person, at),
        "lower_form": LowerForm(),
    }


def _mark(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    sensitive = request.POST.get("sensitive") == "1"
    answer = mark_sensitive(incident_id=incident.pk, sensitive=sensitive, by=by, at=at)
    say_refusal(request, answer)
    return {}


def _let_in(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = LetInForm(request.POST, team=incident.team, at=at)
    if not form.is_valid():
        messages.warning(request, _("Choose somebody from the list."))
        return {}
    person = form.cleaned_data["person"]
    answer = let_in(incident_id=incident.pk, person=person, by=by, at=at)
    say_refusal(request, answer)
    if answer.is_news:
        said = _("%(name)s sees this call from now on: say so, the program does not.")
        messages.success(request, said % {"name": person.short_name})
    return {}


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


ACTS = {"sensitive": _mark, "let-in": _let_in, "lower": _lower}
