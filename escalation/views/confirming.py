"""“Is everything ready?”: the page behind the link of a reminder, without signing in.
Opening it confirms nothing: link previews open links too (PAGING.md T14)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from escalation.actions.confirming import say_cannot, say_ready
from escalation.checklist import checklist
from escalation.permissions import ReadyRequest, with_confirmation
from rota.permissions import allow


@allow("link")
@require_safe
@with_confirmation
def ready(request: ReadyRequest, token: str) -> HttpResponse:
    """What is known to be right, what is not, and one tap."""
    asked = request.asked
    context = {
        "asked": asked,
        "shift": asked.shift,
        "team": asked.membership.team,
        "items": checklist(asked, timezone.now()),
        "token": token,
    }
    return render(request, "escalation/ready.html", context)


@allow("link")
@require_POST
@with_confirmation
def ready_yes(request: ReadyRequest, token: str) -> HttpResponse:
    """“I am ready.”"""
    asked, at = request.asked, timezone.now()
    say_ready(confirmation_id=asked.pk, by=asked.membership.person, at=at)
    return redirect("ready", token)


@allow("link")
@require_POST
@with_confirmation
def ready_no(request: ReadyRequest, token: str) -> HttpResponse:
    """“I cannot.”"""
    asked, at = request.asked, timezone.now()
    say_cannot(confirmation_id=asked.pk, by=asked.membership.person, at=at)
    return redirect("ready", token)
