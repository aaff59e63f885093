"""A caller follows her call: what became of it, and what she may add."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from escalation.forms.following import CallerNoteForm
from escalation.models import Incident, IncidentState, Outcome
from escalation.permissions import CallerRequest, with_caller
from escalation.reaching import may_be_texted
from escalation.timeline import tell
from escalation.views.live import live
from rota.permissions import allow

CallView = Callable[[CallerRequest, str, Incident], HttpResponse]


def with_call(view: CallView) -> Callable[[CallerRequest, str, str], HttpResponse]:
    """Finds the call of the address among this caller's own. 404 for anybody
    else's, with the way back to her own form."""

    @wraps(view)
    def wrapper(request: CallerRequest, token: str, code: str) -> HttpResponse:
        mine = Incident.objects.select_related(
            "team__fallback__person", "owner", "next_update"
        )
        found = mine.filter(caller=request.caller, code=code.upper()).first()
        if found is None:
            who = request.caller
            context = {"caller": who, "team": who.team, "token": token, "code": code}
            return render(request, "escalation/call_unknown.html", context, status=404)
        return view(request, token, found)

    return wrapper


@allow("link")
@require_safe
@with_caller
@with_call
def incident(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """What became of a call, as its caller may see it."""
    return _follow(request, token, found, CallerNoteForm())


@allow("link")
@require_safe
@with_caller
@with_call
def incident_live(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """What changed since the caller's page was drawn."""
    story = tell(found, timezone.now(), to_caller=True)
    context = {"incident": found, "team": found.team, "token": token}
    return live(request, "escalation/caller_live.html", story, context)


@allow("link")
@require_POST
@with_caller
@with_call
def note(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """The caller has something new, or says that it is over."""
    form = CallerNoteForm(request.POST)
    if found.state == IncidentState.RESOLVED or not form.is_valid():
        return _follow(request, token, found, form)
    added = actions.add_note(
        incident_id=found.pk,
        text=form.cleaned_data["text"],
        by=None,
        caller=request.caller,
        at=timezone.now(),
    )
    if added.result == "closed":  # in this very instant
        return _follow(request, token, added.incident, form)
    heard = _who_hears(added.incident, is_over="over" in request.POST)
    messages.success(request, heard)
    return redirect("caller_incident", token, found.code)


@allow("link")
@require_POST
@with_caller
@with_call
def stop(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """Called by mistake: nobody else is woken."""
    answer = actions.close(
        incident_id=found.pk,
        outcome=Outcome.STOPPED,
        by=None,
        caller=request.caller,
        at=timezone.now(),
    )
    if answer.result == "already_taken":
        messages.warning(
            request, _("Somebody has taken it already: write below what is wrong.")
        )
    return redirect("caller_incident", token, found.code)


def _who_hears(found: Incident, *, is_over: bool) -> str:
    """What becomes of a note: told by text, or read on the page."""
    owner = found.owner
    if owner is None and is_over:
        return _(
            "Noted that it is over. People are called until somebody takes it: to "
            "call nobody else, press “Called by mistake: stop”."
        )
    if owner is None:
        return _("Added: whoever takes the call will see it.")
    name = {"name": owner.short_name}
    if not may_be_texted(owner):
        return _("Added: %(name)s sees it on the page of the call.") % name
    if is_over:
        return _("Noted that it is over: %(name)s is told by text.") % name
    return _("Added: %(name)s is told by text.") % name


def _follow(
    request: CallerRequest, token: str, found: Incident, note_form: CallerNoteForm
) -> HttpResponse:
    # what was written to a call that is closed is given back, for the next one
    too_late = note_form.is_bound and found.state == IncidentState.RESOLVED
    context = {
        "incident": found,
        "team": found.team,
        "caller": request.caller,
        "token": token,
        "story": tell(found, timezone.now(), to_caller=True),
        "note_form": note_form,
        "unheard": note_form.data.get("text", "") if too_late else None,
    }
    return render(request, "escalation/caller_incident.html", context)
