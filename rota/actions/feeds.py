"""The calendars people subscribe to: opened on demand, rendered, withdrawn.

A feed's bytes are stored, with their hash and the moment they last differed;
the address then only hands them over (CALENDAR.md C5).
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.urls import reverse

from rota.core.feed import FeedShift, feed_calendar, first_shown
from rota.core.ical import render
from rota.models import Feed, Membership, Person, Shift, Team
from rota.queue import enqueue

# on SQLite a write waits for others: reading a calendar must stay a read
NOTED_EVERY = timedelta(hours=1)


def open_feeds(*, membership: Membership, at: datetime) -> tuple[Feed, Feed]:
    """The member's two feeds, her team's and her own; made when missing.

    Each is hers alone: withdrawing an address disturbs nobody else.
    """
    language = membership.person.language or membership.team.language
    team_feed, own_feed = (
        Feed.objects.get_or_create(
            team=membership.team,
            owner=membership,
            membership=shown,
            defaults={"language": language},
        )[0]
        for shown in (None, membership)
    )
    return team_feed, own_feed


def open_all(*, team: Team, at: datetime) -> None:
    """Opens the feeds of everybody who is in the team on that day."""
    today = at.astimezone(team.zone).date()
    present = team.memberships.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today), from_on__lte=today
    )
    for membership in present.exclude(
        pk__in=team.feeds.filter(membership__isnull=False).values("membership")
    ).select_related("team", "person"):
        open_feeds(membership=membership, at=at)


def renew(*, feed_id: int, version: int, by: Person, at: datetime) -> Feed:
    """Withdraws the address of version `version` and opens another.

    Sent twice, it withdraws once. The new feed speaks the language its owner
    reads now. Raises Feed.DoesNotExist for a feed that is not hers.
    """
    with transaction.atomic():
        feed = (
            Feed.objects.select_for_update(of=("self",))
            .select_related("team", "owner__person")
            .get(pk=feed_id, owner__person=by)
        )
        if feed.version == version:
            feed.version = version + 1
            feed.language = by.language or feed.team.language
            feed.last_fetched_at = None
            feed.last_client = ""
            feed.save(
                update_fields=["version", "language", "last_fetched_at", "last_client"]
            )
            refresh(feed_id=feed.pk, at=at)
    return feed


def refresh(*, feed_id: int, at: datetime) -> Feed:
    """Renders one feed and stores it if its bytes differ from what is stored.

    To store, the row is locked before the shifts are read, so of two refreshes at
    once the later one sees the later rota. Raises Feed.DoesNotExist.
    """
    feeds = Feed.objects.select_related("team")
    feed = feeds.get(pk=feed_id)
    if _render(feed, at) == bytes(feed.body):
        return feed  # mostly so; on SQLite a lock would hold pages up
    with transaction.atomic():
        # the lock first, alone: what is read after it is the present rota
        Feed.objects.select_for_update().only("pk").get(pk=feed_id)
        feed = feeds.get(pk=feed_id)
        body = _render(feed, at)
        if body != bytes(feed.body):
            feed.body = body
            feed.etag = hashlib.sha256(body).hexdigest()
            feed.changed_at = _later(at, feed.changed_at)
            feed.save(update_fields=["body", "etag", "changed_at"])
    return feed


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


def person_renamed(*, person: Person, at: datetime) -> None:
    """Marks every shift that shows her name as changed, and renders the feeds.

    To be called in the transaction that renames her: calendars ignore a new title
    unless the event's sequence number rises (CALENDAR.md C2).
    """
    shown = Shift.objects.filter(membership__person=person)
    teams = shown.order_by("period__team").values_list("period__team", flat=True)
    for pk in list(teams.distinct()):
        enqueue("rota.tasks.publish_feeds", pk)
    shown.update(revision=F("revision") + 1, changed_at=at)


def team_renamed(*, team: Team, at: datetime) -> None:
    """The same for a team, whose own `revision` has just risen by one."""
    Shift.objects.filter(period__team=team).update(changed_at=at)
    enqueue("rota.tasks.publish_feeds", team.pk)


def _render(feed: Feed, at: datetime) -> bytes:
    return render(
        feed_calendar(
            team=feed.team.name,
            language=feed.language,
            own=feed.membership_id is not None,
            shifts=_shifts(feed, at),
        )
    )


def _shifts(feed: Feed, at: datetime) -> Iterable[FeedShift]:
    shifts = Shift.objects.filter(
        period__team=feed.team,
        period__published_at__isnull=False,
        starts_at__gte=first_shown(at, feed.team.zone),
    )
    if feed.membership_id is not None:
        shifts = shifts.filter(membership=feed.membership_id)
    board = settings.SITE_URL + reverse("board", args=[feed.team.slug])
    for shift in shifts.select_related("membership__person"):
        month = shift.starts_at.astimezone(feed.team.zone)
        yield FeedShift(
            uid=shift.uid,
            seat=shift.seat,
            person=shift.membership.person.name,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            url=f"{board}?from={month:%Y-%m}",
            # a sum of counters that only rise, so it only rises
            sequence=shift.revision + feed.team.revision,
            changed_at=shift.changed_at,
        )


def _later(at: datetime, before: datetime | None) -> datetime:
    """`at` to the second, or the next second after `before`.

    HTTP dates have whole seconds: two changes in one must not share a date, or
    the second would be answered “not modified”.
    """
    at = at.replace(microsecond=0)
    return at if before is None else max(at, before + timedelta(seconds=1))
