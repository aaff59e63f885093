"""What publishing does to calendars: stored only when different, and only the
changed event changes."""

from datetime import UTC, datetime, timedelta

import drafting
import pytest
from calendars import Event, read_calendar
from harness import run_queue

from rota.actions.feeds import open_feeds, refresh, renew
from rota.actions.people import change_profile
from rota.actions.settings import change_settings
from rota.models import Feed, Membership, Seat, Shift
from rota.tasks import publish_all_feeds, publish_feeds


@pytest.fixture
def weekends(world):
    """Two published weekends: Camille then Yann on call, Malik backup in both."""
    first = world.weekend()
    second = world.weekend(first.ends_at)
    world.on_duty("camille", backup="malik", at=first.starts_at)
    world.on_duty("yann", backup="malik", at=second.starts_at)
    return first, second


def team_feed(world, key: str = "camille") -> Feed:
    return Feed.objects.get(owner=world.member(key), membership=None)


def own_feed(world, key: str) -> Feed:
    return Feed.objects.get(membership=world.member(key))


def events(feed: Feed) -> dict[str, Event]:
    feed.refresh_from_db()
    return {event.uid: event for event in read_calendar(bytes(feed.body))}


def stamps(feed: Feed) -> tuple:
    feed.refresh_from_db()
    return bytes(feed.body), feed.etag, feed.changed_at


def test_everybody_has_the_teams_feed_and_her_own(world, weekends):
    publish_feeds(world.team.pk)

    assert Feed.objects.count() == 2 * world.team.memberships.count()
    assert len(events(team_feed(world))) == 4
    assert len(events(own_feed(world, "camille"))) == 1
    assert len(events(own_feed(world, "malik"))) == 2
    assert events(own_feed(world, "lena")) == {}


def test_team_feed_is_the_same_for_all_its_subscribers(world, weekends):
    publish_feeds(world.team.pk)

    one, other = team_feed(world, "camille"), team_feed(world, "lena")
    assert bytes(one.body) == bytes(other.body)
    assert one.etag == other.etag


def test_running_again_writes_nothing(world, weekends, clock):
    publish_feeds(world.team.pk)
    before = stamps(team_feed(world))
    clock.set(clock.now + timedelta(days=2))

    publish_feeds(world.team.pk)

    assert stamps(team_feed(world)) == before


def test_swap_keeps_the_uid_and_changes_only_that_event(world, weekends, clock):
    first, _ = weekends
    publish_feeds(world.team.pk)
    before = events(team_feed(world))
    clock.set(clock.now + timedelta(hours=1))

    drafting.give(world, first, "ines")
    drafting.go(world)
    run_queue(clock.now)

    after = events(team_feed(world))
    assert after.keys() == before.keys()
    changed = [uid for uid in after if after[uid].lines != before[uid].lines]
    assert [before[uid].summary for uid in changed] == ["Astreinte : Camille Roux"]
    (uid,) = changed
    assert after[uid].summary == "Astreinte : Inès Nadir"
    assert after[uid].sequence == before[uid].sequence + 1
    stamp = f"{clock.now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert f"DTSTAMP:{stamp}" in after[uid].lines
    assert f"LAST-MODIFIED:{stamp}" in after[uid].lines


def test_swap_moves_the_event_from_one_personal_feed_to_the_other(
    world, weekends, clock
):
    first, _ = weekends
    publish_feeds(world.team.pk)
    (uid,) = events(own_feed(world, "camille"))
    untouched = stamps(own_feed(world, "yann"))

    drafting.give(world, first, "ines")
    drafting.go(world)
    run_queue(clock.now)

    assert events(own_feed(world, "camille")) == {}
    assert list(events(own_feed(world, "ines"))) == [uid]
    assert stamps(own_feed(world, "yann")) == untouched


def test_a_shift_taken_away_leaves_the_feed(world, weekends, clock):
    first, _ = weekends
    publish_feeds(world.team.pk)
    before = stamps(team_feed(world))

    drafting.give(world, first, None, Seat.BACKUP)
    drafting.go(world)
    run_queue(clock.now)

    feed = team_feed(world)
    assert len(events(feed)) == 3
    assert b"CANCELLED" not in bytes(feed.body)
    assert feed.changed_at > before[2]


def test_rename_reaches_every_event_that_shows_the_name(world, weekends, clock):
    publish_feeds(world.team.pk)
    before = events(team_feed(world))
    clock.set(clock.now + timedelta(hours=1))

    change_profile(
        person=world.person("malik"),
        name="Malik Diop",
        phone="",
        language="",
        at=clock.now,
    )
    run_queue(clock.now)

    after = events(team_feed(world))
    risen = {u for u in after if after[u].sequence == before[u].sequence + 1}
    assert risen == {u for u in after if after[u].summary == "Renfort : Malik Diop"}
    assert len(risen) == 2
    assert all(after[u].lines == before[u].lines for u in after if u not in risen)


def test_team_rename_reaches_every_event_and_the_calendar_itself(
    world, weekends, clock
):
    publish_feeds(world.team.pk)
    before = events(own_feed(world, "malik"))
    clock.set(clock.now + timedelta(hours=1))

    odile = world.person("odile")
    change_settings(
        team=world.team, values={"name": "Rédaction"}, by=odile, at=clock.now
    )
    run_queue(clock.now)

    feed = own_feed(world, "malik")
    after = events(feed)
    stamp = f"DTSTAMP:{clock.now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert "NAME:Mon astreinte – Rédaction\r\n" in bytes(feed.body).decode()
    assert after.keys() == before.keys()
    for uid, event in after.items():
        assert event.summary == "En renfort – Rédaction"
        assert event.sequence == before[uid].sequence + 1
        assert stamp in event.lines


def test_drafts_are_nobodys_calendar(world, weekends):
    third = world.weekend(weekends[1].ends_at)

    drafting.give(world, third, "lena")
    publish_feeds(world.team.pk)

    assert len(events(team_feed(world))) == 4


def test_past_shifts_stay_a_year_and_leave_with_their_month(world, weekends, clock):
    clock.set(datetime(2027, 11, 30, 23))
    publish_feeds(world.team.pk)
    assert len(events(team_feed(world))) == 4

    clock.set(datetime(2027, 12, 1, 0))
    publish_feeds(world.team.pk)
    assert events(team_feed(world)) == {}


def test_each_subscriber_reads_her_language(world, weekends):
    lena = world.person("lena")
    lena.language = "en"
    lena.save()

    publish_feeds(world.team.pk)

    shown = {event.summary for event in events(team_feed(world, "lena")).values()}
    assert "On call: Camille Roux" in shown


def test_who_has_left_gets_no_new_feed(world, weekends):
    lena = world.member("lena")
    lena.until_on = world.clock.now.date() - timedelta(days=1)
    lena.save()

    publish_feeds(world.team.pk)

    assert not Feed.objects.filter(owner=lena).exists()


def test_feeds_are_opened_once(world):
    member = world.member("camille")

    once = open_feeds(membership=member, at=world.clock.now)
    again = open_feeds(membership=member, at=world.clock.now)

    assert once == again
    assert Feed.objects.count() == 2


def test_renewing_twice_withdraws_once(world):
    feed, _ = open_feeds(membership=world.member("camille"), at=world.clock.now)
    camille = world.person("camille")

    for _ in range(2):
        renew(feed_id=feed.pk, version=1, by=camille, at=world.clock.now)

    feed.refresh_from_db()
    assert feed.version == 2


def test_new_address_speaks_the_language_she_reads_now(world, weekends):
    feed, _ = open_feeds(membership=world.member("camille"), at=world.clock.now)
    refresh(feed_id=feed.pk, at=world.clock.now)
    camille = world.person("camille")
    camille.language = "en"
    camille.save()

    renew(feed_id=feed.pk, version=1, by=camille, at=world.clock.now)

    assert "On call: Camille Roux" in {e.summary for e in events(feed).values()}


def test_nobody_renews_the_address_of_another(world):
    feed, _ = open_feeds(membership=world.member("camille"), at=world.clock.now)

    with pytest.raises(Feed.DoesNotExist):
        renew(feed_id=feed.pk, version=1, by=world.person("malik"), at=world.clock.now)


def test_all_teams_are_rendered_by_one_task_each(world, weekends, clock):
    publish_all_feeds()

    assert run_queue(clock.now) == 1
    assert len(events(team_feed(world))) == 4


def test_team_that_is_gone_is_no_error(world):
    gone = world.team.pk
    Shift.objects.all().delete()
    Membership.objects.all().delete()
    world.team.delete()

    publish_feeds(gone)

    assert not Feed.objects.exists()
