"""When the public of a crisis was told to expect news."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from escalation.models.incidents import Incident


class NextUpdate(models.Model):
    """The promise of a crisis: news at `due_at`, then every so many minutes, even to
    say that there is none (DOMAIN.md C3). Without `due_at` nothing is promised.

    `remind_at`: when its owner is reminded; empty once she was.
    """

    incident = models.OneToOneField(
        Incident, on_delete=models.CASCADE, related_name="next_update"
    )
    every = models.PositiveSmallIntegerField()  # minutes
    due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["remind_at"],
                name="update_to_remind",
                condition=Q(remind_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: update {self.due_at}"

    @property
    def is_late(self) -> bool:
        """True once its owner was reminded, and nothing came."""
        return self.due_at is not None and self.remind_at is None
