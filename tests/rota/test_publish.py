"""Publishing: the draft becomes the truth, with evidence and notices."""

import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import drafting
import pytest
from django.db import connection
from django_q.models import OrmQ
from drafting import held, with_fallback

from rota.actions.draft import assign, fill, mark_uncovered
from rota.actions.publish import (
    CannotPublishError,
    DraftMovedError,
    NothingToPublishError,
)
from rota.board.changes import draft_changes, fingerprint, told, warnings
from rota.board.reading import load_draft
from rota.duty import duty_at
from rota.models import (
    DraftSeat,
    Notice,
    Publication,
    PublishedChange,
    Seat,
    Shift,
)


@pytest.fixture
def give(world):
    """`give(period, "camille")`: drafts her, whoever holds the seat now."""
    return partial(drafting.give, world)


@pytest.fixture
def go(world):
    """Publishes as Odile, now."""
    return partial(drafting.go, world)


def test_draft_becomes_the_truth(world, give, go):
    period = world.weekend()
    give(period, "camille")
    give(period, "malik", Seat.BACKUP)

    publication = go()

    period.refresh_from_db()
    assert held(period) == {Seat.ON_CALL: "Camille", Seat.BACKUP: "Malik"}
    assert (period.published_at, period.uncovered) == (world.clock.now, False)
    assert (publication.by, publication.at) == (
        world.person("odile"),
        world.clock.now,
    )
    assert not DraftSeat.objects.exists()
    assert duty_at(world.team, period.starts_at).on_call == world.member("camille")


def test_each_change_is_kept_with_before_and_after(world, give, go):
    period = world.on_duty("camille", "malik")
    give(period, "yann")

    go()

    (change,) = PublishedChange.objects.all()
    assert (change.before, change.after) == (
        world.member("camille"),
        world.member("yann"),
    )
    assert (change.period, change.seat) == (period, Seat.ON_CALL)


def test_shift_keeps_its_identity_through_a_change(world, give, go):
    period = world.on_duty("camille", "malik")
    before = period.shifts.get(seat=Seat.ON_CALL)
    backup = period.shifts.get(seat=Seat.BACKUP)
    world.clock.now += timedelta(hours=1)
    give(period, "yann")

    go()

    after = period.shifts.get(seat=Seat.ON_CALL)
    assert (after.pk, after.uid) == (before.pk, before.uid)
    assert (after.revision, after.changed_at) == (1, world.clock.now)
    assert after.membership == world.member("yann")
    unmoved = period.shifts.get(seat=Seat.BACKUP)
    assert (unmoved.revision, unmoved.changed_at) == (0, backup.changed_at)


def test_first_publication_date_of_a_weekend_stays(world, give, go):
    period = world.on_duty("camille", "malik")
    first = period.published_at
    give(period, "yann")

    go()

    period.refresh_from_db()
    assert period.published_at == first


def test_emptied_backup_loses_its_shift(world, give, go):
    period = world.on_duty("camille", "malik")
    give(period, None, Seat.BACKUP)

    go()

    assert held(period) == {Seat.ON_CALL: "Camille"}


def test_weekend_marked_uncovered_is_published_so(world, go):
    with_fallback(world)
    period = world.on_duty("camille", "malik")
    mark_uncovered(
        period_id=period.pk,
        expected=world.member("camille").pk,
        by=None,
        at=world.clock.now,
    )

    go()

    period.refresh_from_db()
    assert period.uncovered
    assert held(period) == {Seat.BACKUP: "Malik"}
    assert duty_at(world.team, period.starts_at).uncovered


def test_uncovered_weekend_is_covered_again(world, go):
    period = world.on_duty()
    assign(
        period_id=period.pk,
        seat=Seat.ON_CALL,
        membership_id=world.member("lena").pk,
        expected="uncovered",
        by=None,
        at=world.clock.now,
    )

    go()

    period.refresh_from_db()
    assert not period.uncovered
    assert held(period) == {Seat.ON_CALL: "Lena"}


def test_everybody_concerned_has_a_notice_of_gains_and_losses(world, give, go):
    period = world.on_duty("camille", "malik")
    give(period, "malik")
    give(period, "yann", Seat.BACKUP)

    go()

    rows = {row.person.name.split()[0]: row for row in Notice.objects.all()}
    assert {name: row.data for name, row in rows.items()} == {
        "Camille": {"gained": [], "lost": [[period.pk, "on_call"]]},
        "Malik": {"gained": [[period.pk, "on_call"]], "lost": [[period.pk, "backup"]]},
        "Yann": {"gained": [[period.pk, "backup"]], "lost": []},
    }
    assert {(r.kind, r.team, r.state, r.due_at) for r in rows.values()} == {
        ("published", world.team, "pending", world.clock.now)
    }


def test_feeds_are_rendered_by_the_queue(world, give, go):
    give(world.weekend(), "camille")

    go()

    tasks = [row.task for row in OrmQ.objects.all()]
    assert {(task["func"], task["args"]) for task in tasks} == {
        ("rota.tasks.publish_changes", (world.team.pk,))
    }


def test_weekend_without_anybody_on_call_is_not_published(world, give, go):
    period = world.weekend()
    give(period, "malik", Seat.BACKUP)

    with pytest.raises(CannotPublishError) as raised:
        go()

    assert [(one.period, one.code) for one in raised.value.blocks] == [
        (period, "nobody")
    ]
    assert not Publication.objects.exists()
    assert not Shift.objects.exists()
    assert DraftSeat.objects.count() == 1


def test_same_person_twice_is_not_published(world, give, go):
    period = world.weekend()
    give(period, "malik")
    give(period, "malik", Seat.BACKUP)

    with pytest.raises(CannotPublishError) as raised:
        go()

    assert [(one.code, one.member) for one in raised.value.blocks] == [
        ("other_seat", world.member("malik"))
    ]


def test_soft_conflict_only_warns(world, give, go):
    period = world.weekend()
    give(period, "camille")
    give(period, "yann", Seat.BACKUP)
    board = load_draft(world.team, world.clock.now)

    found = warnings(board, draft_changes(board))
    go()

    assert [(seat, one.code) for _, seat, one in found] == [("backup", "same_trade")]
    assert held(period) == {Seat.ON_CALL: "Camille", Seat.BACKUP: "Yann"}


def test_empty_weekend_nobody_touched_does_not_block(world, give, go):
    give(world.weekend(), "camille")

    go()

    later = world.team.periods.filter(published_at__isnull=True)
    assert later.count() > 40


def test_publishing_nothing_says_so(world, give, go):
    give(world.weekend(), "camille")
    go()

    with pytest.raises(NothingToPublishError):
        go()

    assert Publication.objects.count() == 1


def test_draft_that_changes_nothing_is_nothing(world, go):
    period = world.on_duty("camille", "malik")
    DraftSeat.objects.create(
        period=period,
        seat=Seat.ON_CALL,
        membership=world.member("camille"),
        at=world.clock.now,
    )

    with pytest.raises(NothingToPublishError):
        go()


def test_draft_that_moved_since_it_was_seen_is_not_published(world, give, go):
    period = world.weekend()
    give(period, "camille")
    seen = fingerprint(draft_changes(load_draft(world.team, world.clock.now)))
    give(period, "yann")

    with pytest.raises(DraftMovedError):
        go(seen=seen)
    now = fingerprint(draft_changes(load_draft(world.team, world.clock.now)))
    go(seen=now)

    assert held(period) == {Seat.ON_CALL: "Yann"}


def test_draft_for_a_weekend_that_is_over_is_dropped(world, give, go):
    period = world.weekend()
    give(period, "camille")
    following = world.team.periods.filter(starts_at__gt=period.starts_at).first()
    give(following, "yann")
    world.clock.now = period.ends_at

    go()

    assert held(period) == {}
    assert held(following) == {Seat.ON_CALL: "Yann"}
    assert not DraftSeat.objects.exists()


@pytest.mark.parametrize(("days", "is_short"), [(15, False), (14, True)])
def test_short_notice_is_counted_in_dates(world, give, days, is_short):
    period = world.weekend(datetime(2027, 1, 8, 12, tzinfo=UTC))
    world.clock.now = period.starts_at - timedelta(days=days)
    give(period, "camille")

    (change,) = draft_changes(load_draft(world.team, world.clock.now))

    assert change.short_notice is is_short


def test_people_to_tell_are_counted_once(world, give):
    first = world.on_duty("camille", "malik")
    second = world.team.periods.filter(starts_at__gt=first.starts_at).first()
    give(first, "yann")
    give(second, "yann")

    found = told(draft_changes(load_draft(world.team, world.clock.now)))

    assert [one.person.name for one in found] == ["Camille Roux", "Yann Guérin"]
    assert [len(one.gained) for one in found] == [0, 2]


def test_a_whole_year_is_published_at_once(world, go):
    fill(
        team=world.team,
        until=world.clock.now.date() + timedelta(days=360),
        by=None,
        at=world.clock.now,
    )

    go()

    assert Shift.objects.count() == 104
    assert Notice.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_two_publishes_at_once_make_one(world, give, go):
    period = world.weekend()
    give(period, "camille")
    results = []

    def run():
        try:
            go()
            results.append("published")
        except NothingToPublishError:
            results.append("nothing")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["nothing", "published"]
    assert Publication.objects.count() == 1
    assert held(period) == {Seat.ON_CALL: "Camille"}
