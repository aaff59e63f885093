"""Work on a call, by either door: the link in a text, or the team's own page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from escalation import actions
from escalation.actions.watching import watch
from escalation.colleagues import people_now
from escalation.forms.response import (
    DecisionForm,
    EventForm,
    PostForm,
    SlotsForm,
    WatchForm,
)
from escalation.models import Case, Incident
from escalation.response import Work
from escalation.views.crisis import CRISIS_ACTS, crisis_context
from escalation.views.refusals import say_refusal
from rota.models import Person

Refused = dict[str, forms.Form]
Act = Callable[[HttpRequest, Incident, Person, datetime], Refused]


def work_context(
    incident: Incident, by: Person, at: datetime, **refused: forms.Form
) -> dict[str, Any]:
    """What the work pages show to `by`; `refused` are forms that were sent and could
    not be taken, by name: they keep what was typed."""
    work = Work.of(incident, get_language() or "", at)
    values = work.values(work.language)
    is_crisis = incident.case == Case.CRISIS
    return {
        "work": work,
        "decision_form": DecisionForm(team=incident.team, at=at),
        "post_form": PostForm(team=incident.team),
        "slots_form": SlotsForm(names=work.slots, values=values),
        "event_form": EventForm(event=incident.event),
        "watchers": people_now(incident.team, at),
        **(crisis_context(incident, work, by, at) if is_crisis else {}),
        **refused,
    }


def respond(
    request: HttpRequest, what: str, incident: Incident, by: Person, at: datetime
) -> Refused:
    """Does what was asked and says on the next page if nothing came of it; returns
    the form that was not valid, by name. Raises Http404 for an unknown `what`."""
    if what not in ACTS:
        raise Http404
    return ACTS[what](request, incident, by, at)


def _tick(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    answer = actions.tick(
        incident_id=incident.pk,
        key=request.POST.get("key", ""),
        done=request.POST.get("done") == "1",
        by=by,
        at=at,
    )
    say_refusal(request, answer)
    return {}


def _event(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = EventForm(request.POST)
    if not form.is_valid():
        return {"event_form": form}
    answer = actions.choose_event(
        incident_id=incident.pk, event=form.cleaned_data["event"], by=by, at=at
    )
    say_refusal(request, answer)
    return {}


def _slots(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    work = Work.of(incident, get_language() or "", at)
    form = SlotsForm(request.POST, names=work.slots, values={})
    if not form.is_valid():
        return {"slots_form": form}
    shown = work.values(work.language)
    said = form.cleaned_data.items()
    new = {name: text for name, text in said if text != shown.get(name, "")}
    answer = actions.complete(incident_id=incident.pk, slots=new, by=by, at=at)
    say_refusal(request, answer)
    return {}


def _decide(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = DecisionForm(request.POST, team=incident.team, at=at)
    if not form.is_valid():
        return {"decision_form": form}
    said = form.cleaned_data
    once = request.POST.get("once", "")
    answer = actions.decide_about(
        incident_id=incident.pk, **said, once=once, by=by, at=at
    )
    say_refusal(request, answer, typed=said["reason"])
    return {}


def _post(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = PostForm(request.POST, team=incident.team)
    if not form.is_valid():
        return {"post_form": form}
    said = form.cleaned_data
    answer = actions.add_post(
        incident_id=incident.pk,
        outlets=list(said["outlets"]),
        variant=said["variant"],
        link=said["link"],
        once=request.POST.get("once", ""),
        by=by,
        at=at,
    )
    say_refusal(request, answer, typed=said["link"])
    return {}


def _unpost(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    number = request.POST.get("post", "")
    answer = actions.remove_post(
        incident_id=incident.pk,
        post_id=int(number) if number.isdecimal() and len(number) < 10 else 0,
        by=by,
        at=at,
    )
    say_refusal(request, answer)
    return {}


def _crisis(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    answer = actions.raise_to_crisis(incident_id=incident.pk, by=by, at=at)
    say_refusal(request, answer)
    return {}


def _watch(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = WatchForm(request.POST, team=incident.team, at=at)
    if form.is_valid():
        said = form.cleaned_data
        answer = watch(incident_id=incident.pk, **said, by=by, at=at)
        say_refusal(request, answer)
    else:
        messages.warning(request, _("Choose somebody from the list."))
    return {}


ACTS: dict[str, Act] = {
    "tick": _tick,
    "event": _event,
    "slots": _slots,
    "decide": _decide,
    "post": _post,
    "unpost": _unpost,
    "crisis": _crisis,
    "watch": _watch,
    **CRISIS_ACTS,
}
