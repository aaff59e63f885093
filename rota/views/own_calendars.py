"""One's own calendars, read for the days one is away: nobody else's business."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rota.actions import calendars
from rota.actions.calendars import TooManyCalendars
from rota.days.calendars import own_calendars
from rota.forms.calendars import CalendarForm
from rota.models import AbsenceCalendar
from rota.permissions import TeamRequest, allow


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendars(request: TeamRequest) -> HttpResponse:
    """Which calendars are read, what was found, and a form for one more."""
    me, at = request.membership, timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CalendarForm(*sent, team=me.team, at=at)
    if form.is_valid() and _add(request, form, at):
        return redirect("my_calendars", me.team.slug)
    context = {"team": me.team, "form": form, "calendars": own_calendars(me, at)}
    return render(request, "rota/my_calendars.html", context)


@allow("agent")
@require_POST
def my_calendar_read(request: TeamRequest, pk: int) -> HttpResponse:
    """Has one read now."""
    calendars.ask_again(calendar=_mine(request, pk), at=timezone.now())
    return redirect("my_calendars", request.membership.team.slug)


@allow("agent")
@require_POST
def my_calendar_end(request: TeamRequest, pk: int) -> HttpResponse:
    """Forgets one, with the days found in it."""
    calendar = _mine(request, pk)
    calendars.remove_calendar(calendar=calendar, by=request.user, at=timezone.now())
    text = _("Forgotten, with the days found in it. What was entered by hand stays.")
    messages.success(request, text)
    return redirect("my_calendars", request.membership.team.slug)


def _add(request: TeamRequest, form: CalendarForm, at: datetime) -> bool:
    """Takes what the form gives; False, with the reason in it, when that is too
    much."""
    said = form.cleaned_data
    common = {
        "person": request.user,
        "team": request.membership.team,
        "rule": said["rule"],
        "word": said["word"],
        "at": at,
    }
    try:
        if said["url"]:
            calendars.add_calendar(**common, url=said["url"])
            messages.success(request, _("It is being read: the days appear below."))
        else:
            calendars.add_file(**common, busy=form.busy)
            messages.success(request, _found_text(len(form.busy)))
    except TooManyCalendars:
        text = _("There are %(most)d calendars already. Remove one first.")
        form.add_error(None, text % {"most": calendars.MOST})
        return False
    return True


def _found_text(count: int) -> str:
    if not count:
        return _("The file was read: no entry in it counts for the coming two years.")
    return ngettext(
        "The file was read: %(count)d absence was found.",
        "The file was read: %(count)d absences were found.",
        count,
    ) % {"count": count}


def _mine(request: TeamRequest, pk: int) -> AbsenceCalendar:
    return get_object_or_404(AbsenceCalendar, pk=pk, person=request.user)
