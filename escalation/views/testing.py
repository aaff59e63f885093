"""The page behind the link in a test text. As with a call, opening it confirms
nothing: link previews open links too (PAGING.md T14)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from escalation.actions.testing import confirm_test
from escalation.models import Source
from escalation.permissions import PageRequest, with_test
from escalation.reaching import teams_of
from rota.permissions import allow


@allow("link")
@require_safe
@with_test
def trial(request: PageRequest, token: str) -> HttpResponse:
    """One thumb-sized button, or that it was pressed."""
    page, at = request.page, timezone.now()
    confirmed = page.events.filter(source=Source.LINK).first()
    context = {
        "page": page,
        "token": token,
        "team": next(iter(teams_of(page.person, at)), None),
        "confirmed_at": confirmed.at if confirmed else None,
    }
    return render(request, "escalation/test.html", context)


@allow("link")
@require_POST
@with_test
def trial_arrived(request: PageRequest, token: str) -> HttpResponse:
    """“It arrived.”"""
    confirm_test(page=request.page, by=request.page.person, at=timezone.now())
    return redirect("trial", token)
