"""The weekend sheet: for the team, signed in; and by link, for whoever is on duty."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from escalation.actions.briefs import (
    RowChangedError,
    SameEyesError,
    add_rows,
    change_row,
    open_brief,
    remove_row,
    reread,
    restore_row,
)
from escalation.actions.suspending import settle
from escalation.briefs import (
    may_reread,
    nearby,
    page_of,
    period_to_open,
    weekends,
)
from escalation.forms.briefs import FORMS, RowForm
from escalation.models import Afterwards, BriefRow, RowKind, Suspension
from escalation.permissions import ShiftRequest, with_duty
from rota.models import Period
from rota.permissions import TeamRequest, allow, may_act
from rota.templatetags.rota import moment

TEMPLATE = "escalation/brief.html"


@allow("member")
@require_safe
def coming(request: TeamRequest) -> HttpResponse:
    """The weekend that is on, or else the next one."""
    team = request.membership.team
    period = period_to_open(team, timezone.now())
    if period is None:
        return render(request, "escalation/brief_none.html", {"team": team})
    return redirect("brief", team.slug, period.pk)


@allow("member")
@require_safe
def brief(request: TeamRequest, pk: int) -> HttpResponse:
    """All of it, to read, to print and to fill in."""
    period, acts = _period(request, pk), may_act(request.membership)
    page = page_of(period, timezone.now(), acts=acts)
    person = request.membership.person
    context = {
        "page": page,
        "team": period.team,
        "now": page.at,
        "nearby": nearby(period),
        "may_edit": acts,
        "rereads": {
            one.row.pk for one in page.posts if acts and may_reread(one.row, person)
        },
        "file_url": reverse("brief_file", args=[period.team.slug, period.pk]),
    }
    return render(request, TEMPLATE, context)


@allow("member")
@require_safe
def file(request: TeamRequest, pk: int) -> HttpResponse:
    """The same in one file that opens without a network."""
    return _file(_period(request, pk), timezone.now(), acts=may_act(request.membership))


@allow("link")
@require_safe
@with_duty
def by_link(request: ShiftRequest, token: str) -> HttpResponse:
    """The sheet of her weekend, by the link in her letter, on a phone."""
    period = request.shift.period
    page = page_of(period, timezone.now(), acts=True)
    context = {
        "page": page,
        "team": period.team,
        "now": page.at,
        "file_url": reverse("brief_link_file", args=[token]),
    }
    return render(request, TEMPLATE, context)


@allow("link")
@require_safe
@with_duty
def file_by_link(request: ShiftRequest, token: str) -> HttpResponse:
    """The file, by the same link."""
    return _file(request.shift.period, timezone.now(), acts=True)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: TeamRequest, pk: int, kind: str) -> HttpResponse:
    """A new row of one kind."""
    period, at, by = _period(request, pk), timezone.now(), request.membership.person
    if kind not in FORMS:
        raise Http404
    open_brief(period=period, at=at)
    form = FORMS[kind](request.POST or None, period=period, at=at, by=by)
    if not form.is_valid():
        return _row_page(request, period, form, kind)
    rows = [form.values]
    added = add_rows(period=period, kind=kind, rows=rows, by=by, at=at)
    said = _("It is on the sheet.") if added else _("It was on the sheet already.")
    messages.success(request, said)
    where = "brief_add" if "more" in request.POST else "brief"
    args = [period.team.slug, period.pk, *([kind] if where == "brief_add" else [])]
    return redirect(where, *args)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: TeamRequest, pk: int, row_id: int) -> HttpResponse:
    """What a row says."""
    period, at, by = _period(request, pk), timezone.now(), request.membership.person
    row = _row(period, row_id, at)
    form = FORMS[row.kind](request.POST or None, period=period, at=at, row=row)
    if not form.is_valid():
        return _row_page(request, period, form, row.kind, _seen(request) or row.version)
    seen = _seen(request)
    try:
        change_row(row_id=row.pk, seen=seen, values=form.values, by=by, at=at)
    except RowChangedError as changed:
        _say_changed(request, changed.row)
        return _row_page(request, period, form, row.kind, changed.row.version, changed)
    messages.success(request, _("It is on the sheet."))
    return _back(period, row)


@allow("agent")
@require_POST
def act(request: TeamRequest, pk: int, row_id: int, what: str) -> HttpResponse:
    """One tap on a row: `reread`, `unread`, `remove`, `restore`."""
    period, at, by = _period(request, pk), timezone.now(), request.membership.person
    row = _row(period, row_id, at)
    try:
        _do(what, _seen(request), {"row_id": row.pk, "by": by, "at": at})
    except RowChangedError as changed:
        _say_changed(request, changed.row)
    except SameEyesError:
        messages.warning(request, _("Somebody else has to re-read it: you wrote it."))
    return _back(period, row)


@allow("agent")
@require_POST
def settled(request: TeamRequest, pk: int, suspension_id: int) -> HttpResponse:
    """What became of a suspended post; nothing chosen: it is still to be done."""
    period, at, by = _period(request, pk), timezone.now(), request.membership.person
    held = get_object_or_404(Suspension, pk=suspension_id, row__brief__team=period.team)
    said = request.POST.get("afterwards", "")
    chosen = said if said in Afterwards else ""
    if not settle(suspension_id=held.pk, afterwards=chosen, by=by, at=at):
        messages.warning(
            request, _("That has changed meanwhile: look again, then choose.")
        )
    return redirect("brief", period.team.slug, period.pk)


def _do(what: str, seen: int, about: dict[str, Any]) -> None:
    match what:
        case "reread" | "unread":
            reread(seen=seen, done=what == "reread", **about)
        case "remove":
            remove_row(seen=seen, **about)
        case "restore":
            restore_row(**about)
        case _:
            raise Http404


def _period(request: TeamRequest, pk: int) -> Period:
    """One of this team, published. Raises Http404."""
    return get_object_or_404(weekends(request.membership.team), pk=pk)


def _row(period: Period, row_id: int, at: datetime) -> BriefRow:
    """Raises Http404; a contact is nobody's business once the weekend is over."""
    rows = BriefRow.objects.select_related("owner", "outlet", "changed_by")
    if period.ends_at <= at:
        rows = rows.exclude(kind=RowKind.CONTACT)
    return get_object_or_404(rows, brief__period=period, pk=row_id)


def _seen(request: HttpRequest) -> int:
    """The version that the page showed."""
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _back(period: Period, row: BriefRow) -> HttpResponse:
    where = reverse("brief", args=[period.team.slug, period.pk])
    return redirect(f"{where}#row-{row.pk}")


def _say_changed(request: HttpRequest, row: BriefRow) -> None:
    said = (
        _("%(name)s removed this row meanwhile (%(when)s).")
        if row.removed_at
        else _("%(name)s changed this row meanwhile (%(when)s).")
    )
    name = row.changed_by.short_name if row.changed_by else ""
    when = moment(row.changed_at, row.brief.period.team)
    messages.warning(request, said % {"name": name, "when": when})


def _row_page(
    request: TeamRequest,
    period: Period,
    form: RowForm,
    kind: str,
    seen: int = 0,
    changed: RowChangedError | None = None,
) -> HttpResponse:
    """The form of one row; beside it what somebody else made of it meanwhile."""
    context: dict[str, Any] = {
        "team": period.team,
        "period": period,
        "form": form,
        "kind": kind,
        "seen": seen,
        "theirs": changed.row if changed else None,
    }
    return render(request, "escalation/brief_row.html", context)


def _file(period: Period, at: datetime, *, acts: bool) -> HttpResponse:
    """As a download: nothing of ours is needed to open it."""
    page = page_of(period, at, acts=acts)
    context = {"page": page, "team": period.team, "now": at}
    body = render_to_string("escalation/brief_file.html", context)
    day = period.starts_at.astimezone(period.team.zone).date()
    name = f"{period.team.slug}-{day.isoformat()}.html"
    return HttpResponse(
        body,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
