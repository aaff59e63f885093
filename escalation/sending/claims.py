"""Who may send a page now: a lease taken by one compare-and-set, kept or given
back by whoever holds it for this very attempt (PAGING.md §8.2)."""

import os
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from escalation.models import Page, PageState

# longer than a provider may take for one request (15 s), or two would send the
# same page; a mail server is asked several times, 10 s each at most
LEASE, MAIL_LEASE = timedelta(seconds=20), timedelta(minutes=3)
OPEN = (PageState.PLANNED, PageState.SENDING, PageState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A page held under a lease by `owner`, for this attempt only.

    `tries` is how many of the attempts are with the present provider. `doubtful`:
    an earlier one may have gone out. `died`: its sender did not live to say so; its
    whole lease has passed since.
    """

    pk: int
    owner: str
    attempt: int
    tries: int
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
            .values_list("pk", "state", "attempt", "tries")[:limit]
        )
        Page.objects.filter(pk__in=[pk for pk, *_ in rows]).update(
            state=PageState.SENDING,
            lease_until=at + LEASE,
            lease_owner=owner,
            attempt=F("attempt") + 1,
            tries=F("tries") + 1,
        )
    return [
        Claimed(
            pk,
            owner,
            attempt + 1,
            tries + 1,
            doubtful=state != PageState.PLANNED,
            died=state == PageState.SENDING,
        )
        for pk, state, attempt, tries in rows
    ]


def keep(page: Page, claimed: Claimed, until: datetime) -> int:
    """Prolongs the lease, only if the page is still ours: 1 row, else 0."""
    return _held(page, claimed).update(lease_until=until)


def let_go(page: Page, claimed: Claimed, **fields: object) -> int:
    """Writes the outcome, only if the page is still ours: 1 row, else 0."""
    return _held(page, claimed).update(lease_until=None, **fields)


def is_ours(page: Page, claimed: Claimed) -> bool:
    """False once a receipt came, or once the lease passed to somebody else."""
    held_by = (page.state, page.lease_owner, page.attempt)
    return held_by == (PageState.SENDING, claimed.owner, claimed.attempt)


def _held(page: Page, claimed: Claimed) -> QuerySet[Page]:
    """The page, if it is still held for this attempt."""
    return Page.objects.filter(
        pk=page.pk,
        state=PageState.SENDING,
        lease_owner=claimed.owner,
        attempt=claimed.attempt,
    )
