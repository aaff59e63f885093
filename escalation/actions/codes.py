"""Codes that prove a number (PAGING.md T20): six digits, sent there, typed here.

What is kept of a code is a keyed hash over it, its owner and the number: the rows
alone tell nobody a code, and the code of an old number says nothing of a new one.
The text that carries it is emptied once the code was used or is too old.
"""

import secrets
import unicodedata
import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from escalation.actions.pages import queue_text
from escalation.actions.proofs import arrived, prove
from escalation.actions.receipts import hold_page
from escalation.core.delivery import RANK
from escalation.core.pacing import check
from escalation.core.speech import code_speech
from escalation.core.texts import code_text
from escalation.models import Channel, Code, Page, PageState, Purpose
from escalation.reaching import language_to
from rota.models import Person

DIGITS = 6
MOST_TRIES = 5
LIMITS = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)))
GONE = "•" * DIGITS  # in place of a text that held a code


class Verdict(StrEnum):
    """What became of a code that was typed."""

    PROVEN = "proven"
    WRONG = "wrong"
    SPENT = "spent"  # wrong too often
    EXPIRED = "expired"
    NONE = "none"  # nothing was sent to the number she has now


@transaction.atomic
def send_code(*, by: Person, channel: Channel, at: datetime) -> Page:
    """Commits a new code to her present number, by SMS or VOICE; earlier ones count
    no more. Give it to sending.hand_over_page() after the commit. Raises TooSoon.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    sent = Page.objects.filter(person=person, purpose=Purpose.CODE)
    lately = sent.filter(created_at__gt=at - timedelta(hours=1))
    check(lately.values_list("created_at", flat=True), LIMITS, at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    words = code_speech if channel == Channel.VOICE else code_text
    page = queue_text(
        person,
        words(language_to(person, at), code),
        key=f"code:{uuid.uuid4()}",
        to=person.phone,
        incident=None,
        at=at,
        purpose=Purpose.CODE,
        channel=channel,
    )
    Code.objects.create(page=page, digest=_digest(person, page.to, code))
    return page


def open_code(person: Person) -> Code | None:
    """Her newest code, if it went to the number she has now; it may have expired."""
    codes = Code.objects.filter(page__person=person).select_related("page")
    newest = codes.order_by("page__created_at", "pk").last()
    return newest if newest and newest.page.to == person.phone else None


@transaction.atomic
def try_code(*, by: Person, typed: str, at: datetime) -> Verdict:
    """Proves her number when `typed` holds its newest code; each attempt counts."""
    waiting = open_code(by)
    if waiting is None:
        return Verdict.NONE
    page = hold_page(pk=waiting.page_id)  # one attempt at a time
    code = Code.objects.filter(page=page).first()
    if code is None:
        return Verdict.NONE
    if page.expires_at <= at:
        return Verdict.EXPIRED
    if code.tries >= MOST_TRIES:
        return Verdict.SPENT
    if not constant_time_compare(code.digest, _digest(by, page.to, _plain(typed))):
        code.tries += 1
        code.save(update_fields=["tries"])
        return Verdict.SPENT if code.tries >= MOST_TRIES else Verdict.WRONG
    arrived(page=page, at=at)
    is_hers = prove(by=by, number=page.to, at=at)
    Code.objects.filter(page__person=by).delete()
    _forget(page, at)
    return Verdict.PROVEN if is_hers else Verdict.NONE


def forget_codes(*, at: datetime) -> int:
    """Empties the texts of codes that are too old to be typed; returns how many."""
    old = Page.objects.filter(purpose=Purpose.CODE, expires_at__lte=at)
    left = Q(accepted_at__isnull=False) | Q(ended_at__isnull=False)
    found = old.filter(left).exclude(text__in=["", GONE])
    pks = list(found.values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            _forget(hold_page(pk=pk), at)
    Code.objects.filter(page__expires_at__lte=at - timedelta(days=1)).delete()
    return len(pks)


def _forget(page: Page, at: datetime) -> None:
    """A page that has not left yet must not leave any more, now that it is empty."""
    page.text = GONE
    if RANK[page.state] < RANK[PageState.ACCEPTED]:
        page.state, page.ended_at = PageState.CANCELLED, at
        page.lease_until = page.poll_at = None
    page.save()


def _digest(person: Person, number: str, code: str) -> str:
    said = f"{person.pk}:{number}:{code}"
    return salted_hmac("escalation.code", said, algorithm="sha256").hexdigest()


def _plain(typed: str) -> str:
    """The digits of what was typed, however they are spaced or written."""
    normal = unicodedata.normalize("NFKC", typed)
    return "".join(str(unicodedata.digit(c)) for c in normal if c.isdigit())
