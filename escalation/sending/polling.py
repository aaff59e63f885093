"""Asks providers about texts and calls whose receipts do not come (T10)."""

import itertools
from datetime import datetime, timedelta

from escalation.actions.receipts import POLL_FIRST, record_status
from escalation.core.delivery import StatusUpdate
from escalation.models import Channel, Page, Source
from escalation.sms import get_provider, get_voice

# seconds between two questions about one text
POLL_AFTER = (POLL_FIRST.seconds, 60, 210, 600)


def poll(at: datetime, limit: int = 20) -> None:
    """Asks about those whose receipt is overdue.

    Stops at the first that is not answered: the others would only wait for the
    same server. Each question is one engine's.
    """
    for page in Page.objects.filter(poll_at__lte=at).order_by("poll_at")[:limit]:
        mine = Page.objects.filter(pk=page.pk, poll_at=page.poll_at)
        if not mine.update(poll_at=_next_poll(page, at)):
            continue
        update = _status(page, at)
        if update is None:
            return
        record_status(page_uuid=page.uuid, update=update, at=at, source=Source.ASKED)


def _status(page: Page, at: datetime) -> StatusUpdate | None:
    if page.channel == Channel.VOICE:
        voice = get_voice()
        return voice.call_status(page.provider_id, at) if voice else None
    return get_provider(page.provider).status(page.provider_id)


def _next_poll(page: Page, at: datetime) -> datetime | None:
    accepted_at = page.accepted_at or page.created_at
    for after in itertools.accumulate(POLL_AFTER):
        if accepted_at + timedelta(seconds=after) > at:
            return accepted_at + timedelta(seconds=after)
    return None
