"""What a team learns from a crisis, within seven days of its end (DOMAIN.md C8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models.incidents import Incident
from rota.models import Person
from rota.models.appending import Appended


class Exposure(models.TextChoices):
    """To violent comments, of the team as a whole: nobody is named."""

    NONE = "none", _("none")
    SOME = "some", _("some")
    HEAVY = "heavy", _("many, or hard to read")


class Debrief(models.Model):
    """The debrief of one real crisis: owed until it is held.

    `remind_at`: when the leads are next told that it is owed; empty when they need
    not be.
    """

    incident = models.OneToOneField(
        Incident, on_delete=models.CASCADE, related_name="debrief"
    )
    due_on = models.DateField()
    planned_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["remind_at"],
                name="debrief_to_remind",
                condition=Q(remind_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"debrief of {self.incident_id}"


class DebriefNote(Appended):
    """One version of what was said, as it was typed; the newest counts."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="notes")
    facts = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    lacked = models.TextField(blank=True)
    load = models.TextField(blank=True)
    exposure = models.CharField(max_length=5, choices=Exposure, blank=True)
    templates = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.debrief}, {self.at:%Y-%m-%d %H:%M}"
