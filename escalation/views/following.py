"""A caller follows her call: what became of it, how she is told, what she may add."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from escalation.forms.following import CallerNoteForm
from escalation.forms.telling import TellingForm
from escalation.models import Caller, Following, Incident, IncidentState, Outcome
from escalation.permissions import CallerRequest, following_of, with_call
from escalation.photos import photos_of_caller
from escalation.reaching import may_be_texted
from escalation.telling import card_of
from escalation.timeline import tell
from escalation.views.live import live
from rota.permissions import allow


@allow("link")
@require_safe
@with_call
def incident(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """What became of a call, as its caller may see it."""
    return _follow(request, token, found, CallerNoteForm())


@allow("link")
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The short address in what a caller is told leads to the page of her call."""
    told = following_of(token)
    if told is None:
        return render(request, "escalation/link_unknown.html", status=404)
    return redirect("caller_incident", token, told.incident.code)


@allow("link")
@require_safe
@with_call
def incident_live(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """What changed since the caller's page was drawn."""
    story = tell(found, timezone.now(), to_caller=True)
    context = _context(request, token, found)
    return live(request, "escalation/caller_live.html", story, context)


@allow("link")
@require_POST
@with_call
def note(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """The caller has something new, or says that it is over: this counts whatever is
    wrong with the words beside it."""
    form = CallerNoteForm(request.POST)
    is_closed = found.state == IncidentState.RESOLVED
    if is_closed or not (form.is_valid() or form.is_over):
        return _follow(request, token, found, form)
    answer = _say(request, found, form)
    if answer.result != "closed":  # in this very instant
        messages.success(request, _who_hears(answer, is_over=form.is_over))
    if answer.result == "closed" or form.errors:
        return _follow(request, token, answer.incident, form)
    return redirect("caller_incident", token, found.code)


@allow("link")
@require_POST
@with_call
def told(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """The caller chooses how she is told."""
    form = _telling_form(found, request.caller, request.POST)
    if not form.is_valid():
        return _follow(request, token, found, CallerNoteForm(), form)
    way, to = form.told
    answer = actions.choose_telling(
        incident_id=found.pk, way=way, to=to, caller=request.caller, at=timezone.now()
    )
    if answer.result == "closed":
        messages.warning(request, _("This call is closed: nothing is left to tell."))
    return redirect("caller_incident", token, found.code)


@allow("link")
@require_POST
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


def _say(
    request: CallerRequest, found: Incident, form: CallerNoteForm
) -> actions.Answer:
    text, at = form.cleaned_data.get("text", ""), timezone.now()
    if form.is_over:
        return actions.say_over(
            incident_id=found.pk, text=text, caller=request.caller, at=at
        )
    return actions.add_note(
        incident_id=found.pk, text=text, by=None, caller=request.caller, at=at
    )


def _who_hears(answer: actions.Answer, *, is_over: bool) -> str:
    """What becomes of a note or of the end: told, or read on the page."""
    owner = answer.incident.owner
    if answer.result == "ended":
        return _(
            "Noted that it is over. Nobody has the call and nothing was "
            "published: it is closed, and nobody else is called."
        )
    if answer.result == "said":
        return _("You said so already, and nothing was added since.")
    if owner is None and is_over:
        return _(
            "Noted that it is over. Something was published: people are called until "
            "somebody publishes the end message."
        )
    if owner is None:
        return _("Added: whoever takes the call will see it.")
    name = {"name": owner.short_name}
    if is_over and may_be_texted(owner):
        return _("Noted that it is over: %(name)s is told by text.") % name
    if is_over:
        return _("Noted that it is over: %(name)s is told by e-mail.") % name
    if not may_be_texted(owner):
        return _("Added: %(name)s sees it on the page of the call.") % name
    return _("Added: %(name)s is told by text.") % name


def _telling_form(found: Incident, caller: Caller, data: Any = None) -> TellingForm:
    following = Following.objects.filter(incident=found).first()
    phone = found.call_back_phone or caller.phone
    return TellingForm(data, caller=caller, call_back=phone, following=following)


def _context(request: CallerRequest, token: str, found: Incident) -> dict[str, Any]:
    return {
        "incident": found,
        "team": found.team,
        "caller": request.caller,
        "token": token,
        "may_call": request.may_call,
        "telling": card_of(found),
    }


def _follow(
    request: CallerRequest,
    token: str,
    found: Incident,
    note_form: CallerNoteForm,
    telling_form: TellingForm | None = None,
) -> HttpResponse:
    # what was written to a call that is closed is given back, for the next one
    too_late = note_form.is_bound and found.state == IncidentState.RESOLVED
    context = _context(request, token, found) | {
        "story": tell(found, timezone.now(), to_caller=True),
        "note_form": note_form,
        "telling_form": telling_form or _telling_form(found, request.caller),
        "photos": photos_of_caller(found, request.caller),
        "unheard": note_form.data.get("text", "") if too_late else None,
    }
    return render(request, "escalation/caller_incident.html", context)
