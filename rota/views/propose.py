"""Proposals of the planner: asked for, followed, stopped, taken into the draft."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import HttpResponseClientRefresh

from rota.actions import plan_runs
from rota.actions.plan_runs import NotReadyError, RotaMovedError
from rota.board.messages import going_text, taken_text
from rota.board.proposal_page import read_proposal
from rota.board.propose_page import read_ask, read_following
from rota.core.months import month_of
from rota.forms.board import MAY_MOVE, ProposeForm
from rota.models import PlanRun, PlanState
from rota.permissions import TeamRequest, allow
from rota.views.asking import asked_of, to_month


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: TeamRequest) -> HttpResponse:
    """Asks for which months; while a proposal is under way, leads to it."""
    team, at = request.membership.team, timezone.now()
    back = asked_of(request).month
    ask = read_ask(team, back, at=at)
    context = {"ask": ask, "back": back, "team": team}
    if ask is None:
        return render(request, "rota/propose.html", context)
    data = request.POST if request.method == "POST" else None
    form = ProposeForm(data, months=ask.months, first=ask.first, last=ask.last)
    if form.is_valid():
        return _ask(request, form, at)
    return render(request, "rota/propose.html", {**context, "form": form})


@allow("lead")
@require_safe
def proposal(request: TeamRequest, run_id: int) -> HttpResponse:
    """Follows it while it is computed; then shows how good it is."""
    run, at = _run(request, run_id), timezone.now()
    context: dict[str, Any] = {"team": run.team, "back": month_of(run.first)}
    if run.is_under_way:
        context["page"] = read_following(run, at=at)
        return render(request, "rota/proposal_following.html", context)
    if "HX-Request" in request.headers:
        return HttpResponseClientRefresh()
    if run.state == PlanState.TAKEN:
        messages.info(request, _("This proposal is in the draft already."))
        return to_month(run.team, month_of(run.first))
    if run.state == PlanState.FAILED:
        return render(request, "rota/proposal_failed.html", {**context, "run": run})
    context["page"] = read_proposal(run, at=at)
    return render(request, "rota/proposal.html", context)


@allow("lead")
@require_POST
def proposal_stop(request: TeamRequest, run_id: int) -> HttpResponse:
    """Stops it; the best so far is kept."""
    run = _run(request, run_id)
    plan_runs.ask_to_stop(run=run, by=request.user, at=timezone.now())
    return redirect("proposal", run.team.slug, run.pk)


@allow("lead")
@require_POST
def proposal_take(request: TeamRequest, run_id: int) -> HttpResponse:
    """Writes it into the draft; says so when the rota has changed meanwhile."""
    run = _run(request, run_id)
    try:
        changed = plan_runs.take(run=run, by=request.user, at=timezone.now())
    except (RotaMovedError, NotReadyError):
        # its page says what has become of it, and what to do
        return redirect("proposal", run.team.slug, run.pk)
    messages.success(request, taken_text(changed))
    return to_month(run.team, month_of(run.first))


def _run(request: TeamRequest, run_id: int) -> PlanRun:
    """One of the team's. Raises Http404."""
    runs = PlanRun.objects.select_related("team", "by")
    return get_object_or_404(runs, team=request.membership.team, pk=run_id)


def _ask(request: TeamRequest, form: ProposeForm, at: datetime) -> HttpResponse:
    chosen, team = form.cleaned_data, request.membership.team
    run = plan_runs.ask(
        team=team,
        first=chosen["first"].first,
        last=chosen["last"].last,
        may_move=chosen["moves"] == MAY_MOVE,
        by=request.user,
        at=at,
    )
    if run.at != at:
        messages.info(request, going_text(run))
    return redirect("proposal", team.slug, run.pk)
