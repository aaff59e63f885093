"""Tells people by e-mail what the rota and the calls wrote down for them; a postman
carries it (escalation/postman.py). Nothing here pages anybody: a notice may wait for
the mail server.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from escalation.letters import LETTERS
from escalation.mail import letter
from escalation.postman import NeverError, Outcome, Postman
from escalation.weekend_letters import slots_of
from rota.core.dates import show_day
from rota.duty import leads
from rota.models import Notice, Period, Role, Team


@dataclass(frozen=True, slots=True)
class Turn:
    """A seat in a period, gained or lost."""

    period: Period
    seat: str


def deliver_due(at: datetime) -> int:
    """Sends the notices, and the answers to services, that are due; returns how many
    were sent. May last as long as the mail server; never raises."""
    return NOTICES.deliver_due(at) + LETTERS.deliver_due(at)


def deliver(notice_id: int, at: datetime) -> Outcome:
    """Sends one notice if it is due and nobody else is sending it."""
    return NOTICES.deliver(notice_id, at)


def compose(notice: Notice, at: datetime) -> EmailMessage:
    """The e-mail of a notice, in its reader's language and the team's time zone.
    Raises NeverError when her account is closed."""
    if not notice.person.is_active:
        raise NeverError("account closed")
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
    slots: dict[str, Any] = {
        "person": notice.person,
        "role": member.role if member else Role.READER,
        "team": team,
        "now": at,
        "leads": [lead.person for lead in leads(team, at)],
        "gained": _turns(team, data.get("gained", [])),
        "lost": _turns(team, data.get("lost", [])),
        "rota_link": _link("board", team.slug),
        "calendar_link": _link("calendar", team.slug),
        "profile_link": _link("profile"),
        "calls_link": _link("my_calls"),
        "team_link": _link("team", team.slug),
        "readiness_link": _link("readiness", team.slug),
        "alerts_link": _link("alerts", team.slug),
        "drills_link": _link("drills", team.slug),
        "exercise": data.get("exercise", False),
        "sign_in_link": _link("account_request_login_code"),
    }
    for name in ("provider", "code", "reason", "title", "name", "limit"):
        slots[name] = " ".join(str(data.get(name, "")).split())
    if "day" in data:
        slots["day"] = show_day(date.fromisoformat(data["day"]), get_language() or "")
    if notice.kind in ("alarm_no_answer", "alarm_untouched"):
        slots["link"] = _link("incident", team.slug, slots["code"])
    return slots | slots_of(notice, at)


def _turns(team: Team, pairs: Sequence[tuple[int, str]]) -> list[Turn]:
    """In the order of the calendar; a period that is gone is left out."""
    periods = Period.objects.filter(team=team).in_bulk([pk for pk, _ in pairs])
    turns = [Turn(periods[pk], seat) for pk, seat in pairs if pk in periods]
    return sorted(turns, key=lambda turn: (turn.period.starts_at, turn.seat))


def _link(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)


NOTICES = Postman(Notice, ("person", "team"), compose)
