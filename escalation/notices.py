"""Tells people what the rota and the calls wrote down for them: by e-mail, and by
text too where it asks for one.

A notice is a row; it is claimed under a lease by one compare-and-set, sent, and
recorded. Whoever dies in between gives it back: sent twice, rather than never.
Nothing here pages anybody: a notice may wait for the mail server.
"""

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from escalation.actions import urgent
from escalation.actions.telling import (
    SPACING,
    letter_failed,
    letter_left,
    letter_waits,
    ready_link,
    text_notice,
)
from escalation.cover_letters import cover_slots
from escalation.mail import letter
from rota.core.dates import show_day
from rota.duty import coming_gaps, end_of_rota, leads
from rota.models import Answer, Confirmation, Notice, NoticeState, Period, Role, Team

log = logging.getLogger("astreinte.notices")

BATCH = 20
# longer than a mail server may take to answer, step by step (EMAIL_TIMEOUT each)
LEASE = timedelta(minutes=3)
# minutes before trying again: a mail server that is down for a night is waited for
BACK_OFF = (1, 5, 15, 60, 180, 360, 720)


class Outcome(Enum):
    """What became of one attempt."""

    NOT_OURS = "somebody else has it, or it is done"
    SENT = "sent"
    LATER = "not now; tried again"
    FAILED = "never"


@dataclass(frozen=True, slots=True)
class Turn:
    """A seat in a period, gained or lost."""

    period: Period
    seat: str


def deliver_due(at: datetime) -> int:
    """Sends the notices that are due, oldest first; returns how many were sent.

    Stops at the first that the server does not take now: the others would only
    wait for the same server. May last as long as the server; never raises.
    """
    due = Notice.objects.filter(_free(at)).order_by("due_at", "pk")
    sent = 0
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        outcome = deliver(pk, at)
        sent += outcome == Outcome.SENT
        if outcome == Outcome.LATER:
            break
    return sent


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
    claimed = Notice.objects.filter(_free(at), pk=notice_id).update(
        lease_until=at + LEASE, attempt=F("attempt") + 1
    )
    if not claimed:
        return Outcome.NOT_OURS
    notice = Notice.objects.select_related("person", "team").get(pk=notice_id)
    if not notice.person.is_active:
        return _fail(notice, "account closed", at)
    if notice.attempt > len(BACK_OFF) + 1:
        # each attempt so far ended with the process that made it
        return _fail(notice, "given up", at)
    if _is_moot(notice):
        return _fail(notice, "no longer so", at)
    try:
        urgent.text_notice(notice_id=notice_id, at=at)
        message = compose(notice, at)
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        refused = _code(error)
        return (
            _fail(notice, f"refused {refused}", at)
            if refused >= 500
            else _wait(notice, f"refused {refused}", at)
        )
    except OSError as error:  # the server is away; smtplib's errors are OSErrors
        log.warning("Notice %s: %s; tried again.", notice.pk, type(error).__name__)
        return _wait(notice, type(error).__name__, at)
    except Exception as error:
        log.exception("Notice %s cannot be written.", notice.pk)
        return _wait(notice, type(error).__name__, at)
    letter_left(notice=notice, letter=message, at=at)
    return Outcome.SENT


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
    slots: dict[str, Any] = {
        "person": notice.person,
        "role": member.role if member else Role.READER,
        "team": team,
        "now": at,
        "leads": [lead.person for lead in leads(team, at)],
        "gained": _turns(team, data.get("gained", [])),
        "lost": _turns(team, data.get("lost", [])),
        "turns": _turns(team, data.get("turns", [])),
        "weekends": _turns(team, data.get("weekends", [])),
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
        "exercise": data.get("exercise", False),
        "sign_in_link": _link("account_request_login_code"),
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
    return slots | cover_slots(notice, at)


def _turns(team: Team, pairs: Sequence[tuple[int, str]]) -> list[Turn]:
    """In the order of the calendar; a period that is gone is left out."""
    periods = Period.objects.filter(team=team).in_bulk([pk for pk, _ in pairs])
    turns = [Turn(periods[pk], seat) for pk, seat in pairs if pk in periods]
    return sorted(turns, key=lambda turn: (turn.period.starts_at, turn.seat))


def _link(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _is_moot(notice: Notice) -> bool:
    """True when the duty it is about is somebody else's by now, or is gone."""
    asked = notice.data.get("confirmation")
    rows = Confirmation.objects.filter(pk=asked).exclude(answer=Answer.MOOT)
    return asked is not None and not rows.exists()


def _free(at: datetime) -> Q:
    nobody_sends_it = Q(lease_until=None) | Q(lease_until__lte=at)
    return Q(nobody_sends_it, state=NoticeState.PENDING, due_at__lte=at)


def _wait(notice: Notice, error: str, at: datetime) -> Outcome:
    if notice.attempt > len(BACK_OFF):
        return _fail(notice, error, at)
    letter_waits(
        notice=notice,
        until=at + timedelta(minutes=BACK_OFF[notice.attempt - 1]),
        error=error,
    )
    return Outcome.LATER


def _fail(notice: Notice, error: str, at: datetime) -> Outcome:
    log.warning("Notice %s to person %s: %s.", notice.pk, notice.person_id, error)
    letter_failed(notice=notice, error=error, at=at)
    return Outcome.FAILED


def _code(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> int:
    if isinstance(error, smtplib.SMTPDataError):
        return int(error.smtp_code)
    return min(code for code, _ in error.recipients.values())
