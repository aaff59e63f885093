"""Rows pasted into the weekend sheet: read them, show each, then add them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from escalation.actions.briefs import add_rows, open_brief
from escalation.briefs import weekends
from escalation.forms.pasting import KINDS, Checked, PasteForm, checked_rows, sent_rows
from rota.models import Period
from rota.permissions import TeamRequest, allow


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: TeamRequest, pk: int) -> HttpResponse:
    """Asks for the rows, and shows what was understood."""
    team, at = request.membership.team, timezone.now()
    period = get_object_or_404(weekends(team), pk=pk)
    if "count" in request.POST:
        return _add(request, period)
    open_brief(period=period, at=at)
    files = request.FILES or None
    form = PasteForm(request.POST or None, files, period=period, at=at)
    if not form.is_valid():
        context = {"team": team, "period": period, "form": form}
        return render(request, "escalation/brief_paste.html", context)
    kind = form.cleaned_data["kind"]
    rows = checked_rows(kind, period, at, paste=form.paste)
    return _check_page(request, period, kind, rows, form.paste.ignored)


def _add(request: TeamRequest, period: Period) -> HttpResponse:
    """Adds them all, or shows again those with something wrong."""
    at, kind = timezone.now(), request.POST.get("kind", "")
    if kind not in dict(KINDS):
        return redirect("brief_paste", period.team.slug, period.pk)
    rows = sent_rows(kind, period, at, request.POST)
    taken = [one.form for one in rows if not one.is_left_out]
    if not all(form.is_valid() for form in taken):
        return _check_page(request, period, kind, rows)
    values = [form.values for form in taken]
    by = request.membership.person
    added = add_rows(period=period, kind=kind, rows=values, by=by, at=at)
    messages.success(request, _told(len(added), len(taken) - len(added)))
    return redirect("brief", period.team.slug, period.pk)


def _told(added: int, known: int) -> str:
    said = ngettext("%(rows)d row was added.", "%(rows)d rows were added.", added)
    told = said % {"rows": added}
    if not known:
        return told
    more = ngettext(
        "%(rows)d was on the sheet already.",
        "%(rows)d were on the sheet already.",
        known,
    )
    return f"{told} {more % {'rows': known}}"


def _check_page(
    request: TeamRequest,
    period: Period,
    kind: str,
    rows: list[Checked],
    ignored: tuple[str, ...] = (),
) -> HttpResponse:
    bad = [one for one in rows if not one.is_left_out and not one.form.is_valid()]
    context = {
        "team": period.team,
        "period": period,
        "kind": kind,
        "label": dict(KINDS)[kind],
        "rows": rows,
        "bad": len(bad),
        "ignored": ignored,
    }
    return render(request, "escalation/brief_check.html", context)
