"""Turns what is published into the bytes of each calendar.

Whoever changes what a subscriber could see says so here, in the same transaction;
the queue then renders, and stores a body only if it differs from the one before
(CALENDAR.md C5).
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from rota.core.feed import FAREWELL, Change, Wording, farewell, feed_calendar
from rota.core.ical import render
from rota.models import (
    Feed,
    FeedKind,
    Membership,
    Person,
    Shadowing,
    Shift,
    Team,
)
from rota.published import published_shadowings, published_shifts
from rota.queue import wake_at

# The queue is asked three times: a task it has taken when it dies comes back only
# after `retry`, two minutes later, and a change must be seen within one.
BELLS = tuple(timedelta(seconds=after) for after in (0, 20, 40))


def rota_changed(*, team: Team, at: datetime) -> None:
    """Says that the team's feeds are due, in the transaction of the change; of many
    changes at one instant (a list of people is imported) the first one rings."""
    rows = Team.objects.filter(pk=team.pk).exclude(feeds_due_at=at)
    if not rows.update(feeds_due_at=at):
        return
    for after in BELLS:
        wake_at("rota.tasks.publish_changes", at + after, team.pk)


def person_renamed(*, person: Person, at: datetime) -> None:
    """Marks every shift that shows her name as changed: calendars ignore a new title
    unless the event's sequence number rises (CALENDAR.md C2)."""
    teams = Q()
    for model, name in ((Shift, "shifts"), (Shadowing, "shadowings")):
        shown = model.objects.filter(membership__person=person)
        shown.update(renames=F("renames") + 1, renamed_at=at)
        teams |= Q(**{f"periods__{name}__in": shown})
    for team in Team.objects.filter(teams).distinct():
        rota_changed(team=team, at=at)


def last_day_moved(
    *, member: Membership, before: datetime | None, at: datetime
) -> None:
    """Marks the shifts that feeds cut short, hide or show again because her last day
    is another one; `before`: when she would have been gone (`gone_at`)."""
    ends = [end for end in (before, member.gone_at) if end]
    if before == member.gone_at or not ends:
        return
    for late in (
        Shift.objects.filter(membership=member, ends_at__gt=min(ends)),
        Shadowing.objects.filter(membership=member, period__ends_at__gt=min(ends)),
    ):
        late.update(revision=F("revision") + 1, changed_at=at)
    rota_changed(team=member.team, at=at)


def languages_changed(*, teams: Iterable[Team], at: datetime) -> None:
    """Makes feeds speak what their owners read now, else what the team speaks."""
    for team in teams:
        feeds = team.feeds.filter(ended_at=None).defer("body")
        for feed in feeds.select_related("owner__person"):
            spoken = language_of(team, feed.owner)
            if feed.language != spoken:
                revise(feed=feed, at=at, language=spoken)
        rota_changed(team=team, at=at)


def language_of(team: Team, owner: Membership | None) -> str:
    """What a feed of hers, or of the team, is written in."""
    return (owner.person.language if owner else "") or team.language


def revise(*, feed: Feed, at: datetime, **values: object) -> None:
    """Changes how a feed writes its shifts, which is a change of each of them. The
    team's feeds are then due."""
    rows = Feed.objects.filter(pk=feed.pk)
    rows.update(**values, revision=F("revision") + 1, revised_at=at)


def refresh(*, feed_id: int, at: datetime) -> Feed:
    """Renders one feed and stores it if its bytes differ from what is stored.

    To store, the row is locked before the shifts are read, so of two refreshes at
    once the later one sees the later rota. Raises Feed.DoesNotExist.
    """
    feed = _load(feed_id)
    if body_of(feed, at) == bytes(feed.body):
        return feed  # mostly so; on SQLite a lock would hold pages up
    with transaction.atomic():
        # the lock first, alone: what is read after it is the present rota
        Feed.objects.select_for_update().only("pk").get(pk=feed_id)
        feed = _load(feed_id)
        body = body_of(feed, at)
        if body != bytes(feed.body):
            feed.body = body
            feed.etag = etag_of(body)
            feed.changed_at = _later(at, feed.changed_at)
            feed.save(update_fields=["body", "etag", "changed_at"])
    return feed


def settle(*, team_id: int, due: datetime | None) -> None:
    """Notes that all feeds of the team were rendered after `due`; what changed since
    stays due."""
    if due is not None:
        unchanged = Team.objects.filter(pk=team_id, feeds_due_at=due)
        unchanged.update(feeds_due_at=None)


def body_of(feed: Feed, at: datetime) -> bytes:
    """The calendar as it is at `at`; empty once it no longer shows the rota."""
    if feed.closes_at and feed.closes_at <= at:
        return b""
    holder = feed.owner if feed.kind == FeedKind.OWN else None
    shifts = published_shifts(feed.team, at, holder=holder)
    doubles = published_shadowings(feed.team, at, holder=holder)
    return render(feed_calendar(_wording(feed), chain(shifts, doubles)))


def farewell_of(feed: Feed, at: datetime) -> bytes:
    """What a closed feed says at `at` instead of shifts; empty after FAREWELL."""
    closed_at = feed.closes_at
    if closed_at is None or at >= closed_at + FAREWELL:
        return b""
    page = reverse("calendar", args=[feed.team.slug])
    return render(
        farewell(
            _wording(feed),
            pk=feed.pk,
            url=settings.SITE_URL + page,
            at=closed_at,
            has_left=feed.ended_at != closed_at,
        )
    )


def etag_of(body: bytes) -> str:
    """What names these bytes; empty for none."""
    return hashlib.sha256(body).hexdigest() if body else ""


def _load(feed_id: int) -> Feed:
    related = Feed.objects.select_related("team", "owner__team")
    return related.get(pk=feed_id)


def _wording(feed: Feed) -> Wording:
    """What the feed adds to its shifts, and when that was changed."""
    reminder = feed.remind_before
    changes = [
        (feed.team.revision, feed.team.revised_at),
        (feed.revision, feed.revised_at),
    ]
    return Wording(
        team=feed.team.name,
        language=feed.language,
        own=feed.kind == FeedKind.OWN,
        remind_before=None if reminder is None else timedelta(minutes=reminder),
        revised=tuple(Change(count, at) for count, at in changes if at),
    )


def _later(at: datetime, before: datetime | None) -> datetime:
    """`at` to the second, or the next second after `before`.

    HTTP dates have whole seconds: two changes in one must not share a date, or
    the second would be answered “not modified”.
    """
    at = at.replace(microsecond=0)
    return at if before is None else max(at, before + timedelta(seconds=1))
