"""Test texts: that a telephone receives what a call would send, found out before one.

Each is a page like any other, through the whole chain, about no incident. Asked for
by whoever owns the telephone, or sent each month to everybody who may be called.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from escalation.actions.pages import new_token, queue_text
from escalation.actions.receipts import link_used
from escalation.core.pacing import check
from escalation.core.speech import trial_speech
from escalation.core.texts import trial_text
from escalation.models import MONTHLY, Channel, Page, Purpose
from escalation.reaching import language_to, teams_of
from rota.models import Person, Team

LIMITS = ((1, timedelta(minutes=1)),)
# between two of the monthly ones: a hundred people are five minutes
SPACING = timedelta(seconds=3)


@transaction.atomic
def send_test(*, by: Person, channels: Collection[str], at: datetime) -> list[Page]:
    """Commits a test of her own number by SMS, by VOICE or both; the text holds a
    link to confirm. Give each to sending.hand_over_page() after the commit. Raises
    TooSoon.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    sent = Page.objects.filter(person=person, purpose=Purpose.TEST)
    asked = sent.exclude(key__startswith=MONTHLY).order_by("-created_at")
    check(asked.values_list("created_at", flat=True)[:1], LIMITS, at)
    key, teams = f"test:{uuid.uuid4()}", teams_of(person, at)
    local = at.astimezone(teams[0].zone) if teams else timezone.localtime(at)
    language, pages = language_to(person, at), []
    if Channel.SMS in channels:
        pages.append(_text(person, f"{key}:sms", "asked", language, local))
    if Channel.VOICE in channels:
        pages.append(_ring(person, f"{key}:voice", language, local))
    return pages


@transaction.atomic
def send_monthly_tests(*, team: Team, people: Iterable[Person], at: datetime) -> int:
    """Commits one test text each, some seconds apart; returns how many are new. Of
    two runs on one day the second finds those of the first."""
    local, sent = at.astimezone(team.zone), 0
    for one in sorted(people, key=lambda person: person.pk):
        person = Person.objects.select_for_update().get(pk=one.pk)
        key = f"{MONTHLY}{person.pk}:{local:%Y-%m-%d}"
        if Page.objects.filter(key=key).exists():
            continue
        language = person.language or team.language
        _text(person, key, "monthly", language, local, wait=sent * SPACING)
        sent += 1
    return sent


@transaction.atomic
def confirm_test(*, page: Page, by: Person, at: datetime) -> None:
    """“It arrived”: the button behind the link of a test text."""
    link_used(page=page, at=at)


def _text(
    person: Person,
    key: str,
    kind: str,
    language: str,
    local: datetime,
    wait: timedelta = timedelta(0),
) -> Page:
    """`local` is now, on her clock."""
    token = new_token()
    link = f"{settings.SITE_URL}/test/{token}"
    return queue_text(
        person,
        trial_text(language=language, kind=kind, at=local + wait, link=link),
        key=key,
        to=person.phone,
        incident=None,
        at=local,
        purpose=Purpose.TEST,
        token=token,
        due_at=local + wait,
    )


def _ring(person: Person, key: str, language: str, local: datetime) -> Page:
    return queue_text(
        person,
        trial_speech(language),
        key=key,
        to=person.phone,
        incident=None,
        at=local,
        purpose=Purpose.TEST,
        channel=Channel.VOICE,
    )
