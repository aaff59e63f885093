"""The test phones of the simulator: a provider made of rows, for demos,
training and tests. Nothing here leaves the machine."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandsetMode(models.TextChoices):
    """What happens to a text sent to this phone."""

    NORMAL = "normal", _("on")
    UNREACHABLE = "unreachable", pgettext_lazy("phone", "switched off")
    WRONG = "wrong", _("number not in service")
    BLOCKED = "blocked", _("texts blocked (STOP)")


class Handset(models.Model):
    """One test phone, by its number."""

    phone = models.CharField(max_length=16, unique=True)
    mode = models.CharField(
        max_length=12, choices=HandsetMode, default=HandsetMode.NORMAL
    )

    def __str__(self) -> str:
        return self.phone


class HandsetMessage(models.Model):
    """A text on a test phone: received from us, or written by its owner."""

    handset = models.ForeignKey(
        Handset, on_delete=models.CASCADE, related_name="messages"
    )
    outbound = models.BooleanField()  # True: from the program to the phone
    body = models.TextField()
    at = models.DateTimeField()
    provider_id = models.CharField(max_length=64, unique=True)
    reference = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.handset}: {self.body[:30]}"
