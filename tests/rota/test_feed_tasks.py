"""Rendering by the queue: on every change, stored only when different, and not
lost whatever becomes of the queue."""

from datetime import datetime, timedelta

import drafting
import pytest
from calendars import read_calendar
from django_q.models import OrmQ
from harness import run_queue

from rota.actions.feeds import change_feed, end_feed, replace_feed
from rota.actions.rendering import (
    BELLS,
    person_renamed,
    refresh,
    rota_changed,
    settle,
)
from rota.models import Feed, FeedKind, Membership, Shift, Team
from rota.tasks import (
    publish_all_feeds,
    publish_changes,
    publish_due_feeds,
    publish_feeds,
)


@pytest.fixture
def feed(world) -> Feed:
    """Sofia's feed of everybody, rendered: Camille then Yann on call, with Malik."""
    first = world.weekend()
    world.on_duty("camille", backup="malik", at=first.starts_at)
    world.on_duty("yann", backup="malik", at=first.ends_at)
    feed = world.subscribe("sofia")
    publish_feeds(world.team.pk)
    forget_the_queue()
    return feed


def forget_the_queue() -> None:
    """Loses every task, as when the secret key is changed."""
    OrmQ.objects.all().delete()


def stamps(feed: Feed) -> tuple:
    feed.refresh_from_db()
    return bytes(feed.body), feed.etag, feed.changed_at


def shown(feed: Feed) -> list[str]:
    feed.refresh_from_db()
    return [event.summary for event in read_calendar(bytes(feed.body))]


def due(world) -> datetime | None:
    return Team.objects.get(pk=world.team.pk).feeds_due_at


def give_to_ines(world) -> None:
    """A published change."""
    drafting.give(world, world.weekend(), "ines")
    drafting.go(world)


def test_everybodys_feed_is_the_same_for_all_its_subscribers(world, feed):
    other = world.subscribe("lena")

    publish_feeds(world.team.pk)

    assert stamps(other)[:2] == stamps(feed)[:2]


def test_own_feed_shows_ones_own_weekends(world, feed):
    own = {key: world.subscribe(key, FeedKind.OWN) for key in ("malik", "lena")}

    publish_feeds(world.team.pk)

    assert shown(own["malik"]) == ["En renfort – Édition numérique"] * 2
    assert shown(own["lena"]) == []


def test_running_again_writes_nothing(world, feed, clock):
    before = stamps(feed)
    clock.set(clock.now + timedelta(days=2))

    publish_feeds(world.team.pk)

    assert stamps(feed) == before


def test_change_asks_the_queue_in_its_own_transaction(world, feed, clock):
    give_to_ines(world)

    assert due(world) == clock.now
    waiting = OrmQ.objects.order_by("lock")
    assert [(row.task["func"], row.lock - clock.now) for row in waiting] == [
        ("rota.tasks.publish_changes", bell) for bell in BELLS
    ]
    run_queue(clock.now)
    assert "Astreinte : Inès Nadir" in shown(feed)
    assert due(world) is None


def test_change_is_seen_within_the_minute_when_the_queue_dies_with_it(
    world, feed, clock
):
    give_to_ines(world)
    # taken, and not given back before `retry`
    OrmQ.objects.filter(lock__lte=clock.now).delete()

    clock.set(clock.now + timedelta(seconds=20))
    run_queue(clock.now)

    assert "Astreinte : Inès Nadir" in shown(feed)


def test_many_changes_of_one_instant_ring_once(world, feed, clock):
    for key in ("camille", "yann", "malik"):
        person_renamed(person=world.person(key), at=clock.now)

    assert OrmQ.objects.count() == len(BELLS)


def test_later_bells_find_nothing_to_do(world, feed, clock, django_assert_num_queries):
    give_to_ines(world)
    run_queue(clock.now)

    with django_assert_num_queries(1):
        publish_changes(world.team.pk)


def test_change_whose_tasks_were_lost_is_rendered_by_the_sweep(world, feed, clock):
    give_to_ines(world)
    forget_the_queue()

    publish_due_feeds()
    run_queue(clock.now)

    assert "Astreinte : Inès Nadir" in shown(feed)
    publish_due_feeds()
    assert OrmQ.objects.filter(lock__lte=clock.now).count() == 0


def test_change_that_nobody_told_of_is_rendered_by_the_longer_sweep(world, feed, clock):
    world.weekend().shifts.all().delete()

    publish_all_feeds()
    run_queue(clock.now)

    assert len(shown(feed)) == 2


def test_what_changes_while_feeds_are_rendered_stays_due(world, feed, clock):
    rota_changed(team=world.team, at=clock.now)
    before = due(world)
    clock.set(clock.now + timedelta(seconds=1))
    rota_changed(team=world.team, at=clock.now)

    settle(team_id=world.team.pk, due=before)

    assert due(world) == clock.now


def test_a_deletion_moves_the_date(world, feed, clock):
    before = stamps(feed)

    drafting.give(world, world.weekend(), None, "backup")
    drafting.go(world)
    run_queue(clock.now)

    assert len(shown(feed)) == 3
    assert stamps(feed)[2] > before[2]
    assert b"CANCELLED" not in bytes(feed.body)


def test_drafts_are_nobodys_calendar(world, feed, clock):
    before = stamps(feed)

    drafting.give(world, world.weekend(), "lena")
    publish_feeds(world.team.pk)

    assert stamps(feed) == before


def test_past_shifts_stay_a_year_and_leave_with_their_month(world, feed, clock):
    clock.set(datetime(2027, 11, 30, 23))
    publish_feeds(world.team.pk)
    assert len(shown(feed)) == 4

    clock.set(datetime(2027, 12, 1, 0))
    publish_feeds(world.team.pk)
    assert shown(feed) == []


def test_weekends_far_ahead_are_shown(world, feed, clock):
    last = world.team.periods.last()
    assert last.starts_at > clock.now + timedelta(days=340)

    world.on_duty("lena", at=last.starts_at)
    publish_feeds(world.team.pk)

    assert shown(feed)[-1] == "Astreinte : Lena Blanc"


def test_new_feed_speaks_her_language_else_the_teams(world, feed):
    lena = world.person("lena")
    lena.language = "en"
    lena.save()

    languages = [world.subscribe(key).language for key in ("lena", "yann", "")]

    assert languages == ["en", "fr", "fr"]


def test_ended_feed_keeps_no_shift_and_is_rendered_no_more(world, feed, clock):
    end_feed(feed_id=feed.pk, by=None, at=clock.now)
    give_to_ines(world)
    run_queue(clock.now)

    assert stamps(feed)[:2] == (b"", "")


def test_numbers_do_not_fall_in_the_calendar_of_a_new_address(world, clock):
    world.on_duty("camille")
    old = world.subscribe("camille", FeedKind.OWN)
    for reminder in (60, 720):
        change_feed(
            feed_id=old.pk, name="", remind_before=reminder, by=None, at=clock.now
        )
    publish_feeds(world.team.pk)
    old.refresh_from_db()

    new = replace_feed(feed_id=old.pk, by=None, at=clock.now)
    publish_feeds(world.team.pk)

    new.refresh_from_db()
    assert bytes(new.body) == bytes(old.body)


def test_feed_of_somebody_who_has_left_keeps_no_shift(world, feed, clock):
    member = world.member("sofia")
    member.until_on = clock.now.date()
    member.save()
    publish_feeds(world.team.pk)
    assert len(shown(feed)) == 4

    clock.set(datetime(2026, 11, 19, 0, 0))
    publish_feeds(world.team.pk)

    assert stamps(feed)[:2] == (b"", "")


def test_all_teams_are_rendered_by_one_task_each(world, feed, clock):
    publish_all_feeds()

    assert run_queue(clock.now) == 1


def test_refreshing_stores_the_later_date(world, feed, clock):
    first = stamps(feed)[2]
    world.weekend().shifts.filter(seat="backup").delete()

    refresh(feed_id=feed.pk, at=clock.now)

    assert stamps(feed)[2] == first + timedelta(seconds=1)


def test_team_that_is_gone_is_no_error(world):
    gone = world.team.pk
    Shift.objects.all().delete()
    Membership.objects.all().delete()
    world.team.delete()

    publish_feeds(gone)
    publish_changes(gone)

    assert not Feed.objects.exists()
