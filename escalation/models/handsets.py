"""The test phones of the simulator: a provider made of rows, for demos,
training and tests. Nothing here leaves the machine."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandsetMode(models.TextChoices):
    """What happens to a text sent to this phone, or when it is rung."""

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


class CallState(models.TextChoices):
    """Where a call to a test phone stands."""

    RINGING = "ringing", _("ringing")
    ANSWERED = "answered", _("on the line")
    MISSED = "missed", _("missed")
    DECLINED = "declined", _("declined")
    VOICEMAIL = "voicemail", _("went to voicemail")
    OVER = "over", _("over")


class HandsetCall(models.Model):
    """A call to a test phone.

    It stops ringing, and later talking, at `until` by itself; nothing writes that
    down, so `state_at` is the truth and `state` what last happened.
    """

    handset = models.ForeignKey(Handset, on_delete=models.CASCADE, related_name="calls")
    provider_id = models.CharField(max_length=64, unique=True)
    reference = models.CharField(max_length=64)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CallState)
    until = models.DateTimeField()
    heard = models.TextField(blank=True)
    # where a pressed key goes; empty while none is asked for
    key_url = models.CharField(max_length=255, blank=True)
    key = models.CharField(max_length=1, blank=True)  # the last one pressed

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.handset}: {self.state}"

    def state_at(self, at: datetime) -> CallState:
        """The state at this moment: nothing rings for ever."""
        state = CallState(self.state)
        if at < self.until:
            return state
        ends = {CallState.RINGING: CallState.MISSED, CallState.ANSWERED: CallState.OVER}
        return ends.get(state, state)
