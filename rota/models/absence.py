"""When somebody cannot, would rather not, or would gladly be on call.

Whole days on the team's clock, from midnight to midnight. No reason is asked for,
and there is no field for one.
"""

from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rota.models.people import Person, Team


class AbsenceKind(models.TextChoices):
    """What somebody says of her days."""

    CANNOT = "cannot", _("cannot")
    RATHER_NOT = "rather_not", _("rather not")
    GLADLY = "gladly", _("gladly")
    # only entered: her own calendar says otherwise, and does not count
    AVAILABLE = "available", _("free after all")


class CalendarRule(models.TextChoices):
    """Which entries of her own calendar make somebody absent."""

    AWAY = "away", _("whole days marked busy or out of office")
    WORD = "word", _("entries whose title contains a word")


class CalendarError(models.TextChoices):
    """Why her calendar could not be read last time."""

    NONE = "", _("none")
    ADDRESS = "address", _("it is not the https address of a calendar")
    PRIVATE = "private", _("it leads to a private network, which is never read")
    UNKNOWN = "unknown", _("no server has this name")
    AWAY = "away", _("its server does not answer")
    REFUSED = "refused", _("its server refuses: the address was withdrawn, or changed")
    UNSAFE = "unsafe", _("its server cannot prove who it is")
    LARGE = "large", _("it is too large")
    REDIRECTS = "redirects", _("it leads from one address to another without end")
    NO_CALENDAR = "no_calendar", _("what is there is not a calendar")


class AbsenceCalendar(models.Model):
    """Her own calendar, read for the days she is away: an address, or a file once.

    Of its entries only days are kept, never a title. Its hours are on the clock of
    `team`. The address is a secret of hers: shown to nobody else.
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="absence_calendars"
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    # empty: a file that was read once
    url = models.CharField(max_length=2000, blank=True)
    rule = models.CharField(max_length=4, choices=CalendarRule)
    word = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    # the last try (empty: it is to be read now), and the last that brought it whole
    checked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(
        max_length=12, choices=CalendarError, default=CalendarError.NONE, blank=True
    )
    # what the server gave to ask “has it changed?” with
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(rule=CalendarRule.AWAY) | ~Q(word=""),
                name="absence_calendar_has_its_word",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.created_at:%Y-%m-%d}"

    @property
    def host(self) -> str:
        """Where it is read, without what makes the address a secret; empty: a file."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_waiting(self) -> bool:
        """True while the queue is to read it."""
        return bool(self.url) and self.checked_at is None


class Absence(models.Model):
    """Some days of one person, first and last included.

    What she or her lead entered does not overlap: the later word counts on its days
    (rota/actions/absences.py). `exempt`: a long leave, which takes her share away
    too; set by a lead only. `calendar`: read there, and gone when it goes there.
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="absences"
    )
    kind = models.CharField(max_length=10, choices=AbsenceKind)
    first_on = models.DateField()
    last_on = models.DateField()
    exempt = models.BooleanField(default=False)
    calendar = models.ForeignKey(
        AbsenceCalendar, on_delete=models.CASCADE, null=True, related_name="absences"
    )
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(exempt=False)
                | Q(kind=AbsenceKind.CANNOT, calendar__isnull=True),
                name="absence_long_leave_is_entered",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "last_on"], name="absence_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.first_on} – {self.last_on}"
