"""What somebody must be told, written by whoever knows it.

The rota never reaches people: escalation, which owns the ways to reach them,
delivers these rows (escalation/notices.py).
"""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rota.models.appending import Appended, AppendedRows
from rota.models.people import Person, Team
from rota.models.shifts import Publication


class NoticeState(models.TextChoices):
    """Forward only."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class Notice(models.Model):
    """One message to one person: a kind, and the plain data its text needs."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    # names the template: templates/email/<kind>.<language>.txt
    kind = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    # the one it tells of: what left is then kept as evidence (Delivery)
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, related_name="notices"
    )
    state = models.CharField(
        max_length=8, choices=NoticeState, default=NoticeState.PENDING
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # when a text is to say it too; empty: never, or it is written already
    text_due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], name="notice_to_send", condition=Q(state="pending")
            ),
            models.Index(
                fields=["text_due_at"],
                name="notice_to_text",
                condition=Q(text_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person}"


class Way(models.TextChoices):
    """How somebody was told."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class Deliveries(AppendedRows):
    """Only ever added to, but for what privacy asks to take away."""

    def put_away(self, at: datetime) -> int:
        """Empties words and addresses of rows that have some; that somebody was told,
        when and in which way, stays. Returns of how many."""
        left = self.filter(put_away_at=None)
        return models.QuerySet.update(left, words="", to="", put_away_at=at)


class Delivery(Appended):
    """That a notice of a publication left, or could not: the evidence of what
    somebody was told, when and where. Only ever added; after a year the words and the
    address go, and nothing else (escalation/actions/purge.py).

    What became of a text afterwards is known of its page (escalation), whose words
    are put away after some weeks.
    """

    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, related_name="deliveries"
    )
    at = models.DateTimeField()
    way = models.CharField(max_length=5, choices=Way)
    # an e-mail address, or a number with all but its last two digits hidden
    to = models.CharField(max_length=254, blank=True)
    words = models.TextField(blank=True)  # exactly those that left
    error = models.CharField(max_length=200, blank=True)  # it did not leave
    # since when words and address are gone
    put_away_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = Deliveries.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.way} of notice {self.notice_id}"
