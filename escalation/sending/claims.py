"""Who may send a page now: a lease taken by one compare-and-set, kept or given
back by whoever holds it for this very attempt (PAGING.md §8.2)."""

import os
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from escalation.models import Channel, Page, PageState, Purpose

# longer than a provider may take for one request (15 s), or two would send the
# same page; a mail server is asked several times, 10 s each at most
LEASE, MAIL_LEASE = timedelta(seconds=20), timedelta(minutes=3)
# for a telephone that another call is being placed to
TURN = timedelta(seconds=30)
FRESH = timedelta(seconds=1)  # a claim that says how things are
OPEN = (PageState.PLANNED, PageState.SENDING, PageState.UNKNOWN)
BEHIND = Case(When(purpose=Purpose.CALLER, then=1), default=0)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A page held under a lease by `owner`, for this attempt only, since `at`; `page`
    is how it was then, with its incident.

    `tries` is how many of the attempts are with the present provider. `doubtful`:
    an earlier one may have gone out. `died`: its sender did not live to say so; its
    whole lease has passed since.
    """

    page: Page
    at: datetime
    owner: str
    attempt: int
    tries: int
    doubtful: bool
    died: bool

    @property
    def pk(self) -> int:
        """The page's id."""
        return self.page.pk


def unheld_pages(at: datetime) -> QuerySet[Page]:
    """Those that are to be sent, now or later, and that nobody holds."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    return Page.objects.filter(free, state__in=OPEN)


def free_pages(at: datetime) -> QuerySet[Page]:
    """Those of them that need not wait their turn for a telephone."""
    return unheld_pages(at).exclude(_waits_its_turn(at))


def _waits_its_turn(at: datetime) -> Q:
    """Calls to a telephone that another call is just being placed to.

    A call holds nothing to know it by but the two numbers: when its sender dies, it
    is found only if no other to that telephone is in doubt. Of several the first one
    begun is placed, else the oldest; none waits longer than TURN.
    """
    others = Page.objects.filter(
        channel=Channel.VOICE, to=OuterRef("to"), state__in=OPEN
    ).exclude(pk=OuterRef("pk"))
    older = Q(pk__lt=OuterRef("pk"))
    begun = ~Q(state=PageState.PLANNED)
    before_planned = Exists(others.filter(begun | older & Q(due_at__lte=at)))
    before_begun = Exists(others.filter(begun & older))
    is_planned = Q(state=PageState.PLANNED)
    behind = is_planned & Q(before_planned) | ~is_planned & Q(before_begun)
    return Q(channel=Channel.VOICE, due_at__gt=at - TURN) & behind


def claim(at: datetime, limit: int, only: Q | None = None) -> list[Claimed]:
    """Takes up to `limit` due pages nobody else is sending, oldest first; what callers
    are told comes after all the others.

    Takes the database's lock even when there is nothing: look first.
    """
    due = free_pages(at).filter(due_at__lte=at)
    if only is not None:
        due = due.filter(only)
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        pages = list(
            due.select_for_update(skip_locked=skip, of=("self",))
            .select_related("incident")
            .order_by(BEHIND, "due_at", "pk")[:limit]
        )
        owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:60]
        Page.objects.filter(pk__in=[page.pk for page in pages]).update(
            state=PageState.SENDING,
            lease_until=at + LEASE,
            lease_owner=owner,
            attempt=F("attempt") + 1,
            tries=F("tries") + 1,
        )
    return [_claimed(page, at, owner) for page in pages]


def _claimed(page: Page, at: datetime, owner: str) -> Claimed:
    before, page.state, page.lease_owner = page.state, PageState.SENDING, owner
    page.attempt, page.tries = page.attempt + 1, page.tries + 1
    return Claimed(
        page,
        at,
        owner,
        page.attempt,
        page.tries,
        doubtful=before != PageState.PLANNED,
        died=before == PageState.SENDING,
    )


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


def is_still_ours(claimed: Claimed, at: datetime) -> bool:
    """The same, asked of the database unless the claim is fresh; what became of the
    incident meanwhile is noted in `claimed.page`."""
    page = claimed.page
    if timedelta() <= at - claimed.at < FRESH:
        return True
    now = ("incident__state", "incident__handing_to_id")
    for state, handing_to in _held(page, claimed).values_list(*now):
        if page.incident:
            page.incident.state, page.incident.handing_to_id = state, handing_to
        return True
    return False


def _held(page: Page, claimed: Claimed) -> QuerySet[Page]:
    """The page, if it is still held for this attempt."""
    return Page.objects.filter(
        pk=page.pk,
        state=PageState.SENDING,
        lease_owner=claimed.owner,
        attempt=claimed.attempt,
    )
