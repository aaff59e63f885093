"""A caller follows her call: what became of it, and what she may add."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from escalation.forms.following import CallerNoteForm
from escalation.models import Incident, IncidentState, Outcome
from escalation.permissions import CallerRequest, with_caller
from escalation.timeline import tell
from escalation.views.live import live
from rota.permissions import allow


@allow("link")
@require_safe
@with_caller
def incident(request: CallerRequest, token: str, code: str) -> HttpResponse:
    """What became of a call, as its caller may see it."""
    return _follow(request, token, code, CallerNoteForm())


@allow("link")
@require_safe
@with_caller
def incident_live(request: CallerRequest, token: str, code: str) -> HttpResponse:
    """What changed since the caller's page was drawn."""
    found = _incident(request, code)
    story = tell(found, timezone.now(), to_caller=True)
    context = {"incident": found, "team": found.team, "token": token}
    return live(request, "escalation/caller_live.html", story, context)


@allow("link")
@require_POST
@with_caller
def note(request: CallerRequest, token: str, code: str) -> HttpResponse:
    """The caller has something new, or says that it is over."""
    found = _incident(request, code)
    form = CallerNoteForm(request.POST)
    if not form.is_valid():
        return _follow(request, token, code, form)
    actions.add_note(
        incident_id=found.pk,
        text=form.cleaned_data["text"],
        by=None,
        caller=request.caller,
        at=timezone.now(),
    )
    messages.success(request, _("Added: the person who has the call sees it."))
    return redirect("caller_incident", token, code)


@allow("link")
@require_POST
@with_caller
def stop(request: CallerRequest, token: str, code: str) -> HttpResponse:
    """Called by mistake: nobody else is woken."""
    found = _incident(request, code)
    if found.state == IncidentState.ACKNOWLEDGED:
        messages.warning(
            request, _("Somebody has taken it already: write below what is wrong.")
        )
    else:
        actions.close(
            incident_id=found.pk,
            outcome=Outcome.STOPPED,
            by=None,
            caller=request.caller,
            at=timezone.now(),
        )
    return redirect("caller_incident", token, code)


def _incident(request: CallerRequest, code: str) -> Incident:
    """One of this caller's own calls. Raises Http404 for anybody else's."""
    mine = Incident.objects.select_related("team__fallback__person", "owner")
    return get_object_or_404(mine, caller=request.caller, code=code.upper())


def _follow(
    request: CallerRequest, token: str, code: str, note_form: CallerNoteForm
) -> HttpResponse:
    found = _incident(request, code)
    context = {
        "incident": found,
        "team": found.team,
        "caller": request.caller,
        "token": token,
        "story": tell(found, timezone.now(), to_caller=True),
        "note_form": note_form,
    }
    return render(request, "escalation/caller_incident.html", context)
