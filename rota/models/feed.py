"""A calendar somebody subscribes to, rendered in advance by the queue."""

from typing import ClassVar

from django.db import models

from rota.models.people import LANGUAGES, Membership, Team


class Feed(models.Model):
    """One address, one subscriber; its bytes change only when a shift does.

    The token in its address is derived from id and `version` (rota/links.py):
    it can be shown again, and raising the version withdraws it.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="feeds")
    # only this person's shifts; empty: the whole team's
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, related_name="feeds"
    )
    # whose address it is: each subscriber has her own
    owner = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    version = models.PositiveIntegerField(default=1)
    body = models.BinaryField(default=b"", blank=True)
    etag = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)
    last_fetched_at = models.DateTimeField(null=True)
    last_client = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # two, because SQLite cannot say that no membership equals none
            models.UniqueConstraint(
                fields=["owner", "membership"], name="feed_of_one_once_per_owner"
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=models.Q(membership__isnull=True),
                name="feed_of_team_once_per_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.membership or 'team'}"
