"""Periods, the shifts published in them, the draft beside them, and the record
of each publication. Half-open intervals [starts_at, ends_at), stored in UTC."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rota.models.appending import Appended
from rota.models.people import Membership, Person, Team


class Seat(models.TextChoices):
    """A place to be held in each period."""

    ON_CALL = "on_call", _("on call")
    BACKUP = "backup", _("backup")


class PeriodKind(models.TextChoices):
    """Why people are off: decides its weight and how the board shows it."""

    WEEKEND = "weekend", _("weekend")
    LONG_WEEKEND = "long_weekend", _("long weekend")
    HOLIDAY = "holiday", _("public holiday")


class Period(models.Model):
    """A maximal run of off-hours: Friday 18:00 to Monday 08:00, or longer."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="periods")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=PeriodKind)
    # ISO dates of the public holidays inside; named when shown, in one's language
    holidays = models.JSONField(default=list, blank=True)
    # the first publication that covered this period; empty: still a plan
    published_at = models.DateTimeField(null=True, blank=True)
    # published as held by nobody: a call goes to the fallback and says so
    uncovered = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "starts_at"], name="period_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="period_has_a_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.starts_at:%Y-%m-%d}"


class Shift(models.Model):
    """Published truth: one person, one seat, one window.

    `uid` stays through swaps and moves. `revision` rises with each change of window
    or holder, `renames` when the holder's name is written otherwise: together they
    feed iCal's SEQUENCE (CALENDAR.md C1, C2).
    """

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="shifts")
    seat = models.CharField(max_length=8, choices=Seat)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="shifts"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    uid = models.UUIDField(unique=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    renames = models.PositiveIntegerField(default=0)
    renamed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "seat"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["period", "seat", "starts_at"], name="shift_one_per_seat"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_has_a_length"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["starts_at", "ends_at"], name="shift_on_duty_at")
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.starts_at:%Y-%m-%d} {self.seat}"


class Shadowing(models.Model):
    """Somebody who doubles the on-call person of a period, to learn.

    No seat and no duty: never called, never counted. Shown where the period is
    published. `uid`, `revision` and `renames` are those of a shift's event.
    """

    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="shadowings"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="shadowings"
    )
    uid = models.UUIDField(unique=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    renames = models.PositiveIntegerField(default=0)
    renamed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["period__starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["period", "membership"], name="shadowing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership} doubles {self.period}"

    @property
    def starts_at(self) -> datetime:
        """When the period does."""
        return self.period.starts_at

    @property
    def ends_at(self) -> datetime:
        """When the period does."""
        return self.period.ends_at


class DraftSeat(models.Model):
    """One seat that shall differ from what is published, until it is published.

    No person: the seat shall be empty; `uncovered`: on purpose (on call only).
    """

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="drafts")
    seat = models.CharField(max_length=8, choices=Seat)
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, related_name="+"
    )
    uncovered = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["period", "seat"], name="draft_once_per_seat"
            ),
            models.CheckConstraint(
                condition=Q(uncovered=False) | Q(membership__isnull=True),
                name="draft_uncovered_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.seat}: {self.membership or '—'}"


class Publication(Appended):
    """The evidence of what was made public, when and by whom; only ever
    added."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="publications"
    )
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.team} {self.at:%Y-%m-%d %H:%M}"


class PublishedChange(Appended):
    """One seat as it was before and after a publication; only ever added. With hours,
    only these changed hands, by a cover or a replacement."""

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="changes"
    )
    period = models.ForeignKey(Period, on_delete=models.CASCADE)
    seat = models.CharField(max_length=8, choices=Seat)
    before = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    after = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.period} {self.seat}: {self.before} → {self.after}"
