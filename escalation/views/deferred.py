"""What can wait, and waits: the list read on the next working morning."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import actions
from rota.permissions import TeamRequest, allow

RECENT = 20


@allow("agent")
@require_safe
def deferred(request: TeamRequest) -> HttpResponse:
    """What waits, oldest first, and what was dealt with lately."""
    team = request.membership.team
    kept = team.deferred.select_related("caller", "asked_by", "handled_by")
    context = {
        "team": team,
        "now": timezone.now(),
        "waiting": kept.filter(handled_at=None).order_by("at"),
        "done": kept.exclude(handled_at=None).order_by("-handled_at")[:RECENT],
    }
    return render(request, "escalation/deferred.html", context)


@allow("agent")
@require_POST
def handle(request: TeamRequest, pk: int) -> HttpResponse:
    """Somebody has dealt with one of them."""
    team = request.membership.team
    kept = get_object_or_404(team.deferred, pk=pk)
    actions.handle_deferred(
        deferred_id=kept.pk, by=request.membership.person, at=timezone.now()
    )
    messages.success(request, _("“%(title)s” is dealt with.") % {"title": kept.title})
    return redirect("deferred", team.slug)
