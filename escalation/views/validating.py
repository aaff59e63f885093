"""The page of somebody who is asked to validate a text: one thumb, not signed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation.actions.validating import answer_validation
from escalation.forms.crisis import VerdictForm
from escalation.models import IncidentState, Validation
from escalation.permissions import ValidationRequest, with_validation
from rota.permissions import allow


@allow("link")
@require_safe
@with_validation
def validation(request: ValidationRequest, token: str) -> HttpResponse:
    """The text as it was asked, and three answers. Opening it answers nothing."""
    return _show(request, token, VerdictForm(text=request.asked.text))


@allow("link")
@require_POST
@with_validation
def answer(request: ValidationRequest, token: str) -> HttpResponse:
    """As it is, with changes, or not at all; said once."""
    asked = request.asked
    form = VerdictForm(request.POST, text=asked.text)
    if not form.is_valid():
        return _show(request, token, form)
    said = form.cleaned_data
    given = answer_validation(validation_id=asked.pk, **said, at=timezone.now())
    typed = said["changed_text"] if said["verdict"] == "changed" else said["reason"]
    if given.result == "answered":
        messages.warning(
            request, _("You had answered already: the first answer counts.")
        )
    if given.result != "noted" and typed:
        messages.info(request, _("You wrote: “%(text)s”") % {"text": typed})
    return redirect("validation", token)


def _show(request: ValidationRequest, token: str, form: VerdictForm) -> HttpResponse:
    asked = request.asked
    context = {
        "asked": asked,
        "incident": asked.incident,
        "team": asked.incident.team,
        "token": token,
        "form": form,
        "state": _state(asked),
        "is_late": timezone.now() > asked.deadline_at,
    }
    return render(request, "escalation/validation.html", context)


def _state(asked: Validation) -> str:
    """“answered”, “closed”, “overtaken” by another text, or “open”."""
    incident: Any = asked.incident
    if asked.verdict:
        return "answered"
    if incident.state == IncidentState.RESOLVED:
        return "closed"
    later = incident.validations.filter(number__gt=asked.number)
    return "overtaken" if later.exists() else "open"
