"""What could wait: the request, what became of it, and the letter that says so."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models.calling import Caller
from escalation.models.incidents import Incident
from rota.models import NoticeState, Person, Team
from rota.models.appending import Appended


class DeferredKind(models.TextChoices):
    """What people ask for outside the two cases; counted, so that a drift shows."""

    NONE = "", _("not said")
    COMMENT = "comment", _("comment or message")
    POST = "post", _("something to publish")
    CHANGE = "change", _("correction or update")
    EVENT = "event", _("event to cover")
    QUESTION = "question", _("question to the team")


class Deferred(models.Model):
    """A request outside the two cases, kept for the next working morning."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="deferred")
    caller = models.ForeignKey(Caller, on_delete=models.SET_NULL, null=True)
    asked_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(
        max_length=10, choices=DeferredKind, default=DeferredKind.NONE, blank=True
    )
    title = models.CharField(max_length=120)
    facts = models.TextField(blank=True)
    call_back = models.CharField(max_length=120, blank=True)
    # the call it was, until somebody said that it is no such case
    incident = models.ForeignKey(
        Incident, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    request_key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    # what the caller was promised
    promised_at = models.DateTimeField()
    # who looks after it now; how it came to her is in its entries
    assigned_to = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return self.title


class DeferredStep(models.TextChoices):
    """What may happen to a kept request."""

    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


class DeferredEntry(Appended):
    """One step of a kept request; only ever added."""

    deferred = models.ForeignKey(
        Deferred, on_delete=models.CASCADE, related_name="entries"
    )
    step = models.CharField(max_length=8, choices=DeferredStep)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # to whom it was given; nobody: given back
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # what the caller is told
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.deferred} {self.step}"


class CallerLetter(models.Model):
    """An answer on its way to the mailbox of a service, which has no account and so
    no Notice; sent like one (escalation/postman.py)."""

    caller = models.ForeignKey(Caller, on_delete=models.CASCADE)
    entry = models.OneToOneField(DeferredEntry, on_delete=models.CASCADE)
    state = models.CharField(
        max_length=8, choices=NoticeState, default=NoticeState.PENDING
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                name="caller_letter_to_send",
                condition=Q(state="pending"),
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.entry_id} → {self.caller}"
