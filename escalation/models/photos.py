"""What somebody saw: a photo of a call. The row says whose it is; the picture itself is
a file (escalation/photo_files.py)."""

from typing import ClassVar

from django.db import models

from escalation.models.calling import Caller
from escalation.models.incidents import Incident
from rota.models import Person


class Photo(models.Model):
    """One picture, made anew by us (core/pictures.py); `key` names its file. Removed,
    with the file, some time after the call is closed (actions/photos.py)."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="photos"
    )
    key = models.UUIDField(unique=True)
    # of the file as it was sent: what is sent twice is kept once
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    caller = models.ForeignKey(Caller, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident", "digest"], name="photo_once_in_a_call"
            )
        ]

    def __str__(self) -> str:
        return f"photo {self.key}"
