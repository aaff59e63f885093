"""What the queue runs for calls. Ids in, rows out; running twice is harmless."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from escalation import notices
from escalation.actions.purge import purge as run_purge
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


def canary() -> None:
    """Does nothing: that it was run and forgotten proves that a cluster works."""
