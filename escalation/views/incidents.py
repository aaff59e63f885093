"""The team's own view of its calls: the list, one call, and what one does there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import ExpressionWrapper, F, fields
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from escalation.forms.following import CloseForm, NoteForm
from escalation.models import Incident, IncidentState
from escalation.timeline import tell
from escalation.views.live import live
from rota.permissions import TeamRequest, allow

VIA = "page"
PAST_ON_A_PAGE = 30
ANSWERED_AFTER = ExpressionWrapper(
    F("taken_at") - F("raised_at"), output_field=fields.DurationField()
)


@allow("agent")
@require_safe
def alerts(request: TeamRequest) -> HttpResponse:
    """Open calls first, then past ones."""
    team = request.membership.team
    calls = team.incidents.select_related("owner", "caller", "raised_by")
    past = calls.filter(state=IncidentState.RESOLVED).annotate(
        answered_after=ANSWERED_AFTER
    )
    context = {
        "team": team,
        "open_incidents": calls.exclude(state=IncidentState.RESOLVED),
        "past": Paginator(past, PAST_ON_A_PAGE).get_page(request.GET.get("page")),
        "kept": team.deferred.filter(handled_at=None).count(),
    }
    return render(request, "escalation/alerts.html", context)


@allow("agent")
@require_safe
def incident(request: TeamRequest, code: str) -> HttpResponse:
    """One call, from its first second to its end."""
    return _show(request, _incident(request, code), CloseForm(), NoteForm())


@allow("agent")
@require_safe
def incident_live(request: TeamRequest, code: str) -> HttpResponse:
    """What changed since the page was drawn."""
    found = _incident(request, code)
    story = tell(found, timezone.now())
    context = {"incident": found, "team": found.team, "may_close": True}
    return live(request, "escalation/incident_live.html", story, context)


@allow("agent")
@require_POST
def take(request: TeamRequest, code: str) -> HttpResponse:
    """Somebody of the team, signed in, takes the call."""
    answer = actions.take(
        incident_id=_incident(request, code).pk,
        by=request.membership.person,
        via=VIA,
        at=timezone.now(),
    )
    owner = answer.incident.owner
    if answer.result == "already_taken" and owner:
        messages.warning(request, _("%(name)s was first.") % {"name": owner.short_name})
    elif answer.result == "closed":
        messages.warning(request, _("This call is closed already."))
    return redirect("incident", request.membership.team.slug, code)


@allow("agent")
@require_POST
def pass_on(request: TeamRequest, code: str) -> HttpResponse:
    """Its owner hands the call back: the next person is called."""
    actions.pass_on(
        incident_id=_incident(request, code).pk,
        by=request.membership.person,
        via=VIA,
        at=timezone.now(),
    )
    return redirect("incident", request.membership.team.slug, code)


@allow("agent")
@require_POST
def close(request: TeamRequest, code: str) -> HttpResponse:
    """How it ended."""
    found, form = _incident(request, code), CloseForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, NoteForm())
    actions.close(
        incident_id=found.pk,
        outcome=form.cleaned_data["outcome"],
        note=form.cleaned_data["note"],
        by=request.membership.person,
        at=timezone.now(),
    )
    messages.success(request, _("The call is closed."))
    return redirect("incident", request.membership.team.slug, code)


@allow("agent")
@require_POST
def note(request: TeamRequest, code: str) -> HttpResponse:
    """A line for the log, open or closed."""
    found, form = _incident(request, code), NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, CloseForm(), form)
    actions.add_note(
        incident_id=found.pk,
        text=form.cleaned_data["text"],
        by=request.membership.person,
        at=timezone.now(),
    )
    return redirect("incident", request.membership.team.slug, code)


def _incident(request: TeamRequest, code: str) -> Incident:
    """A call of this team. Raises Http404 for any other."""
    calls = Incident.objects.select_related(
        "team__fallback__person", "owner", "caller", "raised_by"
    )
    return get_object_or_404(calls, team=request.membership.team, code=code.upper())


def _show(
    request: TeamRequest, found: Incident, close_form: CloseForm, note_form: NoteForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "incident": found,
        "team": found.team,
        "story": tell(found, timezone.now()),
        "close_form": close_form,
        "note_form": note_form,
        "may_close": True,
    }
    return render(request, "escalation/incident.html", context)
