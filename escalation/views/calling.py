"""Calling: a service with its link, or somebody of the team, signed in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from escalation import actions
from escalation.deferred import answers_of, lately_kept
from escalation.forms.calling import WAIT, CallForm, TeamCallForm, first_values
from escalation.forms.telling import TellingForm
from escalation.health import problems
from escalation.models import (
    Caller,
    Case,
    Deferred,
    Incident,
    IncidentState,
    Target,
)
from escalation.outlook import outlook
from escalation.permissions import CallerRequest, with_caller
from escalation.policies import policy_of
from escalation.sending import hand_over
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
        initial=first_values(who.name, who.phone),
        region=who.team.holiday_region[:2],
        may_raise=tuple(case for case in Case.values if who.may_raise(case)),
        sensitive=who.sensitive,
    )
    telling = TellingForm(request.POST or None, caller=who, call_back=who.phone)
    if _is_call(request, form):
        return redirect(_made_by_caller(request, form, telling, at, token))
    context = _form_page(request, form, who.team, at, sensitive=who.sensitive)
    context |= {"token": token, "telling_form": telling, **_asked_before(who, at)}
    return _answer(request, "escalation/caller.html", context)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def new_alert(request: TeamRequest) -> HttpResponse:
    """The same form for somebody of the team, who may also rehearse."""
    at, member = timezone.now(), request.membership
    form = TeamCallForm(
        request.POST or None,
        initial=first_values(member.person.short_name, member.person.phone),
        team=member.team,
    )
    if _is_call(request, form):
        return redirect(_made_by_team(request, form, at))
    context = _form_page(request, form, member.team, at)
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
    context |= {"team": asked.team, "token": token, "answers": answers_of(asked)}
    return render(request, "escalation/kept.html", context)


def _is_call(request: HttpRequest, form: CallForm) -> bool:
    """True when the large button was pressed, and nothing is missing. Any other
    way to send the form (Enter, “Preview”) shows the text and calls nobody."""
    return "call" in request.POST and form.is_valid()


def _made_by_caller(
    request: CallerRequest,
    form: CallForm,
    telling: TellingForm,
    at: datetime,
    token: str,
) -> str:
    """Calls, or keeps; the address where the caller follows it."""
    told = telling.told if telling.is_valid() else None
    made = _send(form, request.caller.team, at, caller=request.caller, told=told)
    _tell_unread(request, form)
    if isinstance(made, Incident):
        _tell_untold(request, telling)
        return reverse("caller_incident", args=[token, made.code])
    return reverse("caller_kept", args=[token, made.request_key])


def _made_by_team(request: TeamRequest, form: CallForm, at: datetime) -> str:
    """Calls, or keeps; the address where the team follows it."""
    member = request.membership
    made = _send(form, member.team, at, by=member.person)
    _tell_unread(request, form)
    if isinstance(made, Incident):
        return reverse("incident", args=[member.team.slug, made.code])
    messages.success(request, _("Kept for the next working day: nobody was called."))
    return reverse("deferred", args=[member.team.slug])


def _tell_unread(request: HttpRequest, form: CallForm) -> None:
    """Afterwards, when it delays nobody: this number to call back is none."""
    if form.unread:
        messages.warning(
            request,
            _(
                "“%(typed)s” could not be read as a telephone number: it was passed "
                "on as you typed it."
            )
            % {"typed": form.unread},
        )


def _tell_untold(request: HttpRequest, telling: TellingForm) -> None:
    """The same for where the caller wants to be told."""
    if telling.errors:
        messages.warning(
            request,
            _("%(wrong)s You are told on this page only, until you choose again below.")
            % {"wrong": telling.wrong},
        )


def _send(
    form: CallForm,
    team: Team,
    at: datetime,
    *,
    caller: Caller | None = None,
    told: tuple[str, str] | None = None,
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
            kind=said["kind"],
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
        told=told,
        request_key=said["request_key"],
        by=by,
        at=at,
    )
    hand_over(raised.pk, at, timezone.now)
    return raised


def _asked_before(who: Caller, at: datetime) -> dict[str, Any]:
    """What this service still waits for."""
    return {
        "caller": who,
        "open_incidents": who.incident_set.exclude(state=IncidentState.RESOLVED),
        "kept_requests": lately_kept(who, at),
    }


def _form_page(
    request: HttpRequest,
    form: CallForm,
    team: Team,
    at: datetime,
    *,
    sensitive: bool = False,
) -> dict[str, Any]:
    """What the form shows around its fields: who is on call, the SMS to be."""
    now = outlook(team, at)
    previewing = "preview" in request.POST
    said: dict[str, Any] = {}
    if form.is_bound:
        form.is_valid()
        said = form.cleaned_data
    case, title = said.get("case", ""), said.get("title", "")
    preview = _preview(team, said, at, sensitive) if title and case != WAIT else None
    segments = preview.measure.segments if preview else 1
    return {
        "form": form,
        "team": team,
        "at": at,
        "outlook": now,
        "nexts": now.nexts.items(),
        "called": {case: _called(team, case) for case in Case.values},
        "problems": problems(at),
        "preview": preview,
        "previewing": previewing,
        "waits": case == WAIT,
        "room": WHOLE if segments == 1 else PART * segments,
    }


def _preview(
    team: Team, said: dict[str, Any], at: datetime, sensitive: bool
) -> actions.Preview:
    """Of what is typed so far; without a case, as if it were a crisis."""
    return actions.preview(
        team=team,
        case=said.get("case") or Case.CRISIS,
        title=said["title"],
        facts=said.get("facts", ""),
        call_back_name=said.get("call_back_name", ""),
        call_back_phone=said.get("call_back_phone", ""),
        exercise=said.get("exercise", False),
        sensitive=sensitive,
        at=at,
    )


def _called(team: Team, case: str) -> set[str]:
    """The targets of the team's ladder; the backup only where there is one."""
    targets = {str(rung.target) for rung in policy_of(team, case).steps}
    return targets if team.has_backup else targets - {Target.BACKUP}


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The whole page, or only the preview when htmx asks for it."""
    if context["previewing"] and request.headers.get("HX-Request"):
        template = "escalation/_preview.html"
    return render(request, template, context)
