"""The team's own view of its calls: the list, one call, and what one does there."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import ExpressionWrapper, F, fields
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from escalation.cells import CellPage
from escalation.colleagues import may_be_offered, may_take_over
from escalation.debriefs import debriefs_of, owed
from escalation.forms.following import CloseForm, NoteForm
from escalation.involved import hidden_from
from escalation.models import Incident, IncidentState
from escalation.permissions import find_call
from escalation.photos import photos_of
from escalation.timeline import Story, tell
from escalation.trace import attempts, record, table, turns
from escalation.views.discretion import discretion_context
from escalation.views.live import live
from escalation.views.refusals import say_refusal
from escalation.views.response import respond, rights, work_context
from escalation.walkthroughs import may_be_walked
from rota.core.spreadsheet import to_csv
from rota.models import Person
from rota.permissions import TeamRequest, allow, is_lead

VIA = "page"
PAST_ON_A_PAGE = 30
ANSWERED_AFTER = ExpressionWrapper(
    F("taken_at") - F("raised_at"), output_field=fields.DurationField()
)


@allow("agent")
@require_safe
def alerts(request: TeamRequest) -> HttpResponse:
    """Open calls first, what is real before exercises; then past ones."""
    team, reader = request.membership.team, request.membership.person
    calls = team.incidents.select_related("owner", "caller", "raised_by")
    calls = calls.annotate(hidden=hidden_from(reader), answered_after=ANSWERED_AFTER)
    past = calls.filter(state=IncidentState.RESOLVED)
    context = {
        "team": team,
        "open_incidents": calls.exclude(state=IncidentState.RESOLVED).order_by(
            "exercise", "-raised_at"
        ),
        "past": Paginator(past, PAST_ON_A_PAGE).get_page(request.GET.get("page")),
        "kept": team.deferred.filter(handled_at=None).count(),
        **owed(team, reader, timezone.now()),
    }
    return render(request, "escalation/alerts.html", context)


@allow("agent")
@require_safe
def incident(request: TeamRequest, code: str) -> HttpResponse:
    """One call, from its first second to its end."""
    return _show(request, find_call(request, code), CloseForm(), NoteForm())


@allow("agent")
@require_safe
def incident_live(request: TeamRequest, code: str) -> HttpResponse:
    """What changed since the page was drawn."""
    found, at = find_call(request, code), timezone.now()
    story = tell(found, at)
    context = _holding(request, found, story, at)
    return live(request, "escalation/incident_live.html", story, context)


@allow("agent")
@require_safe
def log(request: TeamRequest, code: str) -> HttpResponse:
    """The whole log, line by line, then every attempt; to be printed."""
    found, at = find_call(request, code), timezone.now()
    rows = record(found)
    context = {
        "incident": found,
        "team": found.team,
        "lines": [row for row in rows if row.line],
        "facts": [row for row in rows if row.fact],
        "turns": turns(found),
        "validations": found.validations.select_related("writer", "validator"),
        "at": at,
    }
    return render(request, "escalation/incident_log.html", context)


@allow("agent")
@require_safe
def log_csv(request: TeamRequest, code: str) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    found = find_call(request, code)
    is_french = (get_language() or "").startswith("fr")
    body = to_csv(table(found), semicolons=is_french)
    exercise = "-exercise" if found.exercise else ""
    name = f"{found.team.slug}-{found.code}{exercise}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    headers["Cache-Control"] = "private, no-store"
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


@allow("agent")
@require_POST
def take(request: TeamRequest, code: str) -> HttpResponse:
    """Somebody of the team, signed in, takes the call."""
    say_refusal(request, actions.take(**_said(request, code), via=VIA))
    return _back(request, code)


@allow("agent")
@require_POST
def take_over(request: TeamRequest, code: str, person_id: int) -> HttpResponse:
    """A lead takes it over from whoever was shown to have it."""
    said = _said(request, code)
    say_refusal(request, actions.take(**said, via=VIA, over_from=person_id))
    return _back(request, code)


@allow("agent")
@require_POST
def pass_on(request: TeamRequest, code: str) -> HttpResponse:
    """Its owner hands the call back: the next person is called."""
    say_refusal(request, actions.pass_on(**_said(request, code), via=VIA))
    return _back(request, code)


@allow("agent")
@require_POST
def offer(request: TeamRequest, code: str, person_id: int) -> HttpResponse:
    """Its owner asks a colleague to take it over."""
    team = request.membership.team
    colleague = get_object_or_404(Person, memberships__team=team, pk=person_id)
    answer = actions.offer(**_said(request, code), to=colleague)
    say_refusal(request, answer, colleague=colleague)
    return _back(request, code)


@allow("agent")
@require_POST
def keep(request: TeamRequest, code: str) -> HttpResponse:
    """Its owner keeps it after all."""
    say_refusal(request, actions.withdraw_offer(**_said(request, code)))
    return _back(request, code)


@allow("agent")
@require_POST
def touch(request: TeamRequest, code: str) -> HttpResponse:
    """Its owner is still on it."""
    say_refusal(request, actions.touch(**_said(request, code), via=VIA))
    return _back(request, code)


@allow("agent")
@require_POST
def close(request: TeamRequest, code: str) -> HttpResponse:
    """How it ended."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _show(request, find_call(request, code), form, NoteForm())
    answer = actions.close(**_said(request, code), **form.cleaned_data)
    say_refusal(request, answer, typed=form.cleaned_data["note"])
    if answer.result == "ended":
        messages.success(request, _("The call is closed."))
    return _back(request, code)


@allow("agent")
@require_POST
def note(request: TeamRequest, code: str) -> HttpResponse:
    """A line for the log, open or closed."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, find_call(request, code), CloseForm(), form)
    actions.add_note(**_said(request, code), text=form.cleaned_data["text"])
    return _back(request, code)


@allow("agent")
@require_POST
def act(request: TeamRequest, code: str, what: str) -> HttpResponse:
    """A step done, a decision, something published: `what` of views/response.py."""
    at, found = timezone.now(), find_call(request, code)
    refused = respond(request, what, found, request.membership.person, at)
    if refused or "X-Outbox" in request.headers:
        found = find_call(request, code)
        return _show(request, found, CloseForm(), NoteForm(), **refused)
    return redirect(f"{reverse('incident', args=[found.team.slug, found.code])}#{what}")


def _said(request: TeamRequest, code: str) -> dict[str, Any]:
    """Who says something about which call, and when."""
    return {
        "incident_id": find_call(request, code).pk,
        "by": request.membership.person,
        "at": timezone.now(),
    }


def _back(request: TeamRequest, code: str) -> HttpResponse:
    return redirect("incident", request.membership.team.slug, code)


def _show(
    request: TeamRequest,
    found: Incident,
    close_form: CloseForm,
    note_form: NoteForm,
    **refused: Form,
) -> HttpResponse:
    at = timezone.now()
    context = _holding(request, found, tell(found, at), at) | {
        "close_form": close_form,
        "note_form": note_form,
        "may_be_walked": partial(may_be_walked, found),
    }
    if found.state == IncidentState.RESOLVED:
        mine = debriefs_of(found.team, request.membership.person)
        context["owed"] = list(mine.filter(incident=found))
        context["today"] = at.astimezone(found.team.zone).date()
    if context["part"] == "mine":
        context["colleagues"] = may_be_offered(found, at)
    context |= discretion_context(found, request.membership.person, at)
    if found.state != IncidentState.TRIGGERED:
        context |= work_context(found, request.membership.person, at, **refused)
    return render(request, "escalation/incident.html", context)


def _holding(
    request: TeamRequest, found: Incident, story: Story, at: datetime
) -> dict[str, Any]:
    """Who has the call, and what this reader may do about it."""
    member, person = request.membership, request.membership.person
    part = story.part_of(person)
    return {
        "incident": found,
        "team": found.team,
        "story": story,
        "may_close": True,
        "part": part,
        **rights(CellPage(found, person), is_hers=part == "mine" or is_lead(member)),
        "act_url": reverse("incident_act", args=[found.team.slug, found.code, "x"])[
            :-1
        ],
        "photos": photos_of(found, story),
        "may_take_over": may_take_over(found, person, at),
        # read only where a page is drawn: most polls are answered with “no news”
        "attempts": partial(attempts, found),
    }
