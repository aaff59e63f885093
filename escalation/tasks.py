"""What the queue runs for calls. Ids in, rows out; running twice is harmless."""

from django.utils import timezone

from escalation import notices
from escalation.sweep import sweep as run_sweep


def deliver_notice(notice_id: int) -> None:
    """Sends one notice now; the dispatcher sends it anyway when it is due."""
    notices.deliver(notice_id, timezone.now())


def sweep() -> None:
    """Does what is due; the dispatcher does the same, whoever comes first."""
    run_sweep(timezone.now(), timezone.now)


def canary() -> None:
    """Does nothing: that it was run and forgotten proves that a cluster works."""
