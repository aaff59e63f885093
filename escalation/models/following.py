"""How whoever called is told what becomes of the call, and who wants no texts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from escalation.models.calling import Telling
from escalation.models.incidents import Incident
from rota.models import PhoneProblem


class Following(models.Model):
    """The caller's choice for one call. She is told what the log says after
    `told_until`: the log is the record, and nothing else has to be kept of it.

    The token is that of the link in what she gets: it opens this call and no other,
    and outlives the link of her service.
    """

    incident = models.OneToOneField(
        Incident, on_delete=models.CASCADE, related_name="following"
    )
    way = models.CharField(max_length=5, choices=Telling)
    to = models.CharField(max_length=254, blank=True)  # E.164 or an e-mail address
    token = models.CharField(max_length=16, unique=True, null=True)  # noqa: DJ001
    chosen_at = models.DateTimeField()
    told_until = models.BigIntegerField()  # the last line of the log that was looked at
    # texts do not get there: she is told on her page
    problem = models.CharField(
        max_length=8, choices=PhoneProblem, default=PhoneProblem.NONE, blank=True
    )
    # when the end was told, or was not worth it
    over_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["told_until"],
                name="following_to_tell",
                condition=Q(over_at=None) & ~Q(way="page"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.way}"


class TextStop(models.Model):
    """A number that answered STOP to us, whoever's it is. Only enough to know it again
    is kept, for as long as it holds."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"STOP of {self.at:%Y-%m-%d}"
