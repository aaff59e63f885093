"""The page behind the link in a text. Opening it answers nothing (PAGING.md T14):
link previews and operators' scanners open links too."""

from datetime import datetime
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from escalation.callouts import last_spent
from escalation.colleagues import may_be_offered, may_take_over
from escalation.forms.following import CloseForm, NoteForm
from escalation.models import Incident
from escalation.permissions import PageRequest, with_page
from escalation.relay import turns_of
from escalation.timeline import Story, tell, upcoming
from escalation.views.live import live
from escalation.views.refusals import say_refusal
from escalation.views.response import respond, work_context
from rota.core.frame import frame_text
from rota.models import Person
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
    context = _answer(request, token, story, at)
    return live(request, "escalation/agent_live.html", story, context)


@allow("link")
@require_POST
@with_page
def take(request: PageRequest, token: str) -> HttpResponse:
    """“I take it”; whoever comes second hears who was first, on the page."""
    actions.take(**_said(request), via=VIA, page=request.page)
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def pass_on(request: PageRequest, token: str) -> HttpResponse:
    """“I can't”: the next person is called now."""
    actions.pass_on(**_said(request), via=VIA, page=request.page)
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def take_over(request: PageRequest, token: str, person_id: int) -> HttpResponse:
    """A lead takes it over from whoever was shown to have it."""
    answer = actions.take(
        **_said(request), via=VIA, page=request.page, over_from=person_id
    )
    say_refusal(request, answer)
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def offer(request: PageRequest, token: str, person_id: int) -> HttpResponse:
    """“Hand it over to …”: it stays hers until he takes it."""
    team = _incident(request).team
    colleague = get_object_or_404(Person, memberships__team=team, pk=person_id)
    answer = actions.offer(**_said(request), to=colleague)
    say_refusal(request, answer, colleague=colleague)
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def keep(request: PageRequest, token: str) -> HttpResponse:
    """“I keep it”: her colleague is asked no longer."""
    say_refusal(request, actions.withdraw_offer(**_said(request)))
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def touch(request: PageRequest, token: str) -> HttpResponse:
    """“Still on it”, to the question of what becomes of it."""
    say_refusal(request, actions.touch(**_said(request), via=VIA))
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def close(request: PageRequest, token: str) -> HttpResponse:
    """The person who has the call says what came of it."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _show(request, token, form, NoteForm())
    answer = actions.close(**_said(request), **form.cleaned_data, only_owner=True)
    say_refusal(request, answer, typed=form.cleaned_data["note"])
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def note(request: PageRequest, token: str) -> HttpResponse:
    """A line for the log."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, token, CloseForm(), form)
    actions.add_note(**_said(request), text=form.cleaned_data["text"])
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def act(request: PageRequest, token: str, what: str) -> HttpResponse:
    """A step done, a decision, something published: `what` of views/response.py."""
    at, incident = timezone.now(), _incident(request)
    refused = respond(request, what, incident, request.page.person, at)
    if refused or "X-Outbox" in request.headers:
        return _show(request, token, CloseForm(), NoteForm(), **refused)
    return redirect(f"{reverse('agent', args=[token])}#{what}")


def _incident(request: PageRequest) -> Incident:
    incident = request.page.incident
    assert incident is not None  # noqa: S101 - with_page refuses pages without one
    return incident


def _said(request: PageRequest) -> dict[str, Any]:
    """Who says something about which call, and when."""
    return {
        "incident_id": _incident(request).pk,
        "by": request.page.person,
        "at": timezone.now(),
    }


def _answer(
    request: PageRequest, token: str, story: Story, at: datetime
) -> dict[str, Any]:
    """What decides which buttons are shown."""
    incident, person = _incident(request), request.page.person
    return {
        "incident": incident,
        "team": incident.team,
        "token": token,
        "part": story.part_of(person),
        "may_take_over": may_take_over(incident, person, at),
        "has_declined": person.pk in incident.declined,
        "frame": frame_text(incident.team.frame, get_language() or ""),
        "after": upcoming(incident, at, without=person.pk),
        # read only where a page is drawn: most polls are answered with “no news”
        "time_spent": partial(last_spent, incident, person),
        "turns": partial(turns_of, incident, person, at),
        "story": story,
    }


def _show(
    request: PageRequest,
    token: str,
    close_form: CloseForm,
    note_form: NoteForm,
    **refused: Form,
) -> HttpResponse:
    at, incident = timezone.now(), _incident(request)
    incident.refresh_from_db()
    context = _answer(request, token, tell(incident, at), at) | {
        "close_form": close_form,
        "note_form": note_form,
    }
    if context["part"] == "mine":
        context |= work_context(incident, request.page.person, at, **refused)
        context["act_url"] = reverse("agent_act", args=[token, "x"])[:-1]
        context["colleagues"] = may_be_offered(incident, at)
    return render(request, "escalation/agent.html", context)
