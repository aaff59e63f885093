"""An address that shows the published rota to whoever holds it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rota.models.people import LANGUAGES, Membership, Team


class FeedKind(models.TextChoices):
    """What the address shows: two kinds of calendars, and a page."""

    OWN = "own", _("my weekends")
    TEAM = "team", _("everybody's weekends")
    WALL = "wall", _("who is on call now")


class Feed(models.Model):
    """One address, one subscriber. A calendar's bytes are rendered in advance by the
    queue and change only when a shift does; a wall's page is looked up when asked.

    The token in the address is derived from id and `version` (rota/links.py): it
    can be shown again, and raising the version refuses it at once. An address that
    is merely replaced is a row that has `ended_at`, and a row after it.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="feeds")
    # whose address it is; empty: the team's, for a service or a screen
    owner = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, related_name="feeds"
    )
    kind = models.CharField(max_length=4, choices=FeedKind)
    # what its owner knows it by: “my phone”
    name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    # minutes from a reminder to the start of each weekend; empty: none
    remind_before = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True)
    # rises when the same shifts are written otherwise: iCal SEQUENCE
    revision = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(null=True)
    etag = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)
    last_fetched_at = models.DateTimeField(null=True)
    last_client = models.CharField(max_length=80, blank=True)
    # the last column: SQLite reads through it to come to those behind it
    body = models.BinaryField(default=b"", blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(kind=FeedKind.OWN),
                name="feed_of_own_weekends_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | ~Q(kind=FeedKind.WALL),
                name="feed_for_a_wall_is_the_teams",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.name or self.kind}"

    @property
    def closes_at(self) -> datetime | None:
        """From when on it no longer shows the rota, maybe ahead: it was replaced, or
        its owner's last day is over. None: it stays."""
        left = self.owner.gone_at if self.owner else None
        return min(filter(None, (self.ended_at, left)), default=None)
