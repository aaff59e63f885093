"""What the letters about the weekend sheet say: that it wants filling in, what is on
it, what changed, what is not re-read.

No number of a contact is in them: a letter stays in a mailbox, and what is on our page
is put away after some weeks.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from escalation.actions.briefing import changed_for
from escalation.briefs import count_to_reread, page_of, path_of
from escalation.core.handover import without_contacts
from escalation.models import Brief, RowKind
from escalation.postman import NeverError
from rota.models import Confirmation, Notice, Shift


def brief_slots(notice: Notice, at: datetime) -> dict[str, Any]:
    """The slots of a notice's kind; none for the kinds of others. Raises NeverError
    when what it was about is gone."""
    match notice.kind:
        case "brief_due":
            return _due(notice, at)
        case "brief":
            return _sheet(notice, at)
        case "brief_changed":
            return _changed(notice)
        case "unconfirmed":
            asked = Confirmation.objects.select_related("shift__period")
            period = asked.get(pk=notice.data["confirmation"]).shift.period
            link = _link("brief", [notice.team.slug, period.pk])
            return {"to_reread": count_to_reread(period), "brief_page": link}
    return {}


def _due(notice: Notice, at: datetime) -> dict[str, Any]:
    """How far the sheet is, and her own part of it."""
    briefs = Brief.objects.select_related("period__team")
    brief = briefs.filter(pk=notice.data["brief"]).first()
    if brief is None or brief.period.starts_at <= at:
        raise NeverError("the weekend has begun, or is gone")
    page = page_of(brief.period, at, acts=True)
    hers = [one for one in page.to_reread if one.owner_id == notice.person_id]
    return {
        "page": page,
        "hers": hers,
        "brief_page": _link("brief", [notice.team.slug, brief.period_id]),
    }


def _sheet(notice: Notice, at: datetime) -> dict[str, Any]:
    """All of it, but numbers."""
    shift, instead = _shift(notice, at), _("[left out]")
    page = page_of(shift.period, at, acts=True)
    return {
        "shift": shift,
        "page": page,
        "notes": [without_contacts(one.text, instead) for one in page.notes],
        "brief_link": settings.SITE_URL + path_of(shift),
    }


def _changed(notice: Notice) -> dict[str, Any]:
    """What others changed since she was told, in a word each."""
    shift = _shift(notice, notice.created_at)
    since = datetime.fromisoformat(notice.data["since"])
    brief = Brief.objects.filter(period=shift.period).first()
    if brief is None:
        raise NeverError("the sheet is gone")
    rows = changed_for(brief, notice.person_id, since)
    return {
        "posts": [row for row in rows if row.kind == RowKind.POST],
        "others": [row for row in rows if row.kind != RowKind.POST],
        "brief_link": settings.SITE_URL + path_of(shift),
    }


def _shift(notice: Notice, at: datetime) -> Shift:
    """Raises NeverError when it is somebody else's now, or over."""
    shifts = Shift.objects.select_related("period__team", "membership")
    shift = shifts.filter(pk=notice.data["shift"], ends_at__gt=at).first()
    if shift is None or shift.membership.person_id != notice.person_id:
        raise NeverError("the shift is somebody else's, or over")
    return shift


def _link(name: str, args: list[Any]) -> str:
    return settings.SITE_URL + reverse(name, args=args)
