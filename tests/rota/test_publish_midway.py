"""Publishing in the middle of a weekend: what was done stays."""

from datetime import UTC, datetime, timedelta

from drafting import give, go, with_fallback

from rota.actions.draft import mark_uncovered
from rota.duty import duty_at
from rota.models import Seat


def test_change_in_the_middle_of_a_weekend_keeps_what_was_done(world):
    period = world.on_duty("camille", "malik")
    noon = datetime(2026, 11, 21, 11, 0, 40, tzinfo=UTC)
    world.clock.now = noon
    first = period.shifts.get(seat=Seat.ON_CALL)
    give(world, period, "yann")

    go(world)

    minute = noon.replace(second=0)
    done, rest = period.shifts.filter(seat=Seat.ON_CALL)
    assert (done.pk, done.starts_at, done.ends_at, done.revision) == (
        first.pk,
        period.starts_at,
        minute,
        1,
    )
    assert (rest.starts_at, rest.ends_at) == (minute, period.ends_at)
    assert duty_at(world.team, noon).on_call == world.member("yann")
    assert duty_at(world.team, noon - timedelta(hours=1)).on_call == world.member(
        "camille"
    )


def test_weekend_changed_twice_while_it_goes_on(world):
    period = world.on_duty("camille", "malik")
    for hours, key in ((1, "yann"), (2, "lena")):
        world.clock.now = period.starts_at + timedelta(hours=hours)
        give(world, period, key)
        go(world)

    rows = period.shifts.filter(seat=Seat.ON_CALL)
    names = [row.membership.person.name.split()[0] for row in rows]
    assert names == ["Camille", "Yann", "Lena"]
    assert [a.ends_at for a in rows][:2] == [b.starts_at for b in rows][1:]


def test_two_changes_within_one_minute_make_one(world):
    period = world.on_duty("camille", "malik")
    world.clock.now = period.starts_at + timedelta(hours=1)
    for key in ("yann", "lena"):
        give(world, period, key)
        go(world)
        world.clock.now += timedelta(seconds=10)

    rows = period.shifts.filter(seat=Seat.ON_CALL)
    names = [row.membership.person.name.split()[0] for row in rows]
    assert names == ["Camille", "Lena"]


def test_seat_emptied_in_the_middle_of_a_weekend(world):
    with_fallback(world)
    period = world.on_duty("camille", "malik")
    world.clock.now = period.starts_at + timedelta(hours=5)
    mark_uncovered(
        period_id=period.pk,
        expected=world.member("camille").pk,
        by=None,
        at=world.clock.now,
    )

    go(world)

    (row,) = period.shifts.filter(seat=Seat.ON_CALL)
    assert row.ends_at == world.clock.now
    assert duty_at(world.team, world.clock.now).uncovered
