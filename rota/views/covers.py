"""Asking for a cover or a swap, answering, approving: signed in, or by the link in the
letter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from rota.actions import covers as actions
from rota.actions.covers import CannotAskError, Outcome
from rota.covers.links import AnswerRequest, with_answer
from rota.covers.page import Choice, read_choice, read_cover, read_covers, visible_to
from rota.covers.wording import cannot_ask_text, outcome_text
from rota.forms.covers import CoverForm
from rota.models import CoverRequest, Membership, Shift
from rota.permissions import TeamRequest, allow

YES = "yes"


@allow("agent")
@require_safe
def covers(request: TeamRequest) -> HttpResponse:
    """Her requests, those she was asked, and for a lead all of the team."""
    member = request.membership
    page = read_covers(member, timezone.now())
    return render(request, "rota/covers.html", {"page": page, "team": member.team})


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def cover_new(request: TeamRequest, uid: UUID) -> HttpResponse:
    """Which hours, and whom to ask."""
    member, at = request.membership, timezone.now()
    shift = get_object_or_404(_shifts(member), uid=uid)
    form = CoverForm(request.POST or None, shift=shift, at=at)
    choice = read_choice(shift, form.hours, at)
    if form.is_bound and form.is_valid():
        asked = _ask(form, choice, member, at)
        if asked is not None:
            messages.success(request, _("Asked. You are told as soon as one answers."))
            return redirect("cover", member.team.slug, asked.pk)
    context = {"form": form, "choice": choice, "shift": shift, "team": member.team}
    return render(request, "rota/cover_new.html", context)


@allow("agent")
@require_safe
def cover(request: TeamRequest, pk: int) -> HttpResponse:
    """One request: what it means, and what its reader may do about it."""
    member = request.membership
    found = get_object_or_404(visible_to(member), pk=pk)
    page = read_cover(found, member, timezone.now())
    return render(request, "rota/cover.html", {"page": page, "team": member.team})


@allow("agent")
@require_POST
def cover_answer(request: TeamRequest, pk: int) -> HttpResponse:
    """A colleague who was asked says yes or no."""
    member = request.membership
    row = get_object_or_404(member.cover_answers, request_id=pk)
    said = actions.answer(answer_id=row.pk, **_said(request, member))
    _say(request, said)
    return redirect("cover", member.team.slug, pk)


@allow("agent")
@require_POST
def cover_withdraw(request: TeamRequest, pk: int) -> HttpResponse:
    """Whoever asked takes it back."""
    member = request.membership
    found = get_object_or_404(member.team.covers.filter(asker=member), pk=pk)
    said = actions.withdraw(request_id=found.pk, by=member.person, at=timezone.now())
    if said.changed:
        messages.success(request, _("Withdrawn: the hours stay with you."))
    _say(request, said)
    return redirect("cover", member.team.slug, pk)


@allow("lead")
@require_POST
def cover_decide(request: TeamRequest, pk: int) -> HttpResponse:
    """A lead approves, or does not; of two leads the first counts."""
    member = request.membership
    found = get_object_or_404(member.team.covers, pk=pk)
    said = actions.decide(request_id=found.pk, **_said(request, member))
    _say(request, said)
    return redirect("cover", member.team.slug, pk)


@allow("link")
@require_safe
@with_answer
def cover_link(request: AnswerRequest, token: str) -> HttpResponse:
    """What is asked, and two thumb-sized choices; opening it answers nothing."""
    row, at = request.answer, timezone.now()
    found = get_object_or_404(visible_to(row.membership), pk=row.request_id)
    page = read_cover(found, row.membership, at)
    context = {"page": page, "team": found.team, "token": token}
    return render(request, "rota/cover_link.html", context)


@allow("link")
@require_POST
@with_answer
def cover_link_answer(request: AnswerRequest, token: str) -> HttpResponse:
    """“I take it”, or “I can't”."""
    row = request.answer
    said = actions.answer(answer_id=row.pk, **_said(request, row.membership))
    _say(request, said)
    return redirect("cover_link", token)


def _said(request: HttpRequest, member: Membership) -> dict[str, Any]:
    """Who says what, and when."""
    yes = request.POST.get("answer") == YES
    return {"yes": yes, "by": member.person, "at": timezone.now()}


def _say(request: HttpRequest, outcome: Outcome) -> None:
    """Says on the next page what became of it, where the page does not show it."""
    text = outcome_text(outcome)
    if text:
        messages.warning(request, text)


def _ask(
    form: CoverForm, choice: Choice, member: Membership, at: datetime
) -> CoverRequest | None:
    """Asks what the form says; what stands in the way is said above it."""
    try:
        whom, given = form.chosen(choice)
        return actions.ask(
            shift=form.shift,
            hours=form.hours,
            whom=whom,
            given=given,
            by=member,
            at=at,
        )
    except LookupError:
        form.add_error(None, _("Choose one of the colleagues listed."))
    except CannotAskError as error:
        form.add_error(None, cannot_ask_text(error))
    return None


def _shifts(member: Membership) -> QuerySet[Shift]:
    """The published shifts she holds in this team."""
    rows = Shift.objects.filter(period__published_at__isnull=False, membership=member)
    return rows.select_related("period__team", "membership__person")
