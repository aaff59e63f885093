"""Tells people what the rota and the calls wrote down for them: by e-mail, which a
postman carries (escalation/postman.py), and by text too where it asks for one. Nothing
here pages anybody: a notice may wait for the mail server.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from escalation.actions import urgent
from escalation.actions.telling import (
    SPACING,
    letter_failed,
    letter_left,
    ready_link,
    text_notice,
)
from escalation.brief_letters import brief_slots
from escalation.cover_letters import cover_slots
from escalation.letters import LETTERS
from escalation.mail import letter
from escalation.postman import BATCH, NeverError, Outcome, Postman
from escalation.weekend_letters import slots_of
from rota.core.dates import show_day
from rota.duty import coming_gaps, end_of_rota, leads
from rota.models import Answer, Confirmation, Notice, Period, Role, Team

log = logging.getLogger("astreinte.notices")


@dataclass(frozen=True, slots=True)
class Turn:
    """A seat in a period, gained or lost."""

    period: Period
    seat: str


def deliver_due(at: datetime) -> int:
    """Sends the notices, and the answers to services, that are due; returns how many
    were sent. May last as long as the mail server; never raises."""
    return NOTICES.deliver_due(at) + LETTERS.deliver_due(at)


def text_due(at: datetime) -> int:
    """Writes the texts that are due, some seconds apart; returns how many it wrote.

    They leave with the pages. One that cannot be written holds up no other, and is
    tried again.
    """
    due = Notice.objects.filter(text_due_at__lte=at).order_by("text_due_at", "pk")
    written = 0
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            page = text_notice(notice_id=pk, at=at, wait=written * SPACING)
        except Exception:
            log.exception("The text of notice %s cannot be written.", pk)
            if connection.connection is None or not connection.is_usable():
                raise  # the database is away
            continue
        written += page is not None
    return written


def deliver(notice_id: int, at: datetime) -> Outcome:
    """Sends one notice if it is due and nobody else is sending it."""
    return NOTICES.deliver(notice_id, at)


def compose(notice: Notice, at: datetime) -> EmailMessage:
    """The e-mail of a notice, in its reader's language and the team's time zone."""
    language = notice.person.language or notice.team.language
    with translation.override(language):
        text = render_to_string(
            f"email/{notice.kind}.{language}.txt", _slots(notice, at)
        )
    host = urlsplit(settings.SITE_URL).hostname
    return letter(
        text, to=notice.person.email, message_id=f"<notice-{notice.pk}@{host}>"
    )


def _slots(notice: Notice, at: datetime) -> dict[str, Any]:
    """What templates may say; each kind uses its part."""
    team, data = notice.team, notice.data
    member = team.memberships.filter(person=notice.person).first()
    slots: dict[str, Any] = _links(team) | {
        "person": notice.person,
        "role": member.role if member else Role.READER,
        "team": team,
        "now": at,
        "leads": [lead.person for lead in leads(team, at)],
        "gained": _turns(team, data.get("gained", [])),
        "lost": _turns(team, data.get("lost", [])),
        "turns": _turns(team, data.get("turns", [])),
        "weekends": _turns(team, data.get("weekends", [])),
        "exercise": data.get("exercise", False),
    }
    if "confirmation" in data:
        slots["asked"] = Confirmation.objects.select_related(
            "shift", "membership__person"
        ).get(pk=data["confirmation"])
        slots["ready_link"] = ready_link(data["confirmation"])
    if "gaps" in data:
        now_empty = {gap.pk: gap for gap in coming_gaps(team, at)}
        slots["gaps"] = [now_empty[pk] for pk in data["gaps"] if pk in now_empty]
        slots["ends_at"] = end_of_rota(team, at)
        slots["weeks"] = team.gap_weeks
    for name in ("provider", "code", "reason", "title", "name", "limit", "training"):
        slots[name] = " ".join(str(data.get(name, "")).split())
    if "day" in data:
        slots["day"] = show_day(date.fromisoformat(data["day"]), get_language() or "")
    if notice.kind in ("alarm_no_answer", "alarm_untouched"):
        slots["link"] = _link("incident", team.slug, slots["code"])
    for more in (slots_of, cover_slots, brief_slots):
        slots |= more(notice, at)
    return slots


def _links(team: Team) -> dict[str, Any]:
    return {
        "rota_link": _link("board", team.slug),
        "calendar_link": _link("calendar", team.slug),
        "profile_link": _link("profile"),
        "calls_link": _link("my_calls"),
        "team_link": _link("team", team.slug),
        "my_days_link": _link("my_days", team.slug),
        "days_link": _link("team_days", team.slug),
        "readiness_link": _link("readiness", team.slug),
        "trainings_link": _link("trainings", team.slug),
        "alerts_link": _link("alerts", team.slug),
        "drills_link": _link("drills", team.slug),
        "sign_in_link": _link("account_request_login_code"),
    }


def _turns(team: Team, pairs: Sequence[tuple[int, str]]) -> list[Turn]:
    """In the order of the calendar; a period that is gone is left out."""
    periods = Period.objects.filter(team=team).in_bulk([pk for pk, _ in pairs])
    turns = [Turn(periods[pk], seat) for pk, seat in pairs if pk in periods]
    return sorted(turns, key=lambda turn: (turn.period.starts_at, turn.seat))


def _link(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _write(notice: Notice, at: datetime) -> EmailMessage:
    """Raises NeverError when nobody is there to read it, or it is not so any more."""
    if not notice.person.is_active:
        raise NeverError("account closed")
    if _is_moot(notice):
        raise NeverError("no longer so")
    urgent.text_notice(notice_id=notice.pk, at=at)
    return compose(notice, at)


def _is_moot(notice: Notice) -> bool:
    """True when the duty it is about is somebody else's by now, or is gone."""
    asked = notice.data.get("confirmation")
    rows = Confirmation.objects.filter(pk=asked).exclude(answer=Answer.MOOT)
    return asked is not None and not rows.exists()


def _left(notice: Notice, message: EmailMessage, at: datetime) -> None:
    letter_left(notice=notice, letter=message, at=at)


def _failed(notice: Notice, error: str, at: datetime) -> None:
    letter_failed(notice=notice, error=error, at=at)


NOTICES = Postman(Notice, ("person", "team"), _write, _left, _failed)
