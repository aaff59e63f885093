"""The addresses people subscribe to: made, named, replaced, refused, read.

Two ways to be rid of one (CALENDAR.md D3). Replaced in good order, it shows an
empty calendar for a month and says why, so that no program keeps an old rota. Got
about, it is refused at once, and what was copied stays where it is.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import F, Q

from rota.actions.rendering import language_of, revise, rota_changed
from rota.models import Feed, FeedKind, Membership, Person, Team

# nobody needs so many; a page of them would be of no use
MOST = 12
# on SQLite a write waits for others: reading a calendar must stay a read
NOTED_EVERY = timedelta(hours=1)


class TooManyFeeds(Exception):  # noqa: N818
    """She, or the team, has MOST addresses: one must go before another comes."""


def make_feed(
    *,
    team: Team,
    owner: Membership | None,
    kind: str,
    name: str,
    by: Person | None,
    at: datetime,
    remind_before: int | None = None,
) -> Feed:
    """A new address, of hers or (no `owner`) of the team. `remind_before`: minutes;
    only her own weekends are reminded of. Raises TooManyFeeds."""
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)  # two at once are counted
        if team.feeds.filter(owner=owner, ended_at=None).count() >= MOST:
            raise TooManyFeeds
        feed = Feed.objects.create(
            team=team,
            owner=owner,
            kind=kind,
            name=name,
            language=language_of(team, owner),
            remind_before=remind_before if kind == FeedKind.OWN else None,
        )
        rota_changed(team=team, at=at)
    return feed


def change_feed(
    *,
    feed_id: int,
    name: str,
    by: Person | None,
    at: datetime,
    remind_before: int | None = None,
) -> None:
    """Another name, another reminder; the address stays. Raises Feed.DoesNotExist
    for one that has ended."""
    with transaction.atomic():
        feed = _living(feed_id)
        Feed.objects.filter(pk=feed_id).update(name=name)
        if feed.kind == FeedKind.OWN and feed.remind_before != remind_before:
            revise(feed=feed, at=at, remind_before=remind_before)
            rota_changed(team=feed.team, at=at)


def replace_feed(*, feed_id: int, by: Person | None, at: datetime) -> Feed:
    """A new address in the place of this one, which takes its leave of calendars.

    Sent twice, it replaces once. Raises Feed.DoesNotExist for one that has ended.
    """
    with transaction.atomic():
        old = _living(feed_id)
        end_feed(feed_id=feed_id, by=by, at=at)
        new = Feed.objects.create(
            team=old.team,
            owner=old.owner,
            kind=old.kind,
            name=old.name,
            language=old.language,
            remind_before=old.remind_before,
            revision=old.revision,  # who reads both sees no number fall
            revised_at=old.revised_at,
        )
        rota_changed(team=old.team, at=at)
    return new


def refuse_feed(*, feed_id: int, version: int, by: Person | None, at: datetime) -> None:
    """Refuses the address of version `version` at once, and makes another.

    Sent twice, it refuses once. Raises Feed.DoesNotExist for one that has ended.
    """
    with transaction.atomic():
        _living(feed_id)
        Feed.objects.filter(pk=feed_id, version=version).update(
            version=F("version") + 1, last_fetched_at=None, last_client=""
        )


def end_feed(*, feed_id: int, by: Person | None, at: datetime) -> None:
    """From now on it shows no shift: calendars that read it go empty."""
    Feed.objects.filter(pk=feed_id, ended_at=None).update(
        ended_at=at, body=b"", etag=""
    )


def note_reading(*, feed: Feed, client: str, at: datetime) -> None:
    """Records who read a feed last (a family of programs), at most once an hour.

    A database too busy to take this down does not hold the calendar up.
    """
    before = at - NOTED_EVERY
    if feed.last_fetched_at and feed.last_fetched_at > before:
        return
    unnoted = Q(last_fetched_at=None) | Q(last_fetched_at__lte=before)
    with suppress(OperationalError):
        Feed.objects.filter(unnoted, pk=feed.pk).update(
            last_fetched_at=at, last_client=client
        )


def _living(feed_id: int) -> Feed:
    """The row, locked. Raises Feed.DoesNotExist when it has ended."""
    rows = Feed.objects.select_for_update(of=("self",)).select_related("team", "owner")
    return rows.get(pk=feed_id, ended_at=None)
