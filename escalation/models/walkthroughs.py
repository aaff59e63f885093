"""A closed call, replayed for newcomers: what is left of it once nobody can be told
from it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from escalation.models.incidents import Incident
from rota.models import Person, Team


class Walkthrough(models.Model):
    """What a lead read, found free of names, and released; frozen as it was then, so
    that it outlives the call itself (`content`: escalation/walkthroughs.py)."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="walkthroughs"
    )
    # only to find it from the call; nothing that is shown is read there
    incident = models.ForeignKey(
        Incident, on_delete=models.SET_NULL, null=True, related_name="walkthroughs"
    )
    content = models.JSONField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-released_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident"],
                name="walkthrough_once_of_a_call",
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"walk-through {self.pk}"
