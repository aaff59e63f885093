"""Time that somebody spent on calls, as it happened and as it was corrected."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from escalation.models.incidents import Incident
from rota.models import Person
from rota.models.appending import Appended


class CallOut(models.Model):
    """One person at work on one call, from taking it to its end or to whoever took it
    over (DOMAIN.md B3: work from home counts, all of it). Exercises have none."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="call_outs"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="call_outs"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["started_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident"],
                name="call_out_one_at_a_time",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.started_at:%Y-%m-%d %H:%M}"


class CallOutCorrection(Appended):
    """What it really was, said afterwards; only ever added, and the last one counts."""

    call_out = models.ForeignKey(
        CallOut, on_delete=models.CASCADE, related_name="corrections"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    why = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")),
                name="correction_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_out}: {self.length}"

    @property
    def length(self) -> timedelta:
        """Elapsed time, whatever the clocks did."""
        return self.ended_at - self.started_at
