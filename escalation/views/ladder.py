"""The lead's editor of the two ladders."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalation.actions.policies import save_ladder
from escalation.forms.ladder import LadderForm
from escalation.models import Case
from escalation.policies import policy_of
from escalation.sms import get_voice
from rota.models import Team
from rota.permissions import TeamRequest, allow


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: TeamRequest) -> HttpResponse:
    """Both ladders: the rows, and what happens in words."""
    team, case = request.membership.team, request.POST.get("case", "")
    forms = {one: _form(request, team, one, bound=one == case) for one in Case.values}
    if case in forms and "edit" in request.POST:
        forms[case] = forms[case].edited(request.POST["edit"])
    elif case in forms and forms[case].is_valid():
        _save(request, forms[case])
        return redirect("ladder", team.slug)
    ladders = [(forms[one], policy_of(team, one)) for one in Case.values]
    can_ring = get_voice() is not None
    context = {"team": team, "ladders": ladders, "can_ring": can_ring}
    return render(request, "escalation/ladder.html", context)


def _save(request: TeamRequest, form: LadderForm) -> None:
    save_ladder(
        team=request.membership.team,
        case=form.case,
        steps=form.ladder_steps(),
        again_after=form.cleaned_data["again_after"],
        untouched_after=form.cleaned_data["untouched_after"],
        by=request.membership.person,
        at=timezone.now(),
    )
    messages.success(request, _("Saved. Calls already open keep their ladder."))


def _form(request: TeamRequest, team: Team, case: str, *, bound: bool) -> LadderForm:
    other = Case.USER_INFO if case == Case.CRISIS else Case.CRISIS
    return LadderForm(
        request.POST if bound else None,
        case=case,
        ladder=policy_of(team, case),
        other=policy_of(team, other),
    )
