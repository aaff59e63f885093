"""The lead's page of drills: plan one, take it back, see what the last ones showed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalation.actions.drills import cancel_drill, plan_drill
from escalation.drills import drills_of
from escalation.forms.drills import DrillForm
from escalation.outlook import outlook
from rota.permissions import TeamRequest, allow


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def drills(request: TeamRequest) -> HttpResponse:
    """Planned and past drills, and the form for one more."""
    at, member = timezone.now(), request.membership
    form = DrillForm(request.POST or None, team=member.team, at=at)
    if "plan" in request.POST and form.is_valid():
        said = {k: v for k, v in form.cleaned_data.items() if k not in ("day", "clock")}
        plan_drill(team=member.team, **said, by=member.person, at=at)
        messages.success(request, _("The drill is planned."))
        return redirect("drills", member.team.slug)
    template = "escalation/drills.html"
    if "plan" not in request.POST and request.headers.get("HX-Request"):
        template = "escalation/_drill_outlook.html"
    return render(request, template, _page(form, at))


@allow("lead")
@require_POST
def cancel(request: TeamRequest, pk: int) -> HttpResponse:
    """Takes a planned drill back."""
    team, person = request.membership.team, request.membership.person
    drill = get_object_or_404(team.drills, pk=pk)
    if cancel_drill(drill_id=drill.pk, by=person, at=timezone.now()):
        messages.success(request, _("The drill is cancelled."))
    else:
        messages.warning(request, _("Too late: this drill is held or over already."))
    return redirect("drills", team.slug)


def _page(form: DrillForm, at: datetime) -> dict[str, Any]:
    """What was done and planned, the form, and who it would call."""
    team, moment = form.team, form.moment
    return {
        "team": team,
        "form": form,
        "drills": drills_of(team, at),
        "moment": moment,
        "outlook": outlook(team, moment) if moment else None,
    }
