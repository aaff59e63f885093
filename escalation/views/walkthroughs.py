"""Walk-throughs: a closed call replayed for newcomers, with names removed."""

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

from escalation.actions.walkthroughs import ChangedError, release, withdraw
from escalation.forms.walkthroughs import WalkthroughForm
from escalation.models import Incident, Walkthrough
from escalation.walking import moments_of, read, screen_of, start_of
from escalation.walkthroughs import Draft, calls_to_walk, standing
from rota.permissions import TeamRequest, allow, is_lead

CALLS_ON_THE_PAGE = 10


@allow("member")
@require_safe
def walkthroughs(request: TeamRequest) -> HttpResponse:
    """Those that were released; for leads, the calls to make one of."""
    team = request.membership.team
    rows = [_row(one) for one in standing(team)]
    context: dict[str, Any] = {"team": team, "rows": rows}
    if is_lead(request.membership):
        made = standing(team).exclude(incident=None).values("incident")
        calls = calls_to_walk(team).exclude(pk__in=made)
        context["calls"] = calls[:CALLS_ON_THE_PAGE]
    return render(request, "escalation/walkthroughs.html", context)


@allow("member")
@require_safe
def walkthrough(request: TeamRequest, pk: int) -> HttpResponse:
    """One of them, at the step of the address."""
    team = request.membership.team
    found = get_object_or_404(standing(team), pk=pk)
    step, said = request.GET.get("step", ""), request.GET.get("said", "")
    screen = screen_of(found.content, step, said)
    context = {"team": team, "walk": _row(found), "screen": screen}
    return render(request, "escalation/walkthrough.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: TeamRequest, code: str) -> HttpResponse:
    """What would be shown beside what was written, until its lead releases it."""
    team = request.membership.team
    found = get_object_or_404(calls_to_walk(team), code=code.upper())
    form = WalkthroughForm(request.POST or None, capitals=Draft(found).capitals)
    if "release" in request.POST and form.is_valid() and _release(request, found, form):
        return redirect("walkthroughs", team.slug)
    draft = Draft(found, form.words)
    shown = moments_of(draft.content)
    pairs = list(zip(draft.moments, shown, strict=True))
    context = {"team": team, "incident": found, "form": form, "draft": draft}
    context |= {"pairs": pairs, "title": read(draft.content["title"])}
    return render(request, "escalation/walkthrough_prepare.html", context)


@allow("lead")
@require_POST
def end(request: TeamRequest, pk: int) -> HttpResponse:
    """It is shown to nobody any more."""
    team = request.membership.team
    found = get_object_or_404(standing(team), pk=pk)
    withdraw(walkthrough_id=found.pk, by=request.membership.person, at=timezone.now())
    messages.success(request, _("Withdrawn: nobody sees it any more."))
    return redirect("walkthroughs", team.slug)


def _release(request: TeamRequest, found: Incident, form: WalkthroughForm) -> bool:
    seen, by = form.cleaned_data["seen"], request.membership.person
    said = {"words": form.words, "seen": seen, "by": by}
    try:
        release(incident_id=found.pk, **said, at=timezone.now())
    except ChangedError:
        text = _(
            "That is not what you read: what is left out was changed, or the call has "
            "a new line. Read it once more below, then release it."
        )
        messages.warning(request, text)
        return False
    messages.success(request, _("Released: everybody in the team can play it."))
    return True


def _row(walk: Walkthrough) -> dict[str, Any]:
    """What a list and a title say of it."""
    content = walk.content
    return {
        "walk": walk,
        "title": read(content["title"]),
        "start": start_of(content),
        "first": moments_of(content)[0],
        "exercise": content["exercise"],
        "count": len(content["steps"]),
        "minutes": content["steps"][-1]["minutes"],
    }
