"""What the queue runs for the rota. Ids in, rows out; running twice is harmless."""

from django.utils import timezone

from rota.actions import feeds
from rota.models import Feed, Team
from rota.queue import enqueue


def publish_feeds(team_id: int) -> None:
    """Opens and renders the feeds of a team: after each publication.

    Each feed is its own short transaction: on SQLite it holds the only write
    lock, for which pages wait too.
    """
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        return
    at = timezone.now()
    feeds.open_all(team=team, at=at)
    for pk in Feed.objects.filter(team=team).order_by("pk").values_list(flat=True):
        feeds.refresh(feed_id=pk, at=at)


def publish_all_feeds() -> None:
    """Renders every team's feeds again: the net under lost tasks, and what moves
    the oldest month out of them."""
    for pk in Team.objects.order_by("pk").values_list("pk", flat=True):
        enqueue("rota.tasks.publish_feeds", pk)
