"""Around a weekend: what a team chose, its automatic reply, Monday's handover."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rota.models import LANGUAGES, Period, Person, Team
from rota.models.appending import Appended


class WeekendSettings(models.Model):
    """What one team chose for its weekends; without a row, the defaults."""

    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, related_name="weekend_settings"
    )
    # the {url} of automatic replies
    url = models.URLField(blank=True)
    # the {n} of the crisis reply: minutes between two updates
    minutes = models.PositiveSmallIntegerField(default=60)
    # letters to the person on call, before her weekend and after
    reminds = models.BooleanField(default=True)
    # rises to withdraw the address of the page for colleagues
    guide_version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.team)


class ReplyVariant(models.TextChoices):
    """The automatic replies of social networks, by what is going on."""

    OFF_HOURS = "off_hours", _("Weekend")
    HOLIDAY = "holiday", _("Weekend or day with a public holiday")
    CRISIS_ON = "crisis_on", _("During a crisis")
    CRISIS_END = "crisis_end", _("After a crisis")


class ReplyTemplate(Appended):
    """One version of a team's own reply; the newest counts. Only ever added: what
    was pasted on a given day can be found again."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="reply_templates"
    )
    variant = models.CharField(max_length=10, choices=ReplyVariant)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    # empty: back to the text this program proposes
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.team} {self.variant} {self.language}"


class Handover(models.Model):
    """What is remembered of one weekend's end; the rest of the page is read from what
    happened (escalation/handover.py)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="handovers")
    period = models.OneToOneField(
        Period, on_delete=models.CASCADE, related_name="handover"
    )
    # when the person on call was reminded: of the automatic reply, of handing over
    before_told_at = models.DateTimeField(null=True)
    after_told_at = models.DateTimeField(null=True)
    # how often it was sent to the team, and the last time
    times_sent = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"handover of {self.period}"


class HandoverNote(Appended):
    """One version of what the agent wrote, as she typed it; the newest counts."""

    handover = models.ForeignKey(
        Handover, on_delete=models.CASCADE, related_name="notes"
    )
    comments = models.TextField(blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.handover}, {self.at:%Y-%m-%d %H:%M}"
