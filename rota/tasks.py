"""What the queue runs for the rota. Ids in, rows out; running twice is harmless."""

import logging

from django.utils import timezone

from rota.actions import rendering
from rota.actions.gaps import tell_gaps
from rota.models import FeedKind, Team
from rota.queue import enqueue

log = logging.getLogger("astreinte.tasks")


def publish_changes(team_id: int) -> None:
    """Renders a team's feeds after a change, unless another bell rang first."""
    if Team.objects.filter(pk=team_id, feeds_due_at__isnull=False).exists():
        publish_feeds(team_id)


def publish_feeds(team_id: int) -> None:
    """Renders the calendars of a team.

    Each feed is its own short transaction: on SQLite it holds the only write
    lock, for which pages wait too.
    """
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        return
    due, at = team.feeds_due_at, timezone.now()
    calendars = team.feeds.filter(ended_at=None).exclude(kind=FeedKind.WALL)
    for pk in calendars.order_by("pk").values_list("pk", flat=True):
        rendering.refresh(feed_id=pk, at=at)
    rendering.settle(team_id=team_id, due=due)


def publish_due_feeds() -> None:
    """Asks again for what was asked for and not rendered: every minute."""
    due = Team.objects.filter(feeds_due_at__isnull=False)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        enqueue("rota.tasks.publish_changes", pk)


def publish_all_feeds() -> None:
    """Renders every team's feeds again: the net under a change that nobody said,
    and what moves the oldest month, and those who leave, out of them."""
    for pk in Team.objects.order_by("pk").values_list("pk", flat=True):
        enqueue("rota.tasks.publish_feeds", pk)


def tell_leads_of_gaps() -> None:
    """Writes the weekly letters that are due."""
    for team in Team.objects.filter(gap_weeks__gt=0).order_by("pk"):
        try:
            tell_gaps(team=team, at=timezone.now())
        except Exception:
            # the other teams' leads are told all the same
            log.exception("Team %s: nobody was told of its gaps.", team.pk)
