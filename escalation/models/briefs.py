"""What a team writes down before a weekend, so that whoever is on call does not search
for it (DOMAIN.md A1, 19 and 20), and what becomes of scheduled posts in a call."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models.incidents import Incident
from escalation.models.response import Outlet
from rota.models import Period, Person, Team


class Brief(models.Model):
    """The sheet of one weekend; its rows are each somebody's own.

    What is due is here: `ask_at`, when the team is reminded to fill it in, and
    `news_at`, when those on duty hear of changes; emptied once done.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="briefs")
    period = models.OneToOneField(
        Period, on_delete=models.CASCADE, related_name="brief"
    )
    ask_at = models.DateTimeField(null=True)
    # by when a second person is to have read what is scheduled
    late_at = models.DateTimeField()
    # from when on those on duty get it
    send_at = models.DateTimeField()
    news_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["ask_at"], name="brief_to_ask_for", condition=~Q(ask_at=None)
            ),
            models.Index(
                fields=["news_at"], name="brief_with_news", condition=~Q(news_at=None)
            ),
            models.Index(fields=["send_at"], name="brief_to_send"),
        ]

    def __str__(self) -> str:
        return f"sheet of {self.period}"


class BriefCopy(models.Model):
    """Somebody on duty got the sheet; whoever takes over later gets hers."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="copies")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    # what changed later is told her next
    told_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["sent_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["brief", "person"], name="brief_sent_once_to_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.brief} → {self.person}"


class RowKind(models.TextChoices):
    """What a row of the sheet may be."""

    POST = "post", _("scheduled post")
    SUBJECT = "subject", _("subject")
    CONTACT = "contact", _("contact")
    NOTE = "note", _("note")


class BriefRow(models.Model):
    """One row. `version` rises with each change: whoever writes says which one she
    saw, and loses nothing to somebody who was faster.

    | kind    | title | text           | source   | others                       |
    | post    |       | what will read |          | owner, at, outlet, link      |
    | subject | what  | agreed wording | who says | owner, until_on              |
    | contact | name  |                | role     | phone (E.164)                |
    | note    |       | the note       |          |                              |
    """

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=7, choices=RowKind)
    title = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=160, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    until_on = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, related_name="+"
    )
    link = models.URLField(max_length=500, blank=True)
    phone = models.CharField(max_length=16, blank=True)

    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # by somebody who neither owns nor wrote it; a change takes the mark away
    reread_at = models.DateTimeField(null=True)
    reread_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(kind="post") | Q(at__isnull=False, outlet__isnull=False),
                name="scheduled_post_has_a_time_and_a_place",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["at"],
                name="posts_still_to_come",
                condition=Q(kind="post", removed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title or self.text[:40]}"


class Choice(models.TextChoices):
    """What is decided in a call about a scheduled post."""

    SUSPENDED = "suspended", _("suspended")
    KEPT = "kept", _("kept on purpose")


class Afterwards(models.TextChoices):
    """What became of a suspended post once the call was over."""

    RESUMED = "resumed", _("scheduled again")
    DROPPED = "dropped", _("given up")


class Suspension(models.Model):
    """A scheduled post in a call: suspended or kept, by hand, in the tool that
    publishes it; then scheduled again, or given up."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="suspensions"
    )
    row = models.ForeignKey(
        BriefRow, on_delete=models.CASCADE, related_name="suspensions"
    )
    choice = models.CharField(max_length=9, choices=Choice)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    afterwards = models.CharField(max_length=7, choices=Afterwards, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident", "row"],
                name="post_suspended_once_in_a_call",
                condition=Q(undone_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.choice}: {self.row}"
