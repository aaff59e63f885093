"""Replacing whoever falls ill, now: by the lead in two clicks; confirmed by whoever
takes over, by the link in her text."""

from datetime import datetime
from uuid import UUID

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

from rota.actions import replacing as actions
from rota.actions.replacing import CannotReplaceError
from rota.covers.links import ReplacementRequest, with_replacement
from rota.covers.page import read_replacing
from rota.covers.wording import cannot_replace_text
from rota.models import Shift
from rota.permissions import TeamRequest, allow


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: TeamRequest, uid: UUID) -> HttpResponse:
    """Who could take over, the best first; once somebody is chosen, what it means."""
    team, at = request.membership.team, timezone.now()
    shifts = Shift.objects.select_related("period__team", "membership__person")
    shift = get_object_or_404(shifts, period__team=team, uid=uid)
    try:
        actions.check_running(shift, at)
    except CannotReplaceError as error:
        messages.warning(request, cannot_replace_text(error))
        return redirect("board", team.slug)
    if request.method == "POST":
        return _replace(request, shift, at)
    page = read_replacing(shift, request.GET.get("by", ""), at)
    return render(request, "rota/replace.html", {"page": page, "team": team})


@allow("link")
@require_safe
@with_replacement
def replacement_link(request: ReplacementRequest, token: str) -> HttpResponse:
    """From when until when, and two thumb-sized choices."""
    row, at = request.replacement, timezone.now()
    context = {
        "replacement": row,
        "team": row.team,
        "token": token,
        "is_hers": row.still_holds(at),
        "is_running": row.starts_at <= at,
    }
    return render(request, "rota/replacement_link.html", context)


@allow("link")
@require_POST
@with_replacement
def replacement_confirm(request: ReplacementRequest, token: str) -> HttpResponse:
    """“I know”, or “I can't”; once somebody else holds it, neither counts."""
    row, at = request.replacement, timezone.now()
    if row.still_holds(at):
        yes = request.POST.get("answer") == "yes"
        by = row.after.person
        actions.confirm(replacement_id=row.pk, yes=yes, by=by, at=at)
    return redirect("replacement_link", token)


def _replace(request: TeamRequest, shift: Shift, at: datetime) -> HttpResponse:
    """Carries out what was confirmed."""
    team = request.membership.team
    sent = request.POST
    chosen, seen, next_one = (
        _pk(sent.get(name, "")) for name in ("by", "expected", "then")
    )
    to = team.memberships.filter(pk=chosen).first()
    then = team.memberships.filter(pk=next_one).first()
    if to is None or (sent.get("then") and then is None):
        messages.error(request, _("Choose one of the colleagues listed."))
        return redirect("replace", team.slug, shift.uid)
    try:
        done = actions.replace(
            shift_id=shift.pk,
            expected=seen,
            to=to,
            by=request.user,
            at=at,
            moves_up="moves_up" in sent,
            then=then,
        )
    except CannotReplaceError as error:
        messages.error(request, cannot_replace_text(error))
        return redirect("replace", team.slug, shift.uid)
    return redirect("replacement", team.slug, done.pk)


def _pk(text: str) -> int:
    """The id that was sent; 0, which is nobody's, for what cannot be one."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0
