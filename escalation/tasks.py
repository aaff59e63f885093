"""What the queue runs for calls. Ids in, rows out; running twice is harmless."""

from django.utils import timezone

from escalation import notices


def deliver_notice(notice_id: int) -> None:
    """Sends one notice now; the dispatcher sends it anyway when it is due."""
    notices.deliver(notice_id, timezone.now())
