"""The crisis cell: the lead's page of its roles; and who comes, by either door."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalation.actions.cell_plans import save_cell_plan
from escalation.actions.convening import join_cell, stay_out
from escalation.cells import members_of, plan_of
from escalation.forms.cell import CellForm
from escalation.models import Page
from escalation.permissions import PageRequest, find_call, with_page
from escalation.views.refusals import say_refusal
from rota.permissions import TeamRequest, allow


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def cell_plan(request: TeamRequest) -> HttpResponse:
    """The roles, who has them, and in which order they are called."""
    team, plan = request.membership.team, plan_of(request.membership.team)
    members = members_of(team, None, timezone.now())
    people = dict(sorted(members.items(), key=lambda one: one[1].name))
    form = CellForm(request.POST or None, plan=plan, people=people)
    if "edit" in request.POST:
        form = form.edited(request.POST["edit"])
    elif form.is_bound and form.is_valid():
        _save(request, form)
        return redirect("cell_plan", team.slug)
    context = {"team": team, "form": form, "plan": plan}
    return render(request, "escalation/cell_plan.html", context)


@allow("link")
@require_POST
@with_page
def agent_join(request: PageRequest, token: str) -> HttpResponse:
    """“I come”, by the link in a text."""
    page, at = request.page, timezone.now()
    answer = join_cell(incident_id=_call(page), by=page.person, page=page, at=at)
    say_refusal(request, answer)
    return redirect("agent", token)


@allow("link")
@require_POST
@with_page
def agent_stay_out(request: PageRequest, token: str) -> HttpResponse:
    """“I can't”: no reason is asked, and the next person is called now."""
    page, at = request.page, timezone.now()
    say_refusal(request, stay_out(incident_id=_call(page), by=page.person, at=at))
    return redirect("agent", token)


@allow("agent")
@require_POST
def incident_join(request: TeamRequest, code: str) -> HttpResponse:
    """“I come”, signed in."""
    found, by = find_call(request, code), request.membership.person
    say_refusal(request, join_cell(incident_id=found.pk, by=by, at=timezone.now()))
    return redirect("incident", found.team.slug, code)


@allow("agent")
@require_POST
def incident_stay_out(request: TeamRequest, code: str) -> HttpResponse:
    """“I can't”, signed in."""
    found, by = find_call(request, code), request.membership.person
    say_refusal(request, stay_out(incident_id=found.pk, by=by, at=timezone.now()))
    return redirect("incident", found.team.slug, code)


def _call(page: Page) -> int:
    assert page.incident_id is not None  # noqa: S101 - with_page refuses others
    return page.incident_id


def _save(request: TeamRequest, form: CellForm) -> None:
    save_cell_plan(
        team=request.membership.team,
        roles=form.roles(),
        answer_minutes=form.cleaned_data["answer_minutes"],
        by=request.membership.person,
        at=timezone.now(),
    )
    messages.success(request, _("Saved. Cells already open keep their people."))
