"""Hands pages over to a provider: claim, send, record. Never inside a
transaction, never twice when it can be known (PAGING.md §3, QUEUE.md §8).

A page is claimed under a lease by one compare-and-set; whoever dies holding it
gives it back when the lease ends. Before any attempt whose predecessor may
have gone out, the provider is asked whether it has the text already.

Servers take their time: `clock` says how late it is once they answered. Without
one, no time passes.
"""

import itertools
import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from escalation.actions.receipts import (
    POLL_FIRST,
    alarm_config,
    hold_page,
    page_failed,
    record_status,
)
from escalation.core.delivery import (
    Accepted,
    Rejected,
    Result,
    Scope,
    StatusUpdate,
    Unknown,
    scope_of,
)
from escalation.mail import letter
from escalation.models import Channel, IncidentState, Page, PageState, Purpose
from escalation.sms import Provider, get_provider

log = logging.getLogger("astreinte.sending")

Clock = Callable[[], datetime]

# longer than a provider may take for one request (15 s), or two would send the
# same page; a mail server is asked several times, 10 s each at most
LEASE, MAIL_LEASE = timedelta(seconds=20), timedelta(minutes=3)
OPEN = (PageState.PLANNED, PageState.SENDING, PageState.UNKNOWN)
# seconds before trying again, by how many attempts were refused for now
BACK_OFF = (1, 2, 4)
# seconds before looking whether an unanswered request went through, twice
LOOK_AFTER = (3, 7)
# a provider that cannot say what it took gets the text again once, at the attempt
# after both looks, and no more (T8): it may have taken all of them
SENT_BLINDLY = len(LOOK_AFTER) + 1
MOST_ATTEMPTS = 6
# seconds between two questions about a text whose receipt does not come (T10)
POLL_AFTER = (POLL_FIRST.seconds, 60, 210, 600)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A page held under a lease by `owner`, for this attempt only.

    `doubtful`: an earlier attempt may have gone out. `died`: its sender did not
    live to say so; its whole lease has passed since.
    """

    pk: int
    owner: str
    attempt: int
    doubtful: bool
    died: bool


def claim(at: datetime, limit: int, only: Q | None = None) -> list[Claimed]:
    """Takes up to `limit` due pages nobody else is sending, oldest first."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:60]
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    due = Page.objects.filter(free, state__in=OPEN, due_at__lte=at)
    if only is not None:
        due = due.filter(only)
    # looked at without a lock first: most of the time there is nothing to do
    if not due.exists():
        return []
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        rows = list(
            due.select_for_update(skip_locked=skip)
            .order_by("due_at", "pk")
            .values_list("pk", "state", "attempt")[:limit]
        )
        Page.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(
            state=PageState.SENDING,
            lease_until=at + LEASE,
            lease_owner=owner,
            attempt=F("attempt") + 1,
        )
    return [
        Claimed(
            pk,
            owner,
            attempt + 1,
            doubtful=state != PageState.PLANNED,
            died=state == PageState.SENDING,
        )
        for pk, state, attempt in rows
    ]


def hand_over(incident_id: int, at: datetime, clock: Clock | None = None) -> None:
    """Sends an incident's first page from the web process, right after the
    commit; the others, and whatever fails here, are the dispatcher's.

    Takes as long as the provider, at most 15 s. Never raises: the call is
    already safe in the database.
    """
    try:
        for claimed in claim(at, 1, Q(incident_id=incident_id)):
            deliver(claimed, at, clock)
    except Exception:
        log.exception("The first page was not sent at once; the dispatcher will.")


def deliver(claimed: Claimed, at: datetime, clock: Clock | None = None) -> None:
    """Sends one claimed page, unless it is no longer wanted or went out before."""
    now = clock or (lambda: at)
    page = Page.objects.select_related("incident__team", "person").get(pk=claimed.pk)
    if not _is_ours(page, claimed):
        return
    if _is_unwanted(page):
        _let_go(page, claimed, state=PageState.CANCELLED, ended_at=at)
    elif page.expires_at <= at:
        _give_up(page, claimed, Rejected(Scope.PASSING, "", "too late"), at)
    elif page.channel == Channel.EMAIL:
        if _keep(page, claimed, at + MAIL_LEASE):
            _record(page, claimed, _send_email(page), now())
    else:
        provider = get_provider()
        result = _send_sms(provider, page, claimed, now)
        if result is not None:
            page.provider = provider.name
            _record(page, claimed, result, now())


def poll(at: datetime, limit: int = 20) -> None:
    """Asks the provider about texts whose receipt is overdue (T10).

    Stops at the first that it does not answer for: the others would only wait for
    the same server. Each question is one engine's.
    """
    waiting = Page.objects.filter(poll_at__lte=at).order_by("poll_at")[:limit]
    if not waiting:
        return
    provider = get_provider()
    for page in waiting:
        mine = Page.objects.filter(pk=page.pk, poll_at=page.poll_at)
        if not mine.update(poll_at=_next_poll(page, at)):
            continue
        update = provider.status(page.provider_id)
        if update is None:
            return
        record_status(page_uuid=page.uuid, update=update, at=at)


def _next_poll(page: Page, at: datetime) -> datetime | None:
    accepted_at = page.accepted_at or page.created_at
    for after in itertools.accumulate(POLL_AFTER):
        if accepted_at + timedelta(seconds=after) > at:
            return accepted_at + timedelta(seconds=after)
    return None


def _is_unwanted(page: Page) -> bool:
    incident = page.incident
    return (
        page.purpose == Purpose.PAGE
        and incident is not None
        and incident.state != IncidentState.TRIGGERED
    )


def _send_email(page: Page) -> Result:
    host = urlsplit(settings.SITE_URL).hostname
    mail = letter(page.text, to=page.to, message_id=f"<page-{page.uuid}@{host}>")
    try:
        mail.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        return Rejected(Scope.PASSING, "", type(error).__name__)
    return Accepted("")


def _send_sms(
    provider: Provider, page: Page, claimed: Claimed, now: Clock
) -> Result | None:
    """The outcome of this attempt, or None when it only decided to look again, or
    when looking took so long that somebody else has the page."""
    if claimed.doubtful and provider.capabilities.listing:
        found = provider.find(to=page.to, text=page.text, since=page.created_at)
        if isinstance(found, Accepted):
            return found
        if not claimed.died and claimed.attempt <= len(LOOK_AFTER):
            _look_again(page, claimed, now())
            return None
        if isinstance(found, Unknown) and claimed.attempt > SENT_BLINDLY:
            return found
        # looking took its part of the lease
        if not _keep(page, claimed, now() + LEASE):
            return None
    at = now()
    validity = int((page.expires_at - at).total_seconds())
    return provider.send(
        to=page.to,
        text=page.text,
        reference=str(page.uuid),
        validity=min(max(validity, 30), 900),
        at=at,
    )


def _record(page: Page, claimed: Claimed, result: Result, at: datetime) -> None:
    match result:
        case Accepted(provider_id, state, code):
            _record_accepted(page, claimed, provider_id, at)
            if scope_of(code) == Scope.CALLBACK:
                alarm_config(page, code, "no receipts: callback address refused", at)
            if state != PageState.ACCEPTED:
                update = StatusUpdate(state, code, provider_id)
                record_status(page_uuid=page.uuid, update=update, at=at)
        case Unknown() if claimed.attempt < MOST_ATTEMPTS:
            log.warning("Page %s: no answer from the provider.", page.pk)
            _look_again(page, claimed, at)
        case Rejected(Scope.PASSING) if wait := _wait(page, claimed, result, at):
            _let_go(
                page,
                claimed,
                state=PageState.PLANNED,
                due_at=at + timedelta(seconds=wait),
                provider=page.provider,
                error_code=result.code,
                error=result.reason[:200],
            )
        case Unknown(reason):
            _give_up(page, claimed, Rejected(Scope.PASSING, "", reason), at)
        case Rejected():
            _give_up(page, claimed, result, at)


def _wait(page: Page, claimed: Claimed, refused: Rejected, at: datetime) -> float:
    """Seconds before trying again what was refused for now; 0: it is given up, for
    it was tried often, or would be too late then."""
    if claimed.attempt > len(BACK_OFF):
        return 0
    wait = refused.retry_after or BACK_OFF[claimed.attempt - 1]
    return wait if wait < (page.expires_at - at).total_seconds() else 0


def _record_accepted(
    page: Page, claimed: Claimed, provider_id: str, at: datetime
) -> None:
    """A receipt may have come before the provider's own answer: then the state
    is further on already, and only the provider's id is added."""
    is_sms = page.channel == Channel.SMS
    accepted = _let_go(
        page,
        claimed,
        state=PageState.ACCEPTED,
        provider=page.provider,
        provider_id=provider_id,
        accepted_at=at,
        ended_at=None if is_sms else at,
        poll_at=at + POLL_FIRST if is_sms else None,
    )
    if not accepted:
        Page.objects.filter(pk=page.pk, provider_id="").update(
            provider=page.provider, provider_id=provider_id
        )


def _look_again(page: Page, claimed: Claimed, at: datetime) -> None:
    wait = LOOK_AFTER[min(claimed.attempt, len(LOOK_AFTER)) - 1]
    _let_go(
        page,
        claimed,
        state=PageState.UNKNOWN,
        due_at=at + timedelta(seconds=wait),
        provider=page.provider,
    )


def _give_up(page: Page, claimed: Claimed, why: Rejected, at: datetime) -> None:
    with transaction.atomic():
        held = hold_page(pk=page.pk)
        if not _is_ours(held, claimed):
            return
        held.provider = page.provider
        late = held.expires_at <= at
        page_failed(
            held,
            state=PageState.EXPIRED if late else PageState.FAILED,
            scope=why.scope,
            code=why.code,
            reason=why.reason,
            at=at,
        )


def _keep(page: Page, claimed: Claimed, until: datetime) -> int:
    """Prolongs the lease, only if the page is still ours: 1 row, else 0."""
    return _held(page, claimed).update(lease_until=until)


def _let_go(page: Page, claimed: Claimed, **fields: object) -> int:
    """Writes the outcome, only if the page is still ours: 1 row, else 0."""
    return _held(page, claimed).update(lease_until=None, **fields)


def _held(page: Page, claimed: Claimed) -> QuerySet[Page]:
    """The page, if it is still held for this attempt."""
    return Page.objects.filter(
        pk=page.pk,
        state=PageState.SENDING,
        lease_owner=claimed.owner,
        attempt=claimed.attempt,
    )


def _is_ours(page: Page, claimed: Claimed) -> bool:
    """False once a receipt came, or once the lease passed to somebody else."""
    held_by = (page.state, page.lease_owner, page.attempt)
    return held_by == (PageState.SENDING, claimed.owner, claimed.attempt)
