"""What the queue runs for calls. Ids in, rows out; running twice is harmless."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from escalation import notices
from escalation.actions import record_status
from escalation.actions.purge import purge as run_purge
from escalation.models import Page, Source
from escalation.sms import get_provider
from escalation.sweep import sweep as run_sweep


def deliver_notice(notice_id: int) -> None:
    """Sends one notice now; the dispatcher sends it anyway when it is due."""
    notices.deliver(notice_id, timezone.now())


def sweep() -> None:
    """Does what is due; the dispatcher does the same, whoever comes first."""
    run_sweep(timezone.now(), timezone.now)


def purge() -> None:
    """Puts away old words and numbers; what is left waits for the next hour."""
    keep = timedelta(days=settings.KEEP_TEXTS_DAYS)
    run_purge(keep=keep, at=timezone.now())


def ask_receipt(page_id: int) -> None:
    """Asks what became of a text whose provider rang; when it does not answer, the
    page is asked about later anyway."""
    page, at = Page.objects.get(pk=page_id), timezone.now()
    update = get_provider(page.provider).status(page.provider_id)
    if update:
        record_status(page_uuid=page.uuid, update=update, at=at, source=Source.ASKED)


def canary() -> None:
    """Does nothing: that it was run and forgotten proves that a cluster works."""
