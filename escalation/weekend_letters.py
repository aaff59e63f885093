"""What the letters around a weekend say beside what every notice may: the answer to a
colleague, the reminders before and after, the handover, the debrief of a crisis."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from escalation.actions.pages import language_of, title_in
from escalation.autoreply import Reply, replies_of
from escalation.core.handover import without_contacts
from escalation.handover import weekend_of
from escalation.models import Debrief, DeferredEntry
from escalation.permissions import HANDOVER_LINK
from escalation.postman import NeverError
from rota.links import make_token
from rota.models import Notice, Period, Person, Shift


def slots_of(notice: Notice, at: datetime) -> dict[str, Any]:
    """The slots of a notice's kind; none for the kinds of others. Raises NeverError
    when what it was about is gone."""
    match notice.kind:
        case "deferred_answer":
            return _answer(notice)
        case "reply_due":
            return _before(notice, at)
        case "handover_due":
            return _after(notice, at)
        case "handover":
            return _handover(notice, at)
        case "debrief_due":
            return _debrief(notice)
    return {}


def _answer(notice: Notice) -> dict[str, Any]:
    entries = DeferredEntry.objects.select_related("deferred", "by")
    entry = entries.filter(pk=notice.data["entry"]).first()
    if entry is None:
        raise NeverError("the request is gone")
    page = "deferred_request", [notice.team.slug, entry.deferred_id]
    return {"kept": entry.deferred, "answer": entry, "request_link": _link(*page)}


def _before(notice: Notice, at: datetime) -> dict[str, Any]:
    """The reply for the weekend that begins, as it is pasted."""
    replies = replies_of(notice.team, at)
    return {
        "period": _shift(notice).period,
        "said": _in_words(replies.now),
        "reply_link": _link("reply", [notice.team.slug]),
    }


def _after(notice: Notice, at: datetime) -> dict[str, Any]:
    """The signed link to the page that writes itself."""
    shift = _shift(notice)
    token = make_token(HANDOVER_LINK, shift.pk, shift.revision)
    weekend = weekend_of(shift.period, at)
    return {"weekend": weekend, "handover_link": _link("handover_link", [token])}


def _handover(notice: Notice, at: datetime) -> dict[str, Any]:
    """The page, without the callers and without anybody's number."""
    period = Period.objects.select_related("team").filter(pk=notice.data["period"])
    found = period.first()
    if found is None:
        raise NeverError("the period is gone")
    weekend = weekend_of(found, at)
    note, instead = weekend.note, _("[left out]")
    return {
        "weekend": weekend,
        "titles": [
            (one, without_contacts(one.incident.title, instead))
            for one in weekend.happenings
        ],
        "comments": without_contacts(note.comments if note else "", instead),
        "note": without_contacts(note.text if note else "", instead),
        "sender": Person.objects.filter(pk=notice.data["by"]).first(),
        "page_link": _link("handover", [found.team.slug, found.pk]),
    }


def _debrief(notice: Notice) -> dict[str, Any]:
    """Raises NeverError once it was held."""
    owed = Debrief.objects.select_related("incident__team").filter(held_on=None)
    debrief = owed.filter(pk=notice.data["debrief"]).first()
    if debrief is None:
        raise NeverError("the debrief was held")
    page = _link("debrief", [notice.team.slug, debrief.incident.code])
    incident = debrief.incident
    title = title_in(incident, language_of(notice.person, incident))
    return {"debrief": debrief, "debrief_link": page, "title": title}


def _in_words(reply: Reply) -> list[str]:
    return [said.text for said in reply.said]


def _shift(notice: Notice) -> Shift:
    """The shift of a reminder; raises NeverError when it is somebody else's now."""
    shifts = Shift.objects.select_related("period__team", "membership")
    shift = shifts.filter(pk=notice.data["shift"]).first()
    if shift is None or shift.membership.person_id != notice.person_id:
        raise NeverError("the shift is somebody else's")
    return shift


def _link(name: str, args: list[Any]) -> str:
    return settings.SITE_URL + reverse(name, args=args)
