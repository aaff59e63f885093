"""The rota board: looked at by the team, drafted and published by its lead."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from rota.actions import draft
from rota.actions.draft import UNCOVERED, ChangedMeanwhileError, PeriodOverError
from rota.actions.periods import extend_periods
from rota.actions.publish import (
    CannotPublishError,
    DraftMovedError,
    NothingToPublishError,
    publish,
)
from rota.actions.shadowing import CannotShadow, add_shadow, remove_shadow
from rota.board.changes_page import read_changes
from rota.board.messages import (
    added_text,
    blocked_text,
    draft_moved_text,
    gone_text,
    published_text,
    refused_text,
)
from rota.board.page import FARTHEST, MONTHS_SHOWN, read_page
from rota.board.reading import load_draft
from rota.board.shadows import shadow_text
from rota.board.shares import CountCalls
from rota.core.months import month_of
from rota.forms.board import ADD, EXCHANGE, SeatForm, ShadowForm
from rota.models import Person, Seat
from rota.permissions import TeamRequest, allow, is_lead
from rota.views.asking import asked_of, to_board


@allow("member")
@require_safe
def board(request: TeamRequest, calls: CountCalls | None = None) -> HttpResponse:
    """Six months of weekends; a lead sees the draft, everybody else what is
    published, and so does a lead who asks for it (`published`).

    `calls` counts the calls taken: oncall/urls.py knows how."""
    me, at = request.membership, timezone.now()
    drafts = is_lead(me) and "published" not in request.GET
    page = read_page(me, asked_of(request), is_lead=drafts, at=at, calls=calls)
    return render(request, "rota/board.html", {"page": page, "team": me.team})


@allow("lead")
@require_POST
def assign(request: TeamRequest) -> HttpResponse:
    """Drafts one seat; says so when somebody else was faster."""
    team, at = request.membership.team, timezone.now()
    form = SeatForm(request.POST, team=team)
    if not form.is_valid():
        messages.error(request, gone_text())
        return to_board(request)
    period, seat = form.cleaned_data["period"], form.cleaned_data["seat"]
    try:
        _draft(form.cleaned_data, request.user, at)
    except (ChangedMeanwhileError, PeriodOverError) as error:
        messages.error(request, refused_text(error))
    return to_board(request, (period.pk, seat))


@allow("lead")
@require_POST
def shadow(request: TeamRequest) -> HttpResponse:
    """Lets somebody double the person on call of a weekend, or no more."""
    team, at = request.membership.team, timezone.now()
    form = ShadowForm(request.POST, team=team)
    if not form.is_valid():
        messages.error(request, _("Choose somebody first."))
        return to_board(request)
    period, member, act = (form.cleaned_data[n] for n in ("period", "member", "act"))
    change = add_shadow if act == ADD else remove_shadow
    try:
        change(period=period, member=member, by=request.user, at=at)
    except CannotShadow as error:
        messages.error(request, shadow_text(error.member, error.code) + ".")
    except PeriodOverError as error:
        messages.error(request, refused_text(error))
    return to_board(request, (period.pk, Seat.ON_CALL))


@allow("lead")
@require_safe
def changes(request: TeamRequest) -> HttpResponse:
    """What publishing would change, whom it concerns and what forbids it."""
    team, at = request.membership.team, timezone.now()
    back = asked_of(request).month
    context = {"page": read_changes(team, at), "team": team, "back": back}
    return render(request, "rota/changes.html", context)


@allow("lead")
@require_POST
def publish_draft(request: TeamRequest) -> HttpResponse:
    """Publishes what the reader saw; of two clicks one publishes."""
    team, at = request.membership.team, timezone.now()
    try:
        done = publish(
            team=team, by=request.user, at=at, seen=request.POST.get("seen", "")
        )
        messages.success(request, published_text(done))
    except NothingToPublishError:
        text = _("Nothing to publish: everything is published already.")
        messages.info(request, text)
    except DraftMovedError:
        return _to_changes(request, draft_moved_text())
    except CannotPublishError as error:
        text = blocked_text(error.blocks, load_draft(team, at))
        return _to_changes(request, text)
    return to_board(request)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: TeamRequest) -> HttpResponse:
    """Asks once, then drops everything not published."""
    team, at = request.membership.team, timezone.now()
    back = asked_of(request).month
    if request.method == "POST":
        draft.discard_draft(team=team, by=request.user, at=at)
        messages.success(request, _("The draft is gone; what is published stays."))
        return to_board(request)
    context = {"page": read_changes(team, at), "team": team, "back": back}
    return render(request, "rota/discard.html", context)


@allow("lead")
@require_POST
def prepare(request: TeamRequest) -> HttpResponse:
    """Makes the missing weekends up to the end of the months shown."""
    team, at = request.membership.team, timezone.now()
    month = asked_of(request).month
    farthest = month_of(at.astimezone(team.zone).date()).plus(FARTHEST)
    until = min(month.plus(MONTHS_SHOWN - 1), farthest).last
    added = extend_periods(team=team, until=until, by=request.user, at=at)
    messages.success(request, added_text(added))
    return to_board(request)


def _draft(chosen: dict[str, Any], by: Person, at: datetime) -> None:
    """Carries out one choice of the form."""
    period, wanted, expected = chosen["period"], chosen["member"], chosen["expected"]
    if wanted == EXCHANGE:
        two = (expected, chosen["partner"])
        on_call, backup = two if chosen["seat"] == Seat.ON_CALL else two[::-1]
        draft.exchange(
            period_id=period.pk, on_call=on_call, backup=backup, by=by, at=at
        )
    elif wanted == UNCOVERED:
        draft.mark_uncovered(period_id=period.pk, expected=expected, by=by, at=at)
    else:
        draft.assign(
            period_id=period.pk,
            seat=chosen["seat"],
            membership_id=wanted,
            expected=expected,
            by=by,
            at=at,
        )


def _to_changes(request: TeamRequest, text: str) -> HttpResponseRedirect:
    """Nothing was published: why, on the page that leads to each seat."""
    messages.error(request, text)
    return redirect("changes", request.membership.team.slug)
