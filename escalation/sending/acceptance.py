"""Writes down what providers took, one page or many at a time: a commit costs as much
for a dozen as for one, and on SQLite each makes everybody else wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from escalation.actions.receipts import POLL_FIRST
from escalation.models import Channel, Page, PageEvent, PageState, Source
from escalation.sending.claims import Claimed, let_go


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that a provider has. `at`: when it said so; `source`: how we know."""

    claimed: Claimed
    provider: str
    provider_id: str
    at: datetime
    source: Source


def accept(taken: Sequence[Taken], *, wait: bool = True) -> Sequence[Taken]:
    """Writes all down together. Without `wait`, leaves out those whose row somebody
    holds at this very moment, and returns them, to be tried again.

    A receipt may have come before the provider's own answer: then the state is
    further on already, and only the provider's id is added.
    """
    with transaction.atomic():
        now = taken if wait else _free(taken)
        for one in now:
            _accept(one)
        PageEvent.objects.bulk_create(_event(one) for one in now)
    return [one for one in taken if one not in now]


def _free(taken: Sequence[Taken]) -> Sequence[Taken]:
    """SQLite has no locks on rows: there whoever writes holds everything."""
    if not connection.features.has_select_for_update_skip_locked:
        return taken
    pages = Page.objects.filter(pk__in=[one.claimed.pk for one in taken])
    held = pages.select_for_update(skip_locked=True).values_list("pk", flat=True)
    ours = set(held)
    return [one for one in taken if one.claimed.pk in ours]


def _accept(one: Taken) -> None:
    page = one.claimed.page
    gets_receipts = page.channel != Channel.EMAIL
    ours = let_go(
        page,
        one.claimed,
        state=PageState.ACCEPTED,
        provider=one.provider,
        provider_id=one.provider_id,
        accepted_at=one.at,
        ended_at=None if gets_receipts else one.at,
        poll_at=one.at + POLL_FIRST if gets_receipts else None,
    )
    if not ours:
        Page.objects.filter(pk=page.pk, provider_id="").update(
            provider=one.provider, provider_id=one.provider_id
        )


def _event(one: Taken) -> PageEvent:
    return PageEvent(
        page_id=one.claimed.pk,
        at=one.at,
        source=one.source,
        attempt=one.claimed.attempt,
        provider=one.provider,
        provider_id=one.provider_id,
        state=PageState.ACCEPTED,
    )
