"""Pages: one attempt each to reach one person on one channel.

The row is committed before anything leaves (write-ahead), claimed under a
lease, and its state only moves forward (PAGING.md T5, T11).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.core.limits import HELD
from escalation.models.incidents import Incident
from rota.models import Person
from rota.models.appending import Appended


class Channel(models.TextChoices):
    """How somebody is reached."""

    SMS = "sms", _("SMS")
    VOICE = "voice", _("telephone call")
    EMAIL = "email", _("e-mail")


class Purpose(models.TextChoices):
    """A page asks for an answer, and so does a call into a crisis cell. A reply answers
    a text, news adds to a call that somebody has; a code proves a number, a test that
    texts arrive. Whoever called, who is nobody of the house, is told what becomes of
    the call."""

    PAGE = "page"
    CELL = "cell"
    REPLY = "reply"
    NEWS = "news"
    CODE = "code"
    TEST = "test"
    CALLER = "caller"


MONTHLY = "monthly:"  # how the keys of the monthly tests begin


class PageState(models.TextChoices):
    """Ranked in escalation/core/delivery.py; a later rank is never undone."""

    PLANNED = "planned", _("waiting")
    SENDING = "sending", _("being sent")
    UNKNOWN = "unknown", _("no answer from the provider yet")
    ACCEPTED = "accepted", _("accepted by the provider")
    SENT = "sent", _("sent")  # a call: it rings
    ANSWERED = "answered", _("picked up")  # calls only, and no answer of a person yet
    DELIVERED = "delivered", _("delivered")  # a call: a key was pressed
    UNDELIVERED = "undelivered", _("not delivered")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("too late to be useful")
    CANCELLED = "cancelled", _("no longer needed")


class Page(models.Model):
    """One attempt. `key` makes a task that runs twice send once."""

    uuid = models.UUIDField(unique=True)  # ours, in the provider's callback address
    key = models.CharField(max_length=80, unique=True)
    # the answer link; empty in replies. 96 random bits, for one person and incident
    token = models.CharField(max_length=16, unique=True, null=True)  # noqa: DJ001
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, related_name="pages"
    )
    # NULL in a text to whoever called, and in no other (see the constraint): whatever
    # asks for a purpose meets a person, so that is its type
    person: models.ForeignKey[Person, Person] = models.ForeignKey(  # type: ignore[misc]
        Person, on_delete=models.PROTECT, null=True
    )
    purpose = models.CharField(max_length=6, choices=Purpose, default=Purpose.PAGE)
    channel = models.CharField(max_length=6, choices=Channel)
    round = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    to = models.CharField(max_length=254)  # E.164 or an e-mail address
    text = models.TextField()
    # not the first of its kind to her: the limits count it (core/limits.py)
    repeat = models.BooleanField(default=False)

    state = models.CharField(
        max_length=12, choices=PageState, default=PageState.PLANNED
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # nothing older than this is sent after an outage; provider validity ends here
    expires_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=60, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    # who has it or had it last, and how many of the attempts were with them
    provider = models.CharField(max_length=20, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    poll_at = models.DateTimeField(null=True)  # when to ask the provider for a status

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                name="page_to_send",
                condition=Q(state__in=["planned", "sending", "unknown"]),
            ),
            models.Index(
                fields=["to"],
                name="page_to_ring",
                condition=Q(
                    channel="voice", state__in=["planned", "sending", "unknown"]
                ),
            ),
            models.Index(
                fields=["poll_at"],
                name="page_to_poll",
                condition=Q(poll_at__isnull=False),
            ),
            models.Index(fields=["provider_id"], name="page_by_provider_id"),
            models.Index(fields=["created_at"], name="page_by_hour"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(purpose="caller", person=None)
                | (~Q(purpose="caller") & Q(person__isnull=False)),
                name="page_to_a_person_or_a_caller",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.whom} ({self.state})"

    @property
    def whom(self) -> str:
        """Whom it is for: somebody of the house, or the service that called."""
        if self.person_id is not None:
            return self.person.short_name
        caller = self.incident and self.incident.caller
        return caller.name if caller else ""

    @property
    def is_monthly(self) -> bool:
        """True for a test that nobody asked for."""
        return self.key.startswith(MONTHLY)

    @property
    def is_held(self) -> bool:
        """True for a message that a limit held back: it never left."""
        return self.state == PageState.CANCELLED and self.error_code in HELD


class Source(models.TextChoices):
    """How we know something of a page."""

    SENT = "sent", _("answer to our request")
    FOUND = "found", _("found at the provider")
    RECEIPT = "receipt", _("receipt")
    ASKED = "asked", _("asked the provider")
    KEY = "key", _("key pressed")
    LINK = "link", _("link used")


class PageEvent(Appended):
    """One thing learnt of a page, kept as it came, whether or not it changed its
    state; only ever added."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=Source)
    attempt = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=PageState)
    code = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.page_id} {self.source}: {self.state}"


class Code(models.Model):
    """What is kept of a code while it counts: enough to know it again, not to read
    it. Gone once it was used; only a person's newest one is looked at."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="code")
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"code of page {self.page_id}, {self.tries} tries"


class InboundSms(models.Model):
    """A text received; its provider id makes ten copies of it one answer."""

    provider_id = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=32)
    body = models.TextField(blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} inbound"
