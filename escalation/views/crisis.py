"""What is done on a call's pages while a crisis goes on: acts of views/response.py."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from escalation.actions.relaying import drop_relay, plan_relay
from escalation.actions.updates import nothing_new, promise_update, stop_updates
from escalation.actions.validating import ask_validation
from escalation.autoreply import settings_of
from escalation.colleagues import people_now
from escalation.core.relay import Hours, Strain
from escalation.forms.crisis import Groups, RelayForm, UpdateForm, ValidationForm
from escalation.involved import people_in
from escalation.models import Incident, Variant
from escalation.relay import relay_of, strain_of
from escalation.response import Work
from escalation.views.refusals import say_refusal
from rota.core.dates import show_length
from rota.duty import is_at_work, lead_ids
from rota.models import Person

Refused = dict[str, forms.Form]
Act = Callable[[HttpRequest, Incident, Person, datetime], Refused]


def crisis_context(
    incident: Incident, work: Work, by: Person | None, at: datetime
) -> dict[str, Any]:
    """What the pages of a crisis show beside those of any call."""
    validations = incident.validations.select_related("writer", "validator")
    texts = list(validations.order_by("-number"))
    return {
        "update_form": _update_form(incident, at),
        "validation": texts[0] if texts else None,
        "earlier_validations": texts[1:],
        "validation_form": ValidationForm(
            groups=_readers(incident, by, at), text=_draft(work)
        ),
        "relay": list(relay_of(incident)),
        "relay_form": _relay_form(incident, at),
        "now": at,
    }


def _draft(work: Work) -> str:
    """The message that comes next, in the reader's language, with what is known."""
    wanted = Variant.UPDATE if work.posts else Variant.FIRST
    texts = (one.text for one in work.messages if one.variant == wanted)
    return next(texts, "")


def _readers(incident: Incident, by: Person | None, at: datetime) -> Groups:
    """Who may be asked to validate: first who is in the call, then leads, then the
    team; each once, nobody who left, and off hours nobody who said no to a crisis
    cell then."""
    here = people_now(incident.team, at)
    leading = lead_ids([incident.team], at)[incident.team_id]
    involved = {person.pk for person in people_in(incident)}
    off_hours = not is_at_work(incident.team, at)
    others = [
        one
        for one in here
        if one.pk in involved or not (off_hours and one.no_cell_off_hours)
        if by is None or one.pk != by.pk
    ]
    first = [one for one in others if one.pk in involved]
    leads = [one for one in others if one.pk in leading and one not in first]
    rest = [one for one in others if one not in first and one not in leads]
    groups = ((_("In this call"), first), (_("Team leads"), leads))
    return [(name, some) for name, some in (*groups, (_("Team"), rest)) if some]


def _update_form(incident: Incident, at: datetime, data: Any = None) -> UpdateForm:
    timer = getattr(incident, "next_update", None)
    every = timer.every if timer else settings_of(incident.team).minutes
    return UpdateForm(data, team=incident.team, every=every, at=at)


def _relay_form(incident: Incident, at: datetime, data: Any = None) -> RelayForm:
    people = people_now(incident.team, at)
    return RelayForm(data, team=incident.team, people=people, at=at)


def _update(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = _update_form(incident, at, request.POST)
    if not form.is_valid():
        return {"update_form": form}
    said = form.cleaned_data
    answer = promise_update(incident_id=incident.pk, **said, by=by, at=at)
    say_refusal(request, answer)
    return {}


def _stop_updates(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    answer = stop_updates(incident_id=incident.pk, by=by, at=at)
    say_refusal(request, answer)
    return {}


def _nothing_new(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    once = request.POST.get("once", "")
    answer = nothing_new(incident_id=incident.pk, once=once, by=by, at=at)
    say_refusal(request, answer)
    return {}


def _validate(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = ValidationForm(request.POST, groups=_readers(incident, by, at))
    if not form.is_valid():
        return {"validation_form": form}
    said, once = form.cleaned_data, request.POST.get("once", "")
    answer = ask_validation(incident_id=incident.pk, **said, once=once, by=by, at=at)
    say_refusal(request, answer, typed=said["text"])
    return {}


def _relay(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    form = _relay_form(incident, at, request.POST)
    if not form.is_valid():
        return {"relay_form": form}
    said = form.cleaned_data
    person, hours = said["person"], Hours(said["starts_at"], said["ends_at"])
    answer = plan_relay(
        incident_id=incident.pk,
        task=said["task"],
        person=person,
        hours=hours,
        confirmed=said["confirmed"],
        by=by,
        at=at,
    )
    if answer.result == "tiring":
        form.is_tiring = True
        form.add_error("person", _tiring(person, strain_of(incident, person, hours)))
        return {"relay_form": form}
    if answer.result == "overlaps":
        form.add_error(
            "starts_at", _("Somebody else has these hours: take them back first.")
        )
        return {"relay_form": form}
    say_refusal(request, answer)
    return {}


def _tiring(person: Person, found: Strain) -> str:
    """What the plan asks of her, and the rule it goes against."""
    language, name = get_language() or "", person.short_name
    if found.run is not None:
        length = show_length(found.run, language)
        return _(
            "%(name)s would be at it for %(length)s in a row; ten hours a day is the "
            "most (décret 2000-815, art. 3). Shorten it, choose somebody else, or tick "
            "that you know."
        ) % {"name": name, "length": length}
    length = show_length(found.rest, language) if found.rest is not None else ""
    return _(
        "%(name)s would have only %(length)s of rest; eleven hours are owed (décret "
        "2000-815, art. 3). Change the hours, choose somebody else, or tick that you "
        "know."
    ) % {"name": name, "length": length}


def _drop_relay(
    request: HttpRequest, incident: Incident, by: Person, at: datetime
) -> Refused:
    number = request.POST.get("slot", "")
    slot_id = int(number) if number.isdecimal() and len(number) < 10 else 0
    answer = drop_relay(incident_id=incident.pk, slot_id=slot_id, by=by, at=at)
    say_refusal(request, answer)
    return {}


CRISIS_ACTS: dict[str, Act] = {
    "update": _update,
    "stop-updates": _stop_updates,
    "nothing-new": _nothing_new,
    "validate": _validate,
    "relay": _relay,
    "drop-relay": _drop_relay,
}
