"""Who takes over what, and when, in a crisis that lasts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from escalation.models.incidents import Incident
from rota.models import Person


class RelayTask(models.TextChoices):
    """What is relayed: the call, or what only a crisis switches on (Watching)."""

    CALL = "call", _("the call")
    MODERATION = "moderation", _("moderation")
    MONITORING = "monitoring", _("monitoring")


class RelaySlot(models.Model):
    """She does it from then until then; a plan, that one tap carries out.

    `remind_at`: when she is told; empty once she was. `against_rest`: it was planned
    knowing that it is too long, or too soon.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="relay"
    )
    task = models.CharField(max_length=10, choices=RelayTask)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    against_rest = models.BooleanField(default=False)
    remind_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "task", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["remind_at"],
                name="relay_to_remind",
                condition=Q(remind_at__isnull=False),
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="relay_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.person_id} {self.starts_at:%d %H:%M}"
