"""The rota board: looked at by the team, drafted and published by its lead."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
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
from rota.board.changes_page import read_changes
from rota.board.fill_page import read_proposal
from rota.board.messages import (
    added_text,
    blocked_text,
    draft_moved_text,
    filled_text,
    published_text,
    stale_text,
)
from rota.board.page import FARTHEST, MONTHS_SHOWN, read_page
from rota.board.reading import load_draft
from rota.core.months import Month, month_of, read_month
from rota.forms.board import EXCHANGE, FillForm, SeatForm
from rota.models import Person, Seat, Team
from rota.permissions import TeamRequest, allow, is_lead


@allow("member")
@require_safe
def board(request: TeamRequest) -> HttpResponse:
    """Six months of weekends; a lead sees the draft, everybody else what is
    published, and so does a lead who asks for it (`published`), to print it."""
    me, at = request.membership, timezone.now()
    drafts = is_lead(me) and "published" not in request.GET
    page = read_page(
        me,
        _month(request, me.team, at),
        is_lead=drafts,
        at=at,
        cell=request.GET.get("cell", ""),
        done=request.GET.get("done", ""),
    )
    return render(request, "rota/board.html", {"page": page, "team": me.team})


@allow("lead")
@require_POST
def assign(request: TeamRequest) -> HttpResponse:
    """Drafts one seat; says so when somebody else was faster."""
    team, at = request.membership.team, timezone.now()
    form = SeatForm(request.POST, team=team)
    back = _month(request, team, at)
    if not form.is_valid():
        text = _("That choice is not on the list any more. Please choose again.")
        messages.error(request, text)
        return _to_board(team, back)
    period, seat = form.cleaned_data["period"], form.cleaned_data["seat"]
    try:
        _draft(form.cleaned_data, request.user, at)
    except ChangedMeanwhileError as error:
        messages.error(request, stale_text(error))
    except PeriodOverError:
        messages.error(request, _("That weekend is over and cannot be changed."))
    return _to_board(team, back, row=period.pk, done=f"{period.pk}-{seat}")


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: TeamRequest) -> HttpResponse:
    """Shows what a fair fill would give to whom and why, then drafts it."""
    team, at = request.membership.team, timezone.now()
    back = _month(request, team, at)
    data = request.POST if request.method == "POST" else request.GET
    form = _fill_form(team, back, at, data if "until" in data else None)
    month = form.cleaned_data["until"] if form.is_valid() else _proposed(form)
    if request.method == "POST" and form.is_valid():
        found = draft.fill(team=team, until=month.last, by=request.user, at=at)
        messages.success(request, filled_text(found))
        return _to_board(team, back)
    page = read_proposal(team, month, at=at)
    context = {"page": page, "form": form, "team": team, "back": back}
    return render(request, "rota/fill.html", context)


@allow("lead")
@require_safe
def changes(request: TeamRequest) -> HttpResponse:
    """What publishing would change, whom it concerns and what forbids it."""
    team, at = request.membership.team, timezone.now()
    back = _month(request, team, at)
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
    return _to_board(team, _month(request, team, at))


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: TeamRequest) -> HttpResponse:
    """Asks once, then drops everything not published."""
    team, at = request.membership.team, timezone.now()
    back = _month(request, team, at)
    if request.method == "POST":
        draft.discard_draft(team=team, by=request.user, at=at)
        messages.success(request, _("The draft is gone; what is published stays."))
        return _to_board(team, back)
    context = {"page": read_changes(team, at), "team": team, "back": back}
    return render(request, "rota/discard.html", context)


@allow("lead")
@require_POST
def prepare(request: TeamRequest) -> HttpResponse:
    """Makes the missing weekends up to the end of the months shown."""
    team, at = request.membership.team, timezone.now()
    month = _month(request, team, at)
    farthest = month_of(at.astimezone(team.zone).date()).plus(FARTHEST)
    until = min(month.plus(MONTHS_SHOWN - 1), farthest).last
    added = extend_periods(team=team, until=until, by=request.user, at=at)
    messages.success(request, added_text(added))
    return _to_board(team, month)


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


def _month(request: TeamRequest, team: Team, at: datetime) -> Month:
    """The first month of the page: as asked, else the present one."""
    asked = request.POST.get("from") or request.GET.get("from", "")
    return read_month(asked) or month_of(at.astimezone(team.zone).date())


def _to_changes(request: TeamRequest, text: str) -> HttpResponseRedirect:
    """Nothing was published: why, on the page that leads to each seat."""
    messages.error(request, text)
    return redirect("changes", request.membership.team.slug)


def _to_board(
    team: Team, month: Month, *, row: int | None = None, done: str = ""
) -> HttpResponseRedirect:
    query = {"from": month.key} | ({"done": done} if done else {})
    anchor = f"#p{row}" if row else ""
    return redirect(f"{reverse('board', args=[team.slug])}?{urlencode(query)}{anchor}")


def _fill_form(team: Team, back: Month, at: datetime, data: Any) -> FillForm:
    today = at.astimezone(team.zone).date()
    final = team.periods.order_by("starts_at").last()
    last = final.starts_at.astimezone(team.zone).date() if final else today
    return FillForm(data, today=today, last=last, shown=back.plus(MONTHS_SHOWN - 1))


def _proposed(form: FillForm) -> Month:
    """The month the form starts with; what was sent is none of those offered."""
    return read_month(form.initial["until"]) or Month(1, 1)
