"""Who can be reached in the coming weekends; for everybody but a lead, only herself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from escalation.briefs import coming
from escalation.readiness import (
    coming_crews,
    last_resorts,
    means_of,
    own_readiness,
)
from rota.permissions import TeamRequest, allow, is_lead

WEEKENDS_SHOWN = 6


@allow("member")
@require_safe
def readiness(request: TeamRequest) -> HttpResponse:
    """By weekend, with what is to be mended."""
    member, at = request.membership, timezone.now()
    team, means = member.team, means_of(member.team)
    context: dict[str, Any] = {"team": team, "is_lead": is_lead(member)}
    if is_lead(member):
        context["crews"] = coming_crews(team, means, at, WEEKENDS_SHOWN)
        context["last_resorts"] = last_resorts(team, means, at)
        context["rings_in_vain"] = means.rings_in_vain
        context["unread_sheets"] = [one for one in coming(team, at) if one.to_reread]
    else:
        context["mine"] = own_readiness(member, means, at)
    return render(request, "escalation/readiness.html", context)
