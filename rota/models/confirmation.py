"""Whether those on duty next said that they are ready."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rota.models.people import Membership
from rota.models.shifts import Shift


class Answer(models.TextChoices):
    """What the holder of a shift said of it; she may say the other thing later."""

    ASKED = "asked", _("not confirmed")
    READY = "ready", _("confirmed")
    CANNOT = "cannot", _("cannot")
    MOOT = "moot", _("somebody else's by now")


class Confirmation(models.Model):
    """One question to one holder of a shift: is everything ready? A shift that
    changes hands is asked about anew.

    `remind_at` and `alarm_at` are what is due, in UTC: a reminder to her, and that
    the leads are told that she has not confirmed; empty once it is done, or no longer
    needed. `last_at` is when the last reminder is, which is texted too.
    """

    shift = models.ForeignKey(
        Shift, on_delete=models.CASCADE, related_name="confirmations"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="confirmations"
    )
    answer = models.CharField(max_length=6, choices=Answer, default=Answer.ASKED)
    made_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    alarm_at = models.DateTimeField(null=True)
    # when she was first reminded, when the leads were told, when she answered
    asked_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["shift__starts_at", "-shift__seat", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shift", "membership"],
                name="confirmation_once_per_holder",
                condition=~Q(answer="moot"),
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["remind_at"],
                name="confirmation_to_ask",
                condition=Q(remind_at__isnull=False),
            ),
            models.Index(
                fields=["alarm_at"],
                name="confirmation_to_alarm",
                condition=Q(alarm_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.answer}"
