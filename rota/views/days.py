"""When somebody cannot, would rather not or would gladly: said by herself, or by a
lead for her people."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rota.actions import absences
from rota.actions.absences import DaysMovedError, Said
from rota.availability import days_of
from rota.core.absences import Stretch
from rota.core.months import Month, month_of, read_month
from rota.days.grid import read_grid
from rota.days.page import read_days
from rota.days.undoing import forget, last_change, remember
from rota.days.wording import FREE, entered_text, freed_text
from rota.forms.absences import LONG_LEAVE, DatesForm, TapForm, kinds_for
from rota.models import Membership, Person
from rota.permissions import TeamRequest, allow, is_lead


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose days are looked at or changed, by whom, when and at which address."""

    request: TeamRequest
    member: Membership
    url: str
    at: datetime

    @property
    def person(self) -> Person:
        """Whose days they are."""
        return self.member.person

    @property
    def today(self) -> date:
        """The day it is for the team."""
        return self.at.astimezone(self.member.team.zone).date()

    @property
    def month(self) -> Month:
        """The first month of the page: as asked, but never one that is over."""
        asked = self.request.POST.get("from") or self.request.GET.get("from", "")
        present = month_of(self.today)
        return max(read_month(asked) or present, present)

    @property
    def leads(self) -> bool:
        """True when the reader may give long leaves."""
        return is_lead(self.request.membership)

    def form(self) -> DatesForm:
        """Asks for dates; filled with what was sent, if that was it."""
        sent = self.request.POST if "first_on" in self.request.POST else None
        return DatesForm(
            sent,
            today=self.today,
            is_lead=self.leads,
            has_calendar=self.person.absence_calendars.exists(),
        )


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def my_days(request: TeamRequest) -> HttpResponse:
    """Her own days."""
    me = request.membership
    url = reverse("my_days", args=[me.team.slug])
    return _answer(Visit(request, me, url, timezone.now()))


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def member_days(request: TeamRequest, member_id: int) -> HttpResponse:
    """The days of one of the lead's people."""
    team = request.membership.team
    members = Membership.objects.select_related("team", "person")
    member = get_object_or_404(members, pk=member_id, team=team)
    url = reverse("member_days", args=[team.slug, member.pk])
    return _answer(Visit(request, member, url, timezone.now()))


@allow("lead")
@require_safe
def team_days(request: TeamRequest) -> HttpResponse:
    """Everybody's days on one page."""
    team, at = request.membership.team, timezone.now()
    present = month_of(at.astimezone(team.zone).date())
    month = max(read_month(request.GET.get("from", "")) or present, present)
    context = {"page": read_grid(team, month, at), "team": team}
    return render(request, "rota/team_days.html", context)


def _answer(visit: Visit) -> HttpResponse:
    """Carries out what was sent, then shows the page."""
    sent = visit.request.POST
    form = visit.form()
    if "undo" in sent:
        return _undo(visit)
    if "keep" in sent:
        return _back(visit, kind=sent.get("kind", ""))
    if "end_leave" in sent or "days" in sent:
        return _tap(visit)
    if form.is_valid():
        return _say(visit, form)
    return _show(visit, form)


def _tap(visit: Visit) -> HttpResponse:
    """A weekend was tapped, or an entry of the list removed."""
    ends_leave = "end_leave" in visit.request.POST and visit.leads
    key = visit.request.POST.get("end_leave" if ends_leave else "days", "")
    kind = FREE if ends_leave else visit.request.POST.get("kind", "")
    form = TapForm({"kind": kind, "days": key}, today=visit.today)
    if not form.is_valid():
        text = _("That choice is not on the list any more. Please choose again.")
        messages.error(visit.request, text)
        return redirect(visit.url)
    _change(visit, kind, *form.cleaned_data["days"], exempt=ends_leave)
    return _back(visit, kind=kind, done=key)


def _say(visit: Visit, form: DatesForm) -> HttpResponse:
    """Dates were typed."""
    kind = form.cleaned_data["what"]
    first, last = form.cleaned_data["first_on"], form.cleaned_data["last_on"]
    _change(visit, kind, first, last, exempt=kind == LONG_LEAVE[0])
    return _back(visit)


def _change(visit: Visit, kind: str, first: date, last: date, *, exempt: bool) -> None:
    """Writes it, and keeps how it was for the button that undoes it."""
    person, by, at = visit.person, visit.request.user, visit.at
    if kind == FREE:
        act = absences.end_long_leave if exempt else absences.free
        said = act(person=person, first=first, last=last, by=by, at=at)
        busy = any(one.touches(first, last) for one in days_of(person).from_calendars)
        text = freed_text(said, visit.today, busy=busy and not exempt)
    elif exempt:
        said = absences.give_long_leave(
            person=person, first=first, last=last, by=by, at=at
        )
        text = entered_text(said, Stretch(first, last, "cannot"), visit.today)
    else:
        stretch = Stretch(first, last, kind)
        said = absences.enter(person=person, stretch=stretch, by=by, at=at)
        text = entered_text(said, stretch, visit.today)
    _keep(visit, said, text, exempt=exempt)


def _keep(visit: Visit, said: Said, text: str, *, exempt: bool) -> None:
    session = visit.request.session
    if said.before == said.after:
        forget(session)
        messages.info(visit.request, text)
        return
    remember(session, visit.person, said, text, visit.at, exempt=exempt)


def _undo(visit: Visit) -> HttpResponse:
    """Puts everything back as it was before the last change."""
    session = visit.request.session
    change = last_change(session, visit.person, visit.at)
    forget(session)
    text = _("Something else was entered since: nothing was undone.")
    try:
        if change is None:
            raise DaysMovedError
        absences.undo(
            person=visit.person,
            before=change.before,
            after=change.after,
            by=visit.request.user,
            at=visit.at,
            exempt=change.exempt,
        )
    except DaysMovedError:
        messages.error(visit.request, text)
    else:
        text = _("Undone: everything is as it was before.")
        messages.success(visit.request, text)
    return _back(visit)


def _show(visit: Visit, form: DatesForm) -> HttpResponse:
    asked = visit.request.GET
    page = read_days(visit.member, visit.month, visit.at, done=asked.get("done", ""))
    context = {
        "page": page,
        "team": visit.member.team,
        "form": form,
        "kinds": kinds_for(has_calendar=bool(page.calendars)),
        "kind": asked.get("kind", "cannot"),
        "is_mine": visit.person == visit.request.user,
        "is_lead": visit.leads,
        "url": visit.url,
        "change": last_change(visit.request.session, visit.person, visit.at),
    }
    return render(visit.request, "rota/days.html", context)


def _back(visit: Visit, *, kind: str = "", done: str = "") -> HttpResponseRedirect:
    """To the same months, the same tool still in hand."""
    wanted = {"from": visit.month.key, "kind": kind, "done": done}
    query = urlencode({name: value for name, value in wanted.items() if value})
    anchor = f"#w{done.partition('/')[0]}" if done else ""
    return redirect(f"{visit.url}?{query}{anchor}")
