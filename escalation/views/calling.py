"""Calling: a service with its link, or somebody of the team; and following it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from escalation import actions
from escalation.forms.calling import WAIT, CallForm, TeamCallForm, first_values
from escalation.forms.following import NoteForm
from escalation.health import problems
from escalation.models import Caller, Case, Deferred, Incident, IncidentState, Outcome
from escalation.outlook import outlook
from escalation.permissions import CallerRequest, with_caller
from escalation.sending import hand_over
from escalation.timeline import tell
from escalation.views.live import live
from rota.core.phones import show_phone
from rota.models import Person, Team
from rota.permissions import TeamRequest, allow

# characters in one SMS, and in each part of a longer one (GSM 03.38)
WHOLE, PART = 160, 153


@allow("link")
@require_http_methods(["GET", "HEAD", "POST"])
@with_caller
def caller(request: CallerRequest, token: str) -> HttpResponse:
    """Who is on call, the two cases and “it can wait”; no account."""
    at, who = timezone.now(), request.caller
    form = CallForm(
        request.POST or None,
        initial=first_values(who),
        region=who.team.holiday_region[:2],
        may_raise=tuple(case for case in Case.values if who.may_raise(case)),
    )
    if "call" in request.POST and form.is_valid():
        made = _send(form, who.team, at, caller=who)
        if isinstance(made, Incident):
            return redirect("caller_incident", token, made.code)
        return redirect("caller_kept", token, made.request_key)
    context = _form_page(request, form, who.team, at)
    opened = who.incident_set.exclude(state=IncidentState.RESOLVED)
    context |= {"caller": who, "token": token, "open_incidents": opened}
    return _answer(request, "escalation/caller.html", context)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def new_alert(request: TeamRequest) -> HttpResponse:
    """The same form for somebody of the team, who may also rehearse."""
    at, team = timezone.now(), request.membership.team
    person = request.membership.person
    form = TeamCallForm(
        request.POST or None,
        initial=first_values()
        | {
            "call_back_name": person.short_name,
            "call_back_phone": show_phone(person.phone) if person.phone else "",
        },
        region=team.holiday_region[:2],
    )
    if "call" in request.POST and form.is_valid():
        made = _send(form, team, at, by=person)
        if isinstance(made, Incident):
            return redirect("incident", team.slug, made.code)
        messages.success(
            request, _("Kept for the next working day. Nobody was called.")
        )
        return redirect("deferred", team.slug)
    context = _form_page(request, form, team, at)
    # the frame of the page shows these to the team already
    context["problems"] = []
    return _answer(request, "escalation/new_alert.html", context)


@allow("link")
@require_safe
@with_caller
def kept(request: CallerRequest, token: str, key: UUID) -> HttpResponse:
    """What was promised to a caller whose request can wait."""
    asked = get_object_or_404(Deferred, caller=request.caller, request_key=key)
    context: dict[str, Any] = {"kept": asked, "caller": request.caller}
    context |= {"team": asked.team, "token": token}
    return render(request, "escalation/kept.html", context)


@allow("link")
@require_safe
@with_caller
def incident(request: CallerRequest, token: str, code: str) -> HttpResponse:
    """What became of a call, as its caller may see it."""
    return _follow(request, token, code, NoteForm(label=_("Add what is new")))


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
    form = NoteForm(request.POST, label=_("Add what is new"))
    is_over = "over" in request.POST
    if not is_over and not form.is_valid():
        return _follow(request, token, code, form)
    words = [_("It is over.")] if is_over else []
    words += [form.cleaned_data["text"]] if form.is_valid() else []
    actions.add_note(
        incident_id=found.pk,
        text=" ".join(words),
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
    request: CallerRequest, token: str, code: str, note_form: NoteForm
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


def _send(
    form: CallForm,
    team: Team,
    at: datetime,
    *,
    caller: Caller | None = None,
    by: Person | None = None,
) -> Incident | Deferred:
    """Raises the call and hands its first text over, or keeps it for later."""
    said = form.cleaned_data
    if said["case"] == WAIT:
        return actions.defer(
            team=team,
            title=said["title"],
            facts=said["facts"],
            call_back=form.call_back,
            caller=caller,
            request_key=said["request_key"],
            by=by,
            at=at,
        )
    raised = actions.trigger(
        team=team,
        case=said["case"],
        title=said["title"],
        facts=said["facts"],
        caller=caller,
        call_back_name=said["call_back_name"],
        call_back_phone=said["call_back_phone"],
        exercise=said.get("exercise", False),
        request_key=said["request_key"],
        by=by,
        at=at,
    )
    hand_over(raised.pk, at)
    return raised


def _form_page(
    request: HttpRequest, form: CallForm, team: Team, at: datetime
) -> dict[str, Any]:
    """What the form shows around its fields: who is on call, the SMS to be."""
    now = outlook(team, at)
    previewing = "preview" in request.POST
    said: dict[str, Any] = {}
    if form.is_bound:
        form.is_valid()
        said = form.cleaned_data
    case, title = said.get("case", ""), said.get("title", "")
    preview = None
    if title and case != WAIT:
        phone = said.get("call_back_phone", "")
        preview = actions.preview(
            team=team,
            case=case or Case.CRISIS,
            title=title,
            call_back_phone=show_phone(phone) if phone else "",
            exercise=said.get("exercise", False),
            at=at,
        )
    segments = preview.measure.segments if preview else 1
    return {
        "form": form,
        "team": team,
        "at": at,
        "outlook": now,
        "nexts": now.nexts.items(),
        "problems": problems(at),
        "preview": preview,
        "previewing": previewing,
        "waits": case == WAIT,
        "room": WHOLE if segments == 1 else PART * segments,
    }


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The whole page, or only the preview when htmx asks for it."""
    if context["previewing"] and request.headers.get("HX-Request"):
        template = "escalation/_preview.html"
    return render(request, template, context)
