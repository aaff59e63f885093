"""Writes down what became of one attempt: the page's next state, and the event
that led to it, in one transaction."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from escalation.actions.ladder import lock, write
from escalation.actions.receipts import (
    ALARMING,
    alarm_config,
    hold_page,
    note_event,
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
from escalation.models import Page, PageState, Purpose, Source
from escalation.sending.acceptance import Taken, accept
from escalation.sending.claims import Claimed, is_ours, let_go
from escalation.sending.ways import Way

log = logging.getLogger("astreinte.sending")

# seconds before trying again, by how many attempts were refused for now
BACK_OFF = (1, 2, 4)
# seconds before looking whether an unanswered request went through, twice
LOOK_AFTER = (3, 7)
MOST_TRIES = 6
# what another provider would be told just the same
HERS = (Scope.CONTACT, Scope.BLOCKED)


def record(
    page: Page, claimed: Claimed, way: Way, result: Result, at: datetime, source: Source
) -> None:
    """The outcome of an attempt, whatever it was; `source` says how we know."""
    page.provider = way.provider
    match result:
        case Accepted():
            _accepted(page, claimed, result, at, source)
        case Unknown(reason) if claimed.tries < MOST_TRIES:
            log.warning("Page %s: no answer from the provider.", page.pk)
            look_again(page, claimed, at, reason)
        case Rejected(Scope.PASSING) if wait := _wait(page, claimed, result, at):
            _try_again(page, claimed, result, at + timedelta(seconds=wait), at)
        case Unknown(reason):
            _end(page, claimed, way, Rejected(Scope.PASSING, "", reason), at)
        case Rejected():
            _end(page, claimed, way, result, at)


def look_again(page: Page, claimed: Claimed, at: datetime, reason: str = "") -> None:
    """Whether it went out is asked again in some seconds."""
    wait = LOOK_AFTER[min(claimed.tries, len(LOOK_AFTER)) - 1]
    with transaction.atomic():
        ours = let_go(
            page,
            claimed,
            state=PageState.UNKNOWN,
            due_at=at + timedelta(seconds=wait),
            provider=page.provider,
        )
        if ours and reason:
            note_event(page, Source.SENT, PageState.UNKNOWN, at, reason=reason)


def fail_over(
    page: Page, claimed: Claimed, way: Way, why: Rejected, at: datetime
) -> None:
    """Gives the page to the next provider, at once."""
    with transaction.atomic():
        if page.incident_id and page.purpose == Purpose.PAGE:
            lock(page.incident_id)
        page.provider = way.provider
        if not let_go(
            page,
            claimed,
            state=PageState.PLANNED,
            due_at=at,
            provider=way.instead,
            tries=0,
        ):
            return
        note_event(
            page, Source.SENT, PageState.FAILED, at, code=why.code, reason=why.reason
        )
        if why.scope in ALARMING:
            alarm_config(page, why.code, why.reason, at)
        if page.incident is not None and page.purpose == Purpose.PAGE:
            who, what = page.person_id, page.pk
            write(
                page.incident,
                "other_provider",
                at,
                person_id=who,
                page_id=what,
                provider=way.instead,
            )


def give_up(page: Page, claimed: Claimed, why: Rejected, at: datetime) -> None:
    """Ends a page that will not leave; the ladder moves on."""
    with transaction.atomic():
        held = hold_page(pk=page.pk)
        if not is_ours(held, claimed):
            return
        held.provider = page.provider
        late = held.expires_at <= at
        state = PageState.EXPIRED if late else PageState.FAILED
        note_event(held, Source.SENT, state, at, code=why.code, reason=why.reason)
        page_failed(
            held,
            state=state,
            scope=why.scope,
            code=why.code,
            reason=why.reason,
            at=at,
        )


def _end(page: Page, claimed: Claimed, way: Way, why: Rejected, at: datetime) -> None:
    if way.instead and why.scope not in HERS and page.expires_at > at:
        fail_over(page, claimed, way, why, at)
    else:
        give_up(page, claimed, why, at)


def _wait(page: Page, claimed: Claimed, refused: Rejected, at: datetime) -> float:
    """Seconds before trying again what was refused for now; 0: it is given up, for
    it was tried often, or would be too late then."""
    if claimed.tries > len(BACK_OFF):
        return 0
    wait = refused.retry_after or BACK_OFF[claimed.tries - 1]
    return wait if wait < (page.expires_at - at).total_seconds() else 0


def _try_again(
    page: Page, claimed: Claimed, refused: Rejected, due_at: datetime, at: datetime
) -> None:
    code, reason = refused.code, refused.reason[:200]
    with transaction.atomic():
        if let_go(
            page,
            claimed,
            state=PageState.PLANNED,
            due_at=due_at,
            provider=page.provider,
            error_code=code,
            error=reason,
        ):
            note_event(
                page, Source.SENT, PageState.PLANNED, at, code=code, reason=reason
            )


def _accepted(
    page: Page, claimed: Claimed, result: Accepted, at: datetime, source: Source
) -> None:
    accept([Taken(claimed, page.provider, result.provider_id, at, source)])
    if scope_of(result.code) == Scope.CALLBACK:
        alarm_config(page, result.code, "no receipts: callback address refused", at)
    if result.state != PageState.ACCEPTED:
        update = StatusUpdate(result.state, result.code, result.provider_id)
        record_status(page_uuid=page.uuid, update=update, at=at, source=source)
