"""Debriefs: read and written by whoever takes part in calls, planned by the leads."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from escalation.actions.debriefing import (
    OvertakenError,
    hold_debrief,
    plan_debrief,
    write_debrief,
)
from escalation.debriefs import debriefs_of, figures
from escalation.forms.debriefs import DebriefForm, PlanForm
from escalation.models import Debrief
from rota.permissions import TeamRequest, allow, is_lead
from rota.templatetags.rota import moment

ON_A_PAGE = 30


@allow("agent")
@require_safe
def debriefs(request: TeamRequest) -> HttpResponse:
    """Every crisis that was, is or will be debriefed, and figures without a name."""
    team, at = request.membership.team, timezone.now()
    seen = debriefs_of(team, request.membership.person)
    rows = Paginator(seen, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"team": team, "rows": rows, "figures": figures(team, at)}
    context["today"] = at.astimezone(team.zone).date()
    return render(request, "escalation/debriefs.html", context)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: TeamRequest, code: str) -> HttpResponse:
    """One debrief: what was said so far, to be added to."""
    row, at = _debrief(request, code), timezone.now()
    form = DebriefForm(request.POST or None, notes=list(row.notes.all()))
    if form.is_valid():
        if _is_saved(request, row, form, at):
            return redirect(request.path)
        form = DebriefForm(notes=list(row.notes.all()), typed=form.words)
    return _show(request, row, form, PlanForm(debrief=row, at=at), at)


@allow("lead")
@require_POST
def plan(request: TeamRequest, code: str) -> HttpResponse:
    """The day on which it will be held."""
    row, at = _debrief(request, code), timezone.now()
    form = PlanForm(request.POST, debrief=row, at=at)
    if not form.is_valid():
        words = DebriefForm(notes=list(row.notes.all()))
        return _show(request, row, words, form, at)
    by, day = request.membership.person, form.cleaned_data["day"]
    plan_debrief(debrief_id=row.pk, day=day, by=by, at=at)
    return redirect("debrief", request.membership.team.slug, row.incident.code)


@allow("lead")
@require_POST
def held(request: TeamRequest, code: str) -> HttpResponse:
    """It was held."""
    row, by = _debrief(request, code), request.membership.person
    hold_debrief(debrief_id=row.pk, by=by, at=timezone.now())
    return redirect("debrief", request.membership.team.slug, row.incident.code)


def _debrief(request: TeamRequest, code: str) -> Debrief:
    """Of a crisis of this team that she may see. Raises Http404 for any other."""
    rows = debriefs_of(request.membership.team, request.membership.person)
    return get_object_or_404(rows, incident__code=code.upper())


def _is_saved(
    request: TeamRequest, row: Debrief, form: DebriefForm, at: datetime
) -> bool:
    """False when somebody else wrote meanwhile: nothing was saved, nothing is lost."""
    by, seen = request.membership.person, form.cleaned_data["seen"]
    try:
        write_debrief(debrief_id=row.pk, words=form.words, seen=seen, by=by, at=at)
    except OvertakenError as first:
        sentence = _(
            "%(name)s saved another version (%(when)s), shown below. Yours is not "
            "saved yet: bring both together, then save."
        )
        when = moment(first.last.at, row.incident.team)
        name = first.last.by.short_name
        messages.warning(request, sentence % {"name": name, "when": when})
        return False
    messages.success(request, _("Saved."))
    return True


def _show(
    request: TeamRequest, row: Debrief, form: DebriefForm, plan: PlanForm, at: datetime
) -> HttpResponse:
    context = {
        "team": row.incident.team,
        "incident": row.incident,
        "debrief": row,
        "notes": list(row.notes.select_related("by")),
        "form": form,
        "plan_form": plan,
        "may_plan": is_lead(request.membership),
        "today": at.astimezone(row.incident.team.zone).date(),
    }
    return render(request, "escalation/debrief.html", context)
