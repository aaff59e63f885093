"""What is done about a call once somebody has it: the procedure, the decision, what
was published where."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models.incidents import Incident
from rota.models import Person, Team
from rota.models.appending import Appended


class Variant(models.TextChoices):
    """Which message of a procedure: the first word, one in between, the last."""

    FIRST = "first", _("first message")
    UPDATE = "update", _("update")
    END = "end", _("end message")


class Procedure(Appended):
    """One version of what a team does about a case or a kind of event, and what it
    then writes; only ever added, so that each call knows what its people read.

    `subject`: a Case or an EventType. `texts`: {"fr": {"steps": Markdown, "first": …,
    "update": …, "end": …}, "en": {…}} (core/sheets.py). A team without one of a
    subject uses what the program knows (escalation/playbook).
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="procedures")
    subject = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "subject", "number"], name="procedure_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.number}"


class Outlet(models.Model):
    """A place where the team publishes: the website, a network, a display panel."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="outlets")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    # no longer offered; what was published there stays told
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "name"],
                name="outlet_once_by_name",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """Something that was published about a call, by hand: never by the program."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="posts"
    )
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    variant = models.CharField(max_length=6, choices=Variant, default=Variant.FIRST)
    link = models.URLField(max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # it was noted by mistake, or taken down again
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.outlet} {self.at:%H:%M}"


class Watching(models.TextChoices):
    """What a crisis may switch on, and nothing else does (DOMAIN.md A1, 10 and 22)."""

    MODERATION = "moderation", _("moderation")
    MONITORING = "monitoring", _("monitoring")


class Watch(models.Model):
    """Somebody moderates comments, or reads what is said, during a crisis. Off unless
    somebody switched it on, and off with the end of the crisis."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="watches"
    )
    kind = models.CharField(max_length=10, choices=Watching)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["started_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident", "kind"],
                name="watch_one_at_a_time",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.person}"
