"""What can wait, and waits: the list read on the next working morning."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from escalation import actions
from escalation.deferred import RECENT, kept_for, who_may_have_it
from escalation.drift import drift_of
from escalation.forms.deferring import AnswerForm, AssignForm
from escalation.models import Deferred
from rota.permissions import TeamRequest, allow


@allow("agent")
@require_safe
def deferred(request: TeamRequest) -> HttpResponse:
    """What waits, oldest first, and what was dealt with lately."""
    team, at = request.membership.team, timezone.now()
    kept = kept_for(team, request.membership.person)
    context = {
        "team": team,
        "now": at,
        "members": who_may_have_it(team, at),
        "waiting": kept.filter(handled_at=None).order_by("at"),
        "done": kept.exclude(handled_at=None).order_by("-handled_at")[:RECENT],
    }
    return render(request, "escalation/deferred.html", context)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: TeamRequest, pk: int) -> HttpResponse:
    """One request: what was asked, what was done, and the answer to write."""
    team, at = request.membership.team, timezone.now()
    kept = _kept(request, pk)
    form = AnswerForm(request.POST or None, seen=kept.entries.count())
    if form.is_valid():
        if _is_answered(request, kept, form):
            return redirect("deferred", team.slug)
        form = form.again(seen=kept.entries.count())
    return render(request, "escalation/deferred_request.html", _page(kept, form, at))


@allow("agent")
@require_POST
def assign(request: TeamRequest, pk: int) -> HttpResponse:
    """Somebody looks after it, or nobody does any more."""
    team, at = request.membership.team, timezone.now()
    kept = _kept(request, pk)
    form = AssignForm(request.POST, members=who_may_have_it(team, at))
    if form.is_valid():
        _give(request, kept, form, at)
    else:
        messages.warning(request, " ".join(map(str, form.errors["person"])))
    return redirect(_back(request, team.slug, pk))


@allow("agent")
@require_POST
def handle(request: TeamRequest, pk: int) -> HttpResponse:
    """Somebody has dealt with one of them; nothing more is said to whoever asked."""
    team, by = request.membership.team, request.membership.person
    kept = _kept(request, pk)
    try:
        actions.handle_deferred(deferred_id=kept.pk, by=by, at=timezone.now())
    except actions.MovedError as moved:
        messages.warning(request, _who_was_first(moved.kept))
    else:
        said = _("“%(title)s” is dealt with.") % {"title": kept.title}
        messages.success(request, said)
    return redirect("deferred", team.slug)


@allow("lead")
@require_safe
def figures(request: TeamRequest) -> HttpResponse:
    """How much waits, by month, kind and sender, and whom it disturbed: nobody."""
    team = request.membership.team
    context = {"team": team, "drift": drift_of(team, timezone.now())}
    return render(request, "escalation/deferred_figures.html", context)


def _kept(request: TeamRequest, pk: int) -> Deferred:
    """A request of this team. Raises Http404 for any other, and for what a sensitive
    call left to those in it."""
    team, reader = request.membership.team, request.membership.person
    return get_object_or_404(kept_for(team, reader), pk=pk, hidden=False)


def _page(kept: Deferred, form: AnswerForm, at: datetime) -> dict[str, Any]:
    return {
        "team": kept.team,
        "kept": kept,
        "form": form,
        "now": at,
        "entries": kept.entries.select_related("by", "person"),
        "members": who_may_have_it(kept.team, at),
    }


def _is_answered(request: TeamRequest, kept: Deferred, form: AnswerForm) -> bool:
    """Sends the answer; says so, or who came first."""
    try:
        actions.answer_deferred(
            deferred_id=kept.pk,
            text=form.cleaned_data["text"],
            closes=form.closes,
            seen=form.cleaned_data["seen"],
            by=request.membership.person,
            at=timezone.now(),
        )
    except actions.MovedError as moved:
        messages.warning(request, _who_was_first(moved.kept))
        messages.info(
            request,
            _("Your answer was not sent. Read what is new below, then send it or not."),
        )
        return False
    messages.success(request, _("“%(title)s” is answered.") % {"title": kept.title})
    return True


def _give(request: TeamRequest, kept: Deferred, form: AssignForm, at: datetime) -> None:
    try:
        actions.assign_deferred(
            deferred_id=kept.pk,
            person=form.chosen,
            expected=form.cleaned_data["expected"],
            by=request.membership.person,
            at=at,
        )
    except actions.MovedError as moved:
        messages.warning(request, _who_was_first(moved.kept))


def _who_was_first(kept: Deferred) -> str:
    """Why nothing was changed, in one sentence."""
    if kept.handled_at and kept.handled_by:
        return _("%(name)s closed “%(title)s” in the meantime.") % {
            "name": kept.handled_by.short_name,
            "title": kept.title,
        }
    if kept.assigned_to:
        return _("%(name)s has “%(title)s” now.") % {
            "name": kept.assigned_to.short_name,
            "title": kept.title,
        }
    return _("Somebody did something about “%(title)s” in the meantime.") % {
        "title": kept.title
    }


def _back(request: TeamRequest, slug: str, pk: int) -> str:
    """To the page the form stood on: the request's own, or the list."""
    if "here" in request.POST:
        return reverse("deferred_request", args=[slug, pk])
    return reverse("deferred", args=[slug])
