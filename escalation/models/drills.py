"""Drills: exercises planned for an hour, raised then through the true chain."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from escalation.models.calling import Case
from escalation.models.incidents import Incident
from rota.models import Person, Team


class DrillState(models.TextChoices):
    """Forward only."""

    PLANNED = "planned", pgettext_lazy("drill", "planned")
    RAISED = "raised", pgettext_lazy("drill", "held")
    CANCELLED = "cancelled", pgettext_lazy("drill", "cancelled")


class Obstacle(models.TextChoices):
    """Why a drill was put off, or given up (core/drills.py)."""

    NONE = "", _("none")
    REAL_CALL = "real_call", _("a real call was open")
    MACHINERY = "machinery", _("something did not work as it should")
    LATE = "late", _("the program was not running at that hour")


class Drill(models.Model):
    """A drill that is due is a row, as everything that is due. Its `request_key`
    becomes the incident's: however many engines see it, one is raised."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="drills")
    request_key = models.UUIDField(unique=True)
    case = models.CharField(max_length=10, choices=Case)
    title = models.CharField(max_length=120)
    facts = models.TextField(blank=True)
    planned_for = models.DateTimeField()
    announced = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    state = models.CharField(
        max_length=9, choices=DrillState, default=DrillState.PLANNED
    )
    due_at = models.DateTimeField()  # later than planned when it was put off
    put_offs = models.PositiveSmallIntegerField(default=0)
    obstacle = models.CharField(
        max_length=9, choices=Obstacle, default=Obstacle.NONE, blank=True
    )
    # when the team is told that there will be one; empty: never, or done
    tell_at = models.DateTimeField(null=True)
    incident = models.OneToOneField(
        Incident, on_delete=models.PROTECT, null=True, related_name="drill"
    )
    cancelled_at = models.DateTimeField(null=True)
    # empty: the program gave it up, and `obstacle` says why
    cancelled_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["planned_for", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], name="drill_due", condition=Q(state="planned")
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="raised", incident__isnull=False)
                | (~Q(state="raised") & Q(incident__isnull=True)),
                name="drill_raised_has_an_incident",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
                name="drill_cancelled_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title
