"""Programs of other people read in our calendars what the rota says."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from calendars import read_calendar
from django.test import Client
from people import CAST
from readers import READERS, Entry

from rota.actions.feeds import end_feed
from rota.actions.rendering import refresh
from rota.feeds import address_of
from rota.models import Feed, FeedKind, Period, Person, Shift, Team

# whoever reads these right reads any name
NAMES = [
    "Zoé Le Goff-Ménard",
    "Roux, Camille; dite « Cam »",
    'O\'Brien "Red" & <co>',
    "🎉 Inès 👩🏽‍🚒🇫🇷",
    "محمد عبد الله",
    "陳大文",
    "é" * 70,
    "🎉" * 20,
]
# Friday 18:00 to Monday 08:00 in Paris, when clocks go forward and when they go back
MARCH = (
    datetime(2027, 3, 26, 17, tzinfo=UTC),
    datetime(2027, 3, 29, 6, tzinfo=UTC),
)
OCTOBER = (
    datetime(2027, 10, 29, 16, tzinfo=UTC),
    datetime(2027, 11, 1, 7, tzinfo=UTC),
)


@pytest.fixture
def rota(world) -> None:
    """A year in which everybody of a strange team holds weekends."""
    # no backslash: node-ical takes one before an n for a line break
    Team.objects.update(name="Édition; numérique,\net “directe”")
    for one, name in zip(CAST, NAMES, strict=True):
        Person.objects.filter(email=one.email).update(name=name)
    for number, period in enumerate(world.team.periods.all()[:50]):
        on_call, backup = CAST[number % 8].key, CAST[(number + 3) % 8].key
        world.on_duty(on_call, backup, at=period.starts_at)
    world.on_duty("camille", backup="malik", at=MARCH[0])
    world.on_duty("camille", backup="malik", at=OCTOBER[0])


@pytest.fixture(params=[*FeedKind.values[:2], "empty", "farewell", "reminder"])
def feed(request, world, rota) -> Feed:
    """Each kind of calendar there is."""
    kind = FeedKind.TEAM if request.param in ("team", "farewell") else FeedKind.OWN
    if request.param == "empty":
        Shift.objects.filter(membership=world.member("camille")).delete()
    feed = world.subscribe("camille", kind)
    if request.param == "reminder":
        Feed.objects.filter(pk=feed.pk).update(remind_before=720)
    refresh(feed_id=feed.pk, at=world.clock.now)
    if request.param == "farewell":
        end_feed(feed_id=feed.pk, by=None, at=world.clock.now)
    feed.refresh_from_db()
    return feed


def served(feed: Feed) -> bytes:
    answer = Client().get(urlsplit(address_of(feed)).path)
    assert answer.status_code == 200
    return answer.content


def rows_of(feed: Feed) -> set[tuple[str, datetime, datetime]]:
    """What the database says: identity and instants."""
    shifts = Shift.objects.filter(period__team=feed.team)
    if feed.kind == FeedKind.OWN:
        shifts = shifts.filter(membership=feed.owner)
    return {(str(one.uid), one.starts_at, one.ends_at) for one in shifts}


@pytest.mark.parametrize("reader", READERS)
def test_program_reads_every_shift_at_its_instant(reader, feed):
    body = served(feed)

    found = READERS[reader](body)

    assert found == sorted(
        Entry(
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            uid=one.uid,
            summary=one.summary,
            description=one.description,
            sequence=one.sequence,
        )
        for one in read_calendar(body)
    )
    if feed.ended_at is None:
        said = {(one.uid, one.starts_at, one.ends_at) for one in found}
        assert said == rows_of(feed)


@pytest.mark.parametrize("reader", READERS)
def test_program_reads_names_as_they_are_written(reader, world, rota):
    feed = world.subscribe("camille")

    found = READERS[reader](served(feed))

    shown = {one.summary.partition(" : ")[2] for one in found}
    assert shown == set(NAMES)
    team = Team.objects.get().name
    assert all(one.description.startswith(f"Équipe {team}.") for one in found)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("weekend", "hours"), [(MARCH, 61), (OCTOBER, 63)])
def test_program_reads_the_true_length_when_clocks_change(
    reader, weekend, hours, world, rota
):
    feed = world.subscribe("camille", FeedKind.OWN)

    found = READERS[reader](served(feed))

    (entry,) = [one for one in found if one.starts_at == weekend[0]]
    assert entry.ends_at == weekend[1]
    assert entry.ends_at - entry.starts_at == timedelta(hours=hours)
    period = Period.objects.get(starts_at=weekend[0])
    assert (period.starts_at, period.ends_at) == weekend
