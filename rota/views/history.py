"""The rota as it was, as it became what it is, and as it hangs on the wall."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rota.board.history import read_event, read_history
from rota.board.past import read_past
from rota.board.sheet import LENGTHS, read_sheet
from rota.core.months import month_of
from rota.forms.history import HistoryForm, PastForm
from rota.permissions import TeamRequest, allow, is_lead
from rota.views.asking import asked_of


@allow("member")
@require_safe
def history(request: TeamRequest) -> HttpResponse:
    """Every change of the rota; of the draft too, for a lead."""
    me, at = request.membership, timezone.now()
    form = HistoryForm(request.GET, team=me.team)
    wanted = form.wanted()
    found = read_history(me.team, wanted, drafts=is_lead(me), at=at)
    context = {"history": found, "form": form, "wanted": wanted, "team": me.team}
    today = at.astimezone(me.team.zone).date()
    context |= {"past_form": PastForm(initial={"on": today})}
    return render(request, "rota/history.html", context)


@allow("member")
@require_safe
def history_event(request: TeamRequest, key: str) -> HttpResponse:
    """One of these changes with all its seats, some dozens on a page."""
    me, number = request.membership, request.GET.get("page", "")
    drafts, at = is_lead(me), timezone.now()
    found = read_event(me.team, key, number, drafts=drafts, at=at)
    if found is None:
        raise Http404
    context = {"event": found.event, "page": found.page, "team": me.team}
    return render(request, "rota/history_event.html", context)


@allow("member")
@require_safe
def past(request: TeamRequest) -> HttpResponse:
    """The published rota as it was at the end of a day."""
    team, page = request.membership.team, None
    form = PastForm(request.GET if "on" in request.GET else None)
    if form.is_valid():
        day = form.cleaned_data["on"]
        month = asked_of(request).month if "from" in request.GET else month_of(day)
        page = read_past(team, day, month)
    context = {"page": page, "form": form, "team": team}
    return render(request, "rota/past.html", context)


@allow("member")
@require_safe
def sheet(request: TeamRequest) -> HttpResponse:
    """One A4 sheet; `months` says how much is on it."""
    team, asked = request.membership.team, asked_of(request)
    length = LENGTHS[request.GET.get("months") == str(LENGTHS[-1])]
    page = read_sheet(team, asked.month, length, timezone.now())
    context = {"page": page, "month": asked.month, "length": length, "team": team}
    return render(request, "rota/sheet.html", context)
