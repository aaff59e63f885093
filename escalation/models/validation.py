"""A text of a crisis that somebody named reads before it is published."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models.incidents import Incident
from rota.models import Person


class Verdict(models.TextChoices):
    """What the person asked says; empty while she has not."""

    YES = "yes", _("publish as it is")
    CHANGED = "changed", _("publish with these changes")
    NO = "no", _("do not publish")


class Validation(models.Model):
    """One text as it was asked, by whom and until when; only the last one of a call is
    waited for. Past its deadline whoever wrote it decides (DOMAIN.md A2, seed 001).

    `alarm_at`: when she is told that no answer came; empty once she was, or once there
    is nothing to wait for.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="validations"
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    writer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    validator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # the text with her link to it
    page = models.ForeignKey(
        "Page", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    alarm_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=7, choices=Verdict, blank=True)
    answered_at = models.DateTimeField(null=True)
    # what may be published instead, or why nothing may
    changed_text = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["alarm_at"],
                name="validation_to_alarm",
                condition=Q(alarm_at__isnull=False),
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident", "number"], name="validation_number_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(answered_at__isnull=False),
                name="validation_answered_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.number}: {self.verdict or 'asked'}"

    @property
    def final_text(self) -> str:
        """What may be published; empty until somebody says so."""
        if self.verdict == Verdict.YES:
            return self.text
        return self.changed_text

    @property
    def is_late(self) -> bool:
        """True once the writer was told that no answer came in time."""
        return not self.verdict and self.alarm_at is None

    @property
    def came_late(self) -> bool:
        """True for an answer after the deadline."""
        return self.answered_at is not None and self.answered_at > self.deadline_at
