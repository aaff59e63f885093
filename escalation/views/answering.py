"""The page behind the link in a text. Opening it answers nothing (PAGING.md T14):
link previews and operators' scanners open links too."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from escalation.forms.following import CloseForm, NoteForm
from escalation.models import Incident
from escalation.permissions import PageRequest, with_page
from escalation.timeline import Story, tell, upcoming
from escalation.views.live import live
from rota.core.frame import frame_text
from rota.permissions import allow

VIA = "link"


@allow("link")
@require_safe
@with_page
def agent(request: PageRequest, token: str) -> HttpResponse:
    """What is happening, and two thumb-sized choices."""
    return _show(request, token, CloseForm(), NoteForm())


@allow("link")
@require_safe
@with_page
def agent_live(request: PageRequest, token: str) -> HttpResponse:
    """What changed since the page was drawn."""
    at = timezone.now()
    story = tell(_incident(request), at)
    context = _answer(request, token, at)
    return live(request, "escalation/agent_live.html", story, context)


@allow("link")
@require_POST
@with_page
def take(request: PageRequest, token: str) -> HttpResponse:
    """“I take it”; whoever comes second hears who was first, on the page."""
    actions.take(
        incident_id=_incident(request).pk,
        by=request.page.person,
        via=VIA,
        at=timezone.now(),
    )
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def pass_on(request: PageRequest, token: str) -> HttpResponse:
    """“I can't”: the next person is called now."""
    actions.pass_on(
        incident_id=_incident(request).pk,
        by=request.page.person,
        via=VIA,
        at=timezone.now(),
    )
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def close(request: PageRequest, token: str) -> HttpResponse:
    """The person who has the call says what came of it."""
    form = CloseForm(request.POST)
    if not _is_mine(request):
        messages.warning(request, _("Only the person who took this call closes it."))
        return redirect("agent", token)
    if not form.is_valid():
        return _show(request, token, form, NoteForm())
    actions.close(
        incident_id=_incident(request).pk,
        outcome=form.cleaned_data["outcome"],
        note=form.cleaned_data["note"],
        by=request.page.person,
        at=timezone.now(),
    )
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def note(request: PageRequest, token: str) -> HttpResponse:
    """A line for the log."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, token, CloseForm(), form)
    actions.add_note(
        incident_id=_incident(request).pk,
        text=form.cleaned_data["text"],
        by=request.page.person,
        at=timezone.now(),
    )
    return redirect("agent", token)


def _incident(request: PageRequest) -> Incident:
    incident = request.page.incident
    assert incident is not None  # noqa: S101 - with_page refuses pages without one
    return incident


def _is_mine(request: PageRequest) -> bool:
    return _incident(request).owner_id == request.page.person_id


def _answer(request: PageRequest, token: str, at: datetime) -> dict[str, Any]:
    """What decides which buttons are shown."""
    incident, person = _incident(request), request.page.person
    return {
        "incident": incident,
        "team": incident.team,
        "token": token,
        "is_mine": _is_mine(request),
        "has_declined": person.pk in incident.declined,
        "frame": frame_text(incident.team.frame, get_language() or ""),
        "after": upcoming(incident, at, without=person.pk),
    }


def _show(
    request: PageRequest, token: str, close_form: CloseForm, note_form: NoteForm
) -> HttpResponse:
    at = timezone.now()
    story: Story = tell(_incident(request), at)
    context = _answer(request, token, at) | {
        "story": story,
        "close_form": close_form,
        "note_form": note_form,
    }
    return render(request, "escalation/agent.html", context)
