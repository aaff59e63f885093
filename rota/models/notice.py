"""What somebody must be told, written by whoever knows it.

The rota never reaches people: escalation, which owns the ways to reach them,
delivers these rows (escalation/notices.py).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rota.models.people import Person, Team


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
    state = models.CharField(
        max_length=8, choices=NoticeState, default=NoticeState.PENDING
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], name="notice_to_send", condition=Q(state="pending")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person}"
