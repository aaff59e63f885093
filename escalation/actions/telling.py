"""Writes the texts that notices ask for beside their letters, and keeps what left.

A text is a page like any other, about no incident: it delays none, and no limit
counts it. Where texts do not arrive, the letter alone tells.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from escalation.actions.pages import queue_text
from escalation.core.notice_texts import CHANGED, GAINED, LOST, REMINDER, notice_text
from escalation.models import Page, Purpose
from escalation.reaching import may_be_texted
from rota.core.phones import mask_phone
from rota.links import make_token
from rota.models import Confirmation, Delivery, Notice, NoticeState, Period, Way

READY_LINK = "ready"
# a telephone that is off for a night still gets it
USEFUL_FOR = timedelta(hours=12)
# between two of them, so that a call beside a publication waits for none
SPACING = timedelta(seconds=3)
NO_TEXTS = "no texts to this number"


@transaction.atomic
def text_notice(
    *, notice_id: int, at: datetime, wait: timedelta = timedelta()
) -> Page | None:
    """Commits the text of a notice, once, to leave after `wait`. None: somebody else
    wrote it, or she gets no texts (or none any more: STOP, a lost number)."""
    due = Notice.objects.filter(pk=notice_id, text_due_at__lte=at)
    if not due.update(text_due_at=None):
        return None
    notice = Notice.objects.select_related("person", "team").get(pk=notice_id)
    person = notice.person
    if not (person.is_active and may_be_texted(person)):
        _keep(notice, Way.SMS, at, to=mask_phone(person.phone), error=NO_TEXTS)
        return None
    words = _words(notice)
    if words is None:
        return None
    _keep(notice, Way.SMS, at, to=mask_phone(person.phone), words=words)
    return queue_text(
        person,
        words,
        key=page_key(notice.pk),
        to=person.phone,
        incident=None,
        at=at,
        purpose=Purpose.NEWS,
        due_at=at + wait,
        texted=False,
        useful_for=USEFUL_FOR,
    )


@transaction.atomic
def letter_left(*, notice: Notice, letter: EmailMessage, at: datetime) -> None:
    """The mail server has taken it."""
    _end(notice, state=NoticeState.SENT, sent_at=at, error="")
    words = f"{letter.subject}\n\n{letter.body}"
    _keep(notice, Way.EMAIL, at, to=letter.to[0], words=words)


@transaction.atomic
def letter_failed(*, notice: Notice, error: str, at: datetime) -> None:
    """It is given up."""
    _end(notice, state=NoticeState.FAILED, error=error)
    _keep(notice, Way.EMAIL, at, to=notice.person.email, error=error)


def page_key(notice_id: int) -> str:
    """The key of the page that carries a notice's text."""
    return f"notice:{notice_id}"


def ready_link(confirmation_id: int) -> str:
    """Where the holder of a shift says that she is ready, without signing in."""
    token = make_token(READY_LINK, confirmation_id, 1)
    return settings.SITE_URL + reverse("ready", args=[token])


def _words(notice: Notice) -> str | None:
    """None when what it is about is gone."""
    if "confirmation" in notice.data:
        return _of_a_duty(notice)
    return _of_a_publication(notice)


def _of_a_duty(notice: Notice) -> str | None:
    found = Confirmation.objects.filter(pk=notice.data["confirmation"])
    asked, team = found.select_related("shift").first(), notice.team
    if asked is None:
        return None
    board = settings.SITE_URL + reverse("shift", args=[team.slug, asked.shift.uid])
    return notice_text(
        language=notice.person.language or team.language,
        kind=notice.kind,
        seat=asked.shift.seat,
        starts_at=asked.shift.starts_at.astimezone(team.zone),
        link=ready_link(asked.pk) if notice.kind == REMINDER else board,
    )


def _of_a_publication(notice: Notice) -> str | None:
    """About the first of the weekends that change."""
    team, gained, lost = notice.team, notice.data["gained"], notice.data["lost"]
    pairs = [*gained, *lost]
    periods = Period.objects.filter(team=team).in_bulk([pk for pk, _ in pairs])
    turns = [(periods[pk], seat) for pk, seat in pairs if pk in periods]
    if not turns:
        return None
    period, seat = min(turns, key=lambda turn: turn[0].starts_at)
    kind = CHANGED if gained and lost else (GAINED if gained else LOST)
    return notice_text(
        language=notice.person.language or team.language,
        kind=kind,
        seat=seat,
        starts_at=period.starts_at.astimezone(team.zone),
        link=settings.SITE_URL + reverse("board", args=[team.slug]),
        others=len(turns) - 1,
    )


def _end(notice: Notice, **fields: object) -> None:
    """Writes the outcome, unless the lease ran out and another attempt began."""
    Notice.objects.filter(
        pk=notice.pk, state=NoticeState.PENDING, attempt=notice.attempt
    ).update(lease_until=None, **fields)


def _keep(
    notice: Notice,
    way: Way,
    at: datetime,
    *,
    to: str,
    words: str = "",
    error: str = "",
) -> None:
    """Only of what is evidence: the other letters are nobody's business later."""
    if notice.publication_id is not None:
        Delivery.objects.create(
            notice=notice, at=at, way=way, to=to, words=words, error=error
        )
