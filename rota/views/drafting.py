"""What the board's own JavaScript and its Undo buttons ask for."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rota.actions import draft, undo
from rota.actions.draft import ChangedMeanwhileError, PeriodOverError
from rota.actions.undo import NothingToUndoError
from rota.board.fits import read_fits
from rota.board.freshness import read_freshness, stale_page_text
from rota.board.messages import (
    gone_text,
    kept_text,
    redone_text,
    refused_text,
    undone_text,
)
from rota.board.undoing import step_text
from rota.forms.board import SwapForm
from rota.models import DraftStep
from rota.permissions import TeamRequest, allow, is_lead
from rota.views.asking import asked_of, to_board


@allow("lead")
@require_POST
def undo_step(request: TeamRequest) -> HttpResponse:
    """Undoes or redoes (`redo`) the step its button named."""
    again = "redo" in request.POST
    try:
        step = _take(request, again)
    except (ValueError, NothingToUndoError):
        messages.info(request, _("Nothing to undo: it was undone already."))
        return to_board(request)
    except (ChangedMeanwhileError, PeriodOverError) as error:
        messages.error(request, kept_text(error))
        return to_board(request)
    text = step_text(step)
    messages.success(request, redone_text(text) if again else undone_text(text))
    first = step.edits.order_by("pk")[0]
    return to_board(request, (first.period_id, first.seat))


@allow("lead")
@require_POST
def swap(request: TeamRequest) -> HttpResponse:
    """Two seats exchange what they hold."""
    form = SwapForm(request.POST, team=request.membership.team)
    if not form.is_valid():
        messages.error(request, gone_text())
        return to_board(request)
    places, expected = form.places, form.seen
    try:
        draft.swap(places=places, expected=expected, by=request.user, at=timezone.now())
    except (ChangedMeanwhileError, PeriodOverError) as error:
        messages.error(request, refused_text(error))
    return to_board(request, places[1])


@allow("lead")
@require_safe
def fits(request: TeamRequest) -> HttpResponse:
    """Where a person fits (`person`), or who fits a seat (`cell`), as JSON."""
    found = read_fits(request.membership.team, asked_of(request), timezone.now())
    return JsonResponse({key: [one.tone, one.text] for key, one in found.items()})


@allow("member")
@require_safe
def freshness(request: TeamRequest) -> HttpResponse:
    """What a page that stays open compares itself with, as JSON."""
    me = request.membership
    drafts = is_lead(me) and "published" not in request.GET
    found = read_freshness(me.team, drafts=drafts)
    text = stale_page_text(found, me.person)
    return JsonResponse({"version": found.version, "text": text})


def _take(request: TeamRequest, again: bool) -> DraftStep:
    """Raises ValueError for a step that is no number."""
    act = undo.redo if again else undo.undo
    return act(
        team=request.membership.team,
        step_id=int(request.POST.get("step", "")),
        by=request.user,
        at=timezone.now(),
    )
