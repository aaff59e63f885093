"""Hands pages over to a provider: claim, send, record. Never inside a
transaction, never twice when it can be known (PAGING.md §3, QUEUE.md §8).

A page is claimed under a lease by one compare-and-set; whoever dies holding it
gives it back when the lease ends. Before any attempt whose predecessor may
have gone out, the provider is asked whether it has it already; what it does not
have is given to the next provider, where there is one, and else sent once more.

Servers take their time: `clock` says how late it is once they answered. Without
one, no time passes.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from escalation.core.delivery import Accepted, Rejected, Result, Scope, Unknown
from escalation.models import Channel, IncidentState, Page, PageState, Purpose, Source
from escalation.sending.acceptance import Taken, accept
from escalation.sending.claims import (
    FRESH,
    LEASE,
    MAIL_LEASE,
    OPEN,
    Claimed,
    claim,
    free_pages,
    is_still_ours,
    keep,
    let_go,
    unheld_pages,
)
from escalation.sending.outcomes import (
    LOOK_AFTER,
    fail_over,
    give_up,
    look_again,
    record,
)
from escalation.sending.polling import poll
from escalation.sending.ways import Way, way_of

__all__ = [
    "FRESH",
    "LEASE",
    "OPEN",
    "Claimed",
    "Clock",
    "Note",
    "Taken",
    "accept",
    "claim",
    "deliver",
    "free_pages",
    "hand_over",
    "hand_over_page",
    "poll",
    "unheld_pages",
]

log = logging.getLogger("astreinte.sending")

Clock = Callable[[], datetime]
Note = Callable[[Taken], None]

# a provider that cannot say what it took gets the text again once, at the attempt
# after both looks, and no more (T8): it may have taken all of them. An attempt whose
# sender died may not have been made at all, and silence is worse (DESIGN.md §3.4)
SENT_BLINDLY = len(LOOK_AFTER) + 1


def hand_over(incident_id: int, at: datetime, clock: Clock | None = None) -> None:
    """Sends an incident's first page from the web process, right after the
    commit; the others, and whatever fails here, are the dispatcher's.

    Takes as long as the provider, at most 15 s. Never raises: the call is
    already safe in the database.
    """
    _send_first(Q(incident_id=incident_id), at, clock)


def hand_over_page(page_id: int, at: datetime, clock: Clock | None = None) -> None:
    """The same for one page: a code or a test, whose reader waits for it."""
    _send_first(Q(pk=page_id), at, clock)


def _send_first(only: Q, at: datetime, clock: Clock | None) -> None:
    try:
        for claimed in claim(at, 1, only):
            deliver(claimed, at, clock)
    except Exception:
        log.exception("A page was not sent at once; the dispatcher will.")


def deliver(
    claimed: Claimed, at: datetime, clock: Clock | None = None, note: Note | None = None
) -> None:
    """Sends one claimed page, unless it is no longer wanted or went out before.

    `note` is given what a provider simply took, to be written down by `accept`;
    without one, that is done here.
    """
    now = clock or (lambda: at)
    page = claimed.page
    if not is_still_ours(claimed, at):
        return
    if _is_unwanted(page):
        let_go(page, claimed, state=PageState.CANCELLED, ended_at=at)
    elif page.expires_at <= at:
        give_up(page, claimed, Rejected(Scope.PASSING, "", "too late"), at)
    elif page.channel != Channel.EMAIL or keep(page, claimed, at + MAIL_LEASE):
        way = way_of(page)
        if claimed.doubtful and _is_settled(page, claimed, way, now):
            return
        result = way.send(now())
        if note and isinstance(result, Accepted) and result.is_plain:
            note(Taken(claimed, way.provider, result.provider_id, now(), Source.SENT))
        else:
            record(page, claimed, way, result, now(), Source.SENT)


def _is_settled(page: Page, claimed: Claimed, way: Way, now: Clock) -> bool:
    """Looks whether an earlier attempt went out; False: send it now.

    It is settled when it did, when it is looked for again later, when another
    provider has it now, or when somebody else has the page.
    """
    page.provider = way.provider
    found = way.find() if way.find else None
    if isinstance(found, Accepted):
        record(page, claimed, way, found, now(), Source.FOUND)
        return True
    never_left = claimed.died and way.find is not None and found is None
    if way.find and not never_left and claimed.tries <= len(LOOK_AFTER):
        look_again(page, claimed, now())
        return True
    if way.instead and not never_left:
        why = Rejected(Scope.PASSING, "", "no answer, and not found there")
        fail_over(page, claimed, way, why, now())
        return True
    sent_blindly = claimed.tries > SENT_BLINDLY and not claimed.died
    if isinstance(found, Unknown) and sent_blindly:
        unasked: Result = found
        record(page, claimed, way, unasked, now(), Source.SENT)
        return True
    # looking took its part of the lease
    return way.find is not None and not keep(page, claimed, now() + LEASE)


def _is_unwanted(page: Page) -> bool:
    """Somebody has it by now, or it is over; a colleague who was asked to take it
    over is called while it is taken, and so are those of a crisis cell."""
    incident = page.incident
    if incident is None or page.purpose not in (Purpose.PAGE, Purpose.CELL):
        return False
    if page.purpose == Purpose.CELL:
        return incident.state == IncidentState.RESOLVED
    if incident.state == IncidentState.ACKNOWLEDGED:
        return incident.handing_to_id != page.person_id
    return incident.state != IncidentState.TRIGGERED
