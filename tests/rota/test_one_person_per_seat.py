"""At every instant of a published period exactly one person holds each seat, whatever
hours change hands (DESIGN.md, invariant 1); on the weekends when clocks change too."""

from datetime import UTC, datetime, timedelta

import pytest
from drafting import give, go
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rota.actions.handing import Handing, TwoAtOnceError, hand_over
from rota.board.reading import load_board
from rota.core.balance import loads
from rota.core.hours import Hours
from rota.duty import duty_at
from rota.models import Notice, Period, PublishedChange, Seat, Shift

FREE = ("yann", "ines", "lena", "sofia", "tomas")
WEEKENDS = {
    "plain": datetime(2026, 11, 20, 20, tzinfo=UTC),
    "61 hours": datetime(2027, 3, 26, 20, tzinfo=UTC),
    "63 hours": datetime(2027, 10, 29, 20, tzinfo=UTC),
}
# minutes into the weekend, minutes long, to whom; the first two need not fit
handing = st.tuples(
    st.integers(0, 63 * 60), st.integers(1, 63 * 60), st.sampled_from(FREE)
)


def holder(period: Period, at: datetime) -> list[Shift]:
    on_call = period.shifts.filter(seat=Seat.ON_CALL, starts_at__lte=at, ends_at__gt=at)
    return list(on_call.select_related("period__team", "membership__person"))


def give_hours(world, period: Period, start: int, length: int, key: str) -> None:
    """Gives the part of those minutes that one person holds to somebody else."""
    at = period.starts_at + timedelta(minutes=start)
    if at >= period.ends_at:
        return
    [shift] = holder(period, at)
    hours = Hours(at, min(shift.ends_at, at + timedelta(minutes=length)))
    if shift.membership != world.member(key):
        chosen = Handing(shift, hours, world.member(key))
        hand_over([chosen], team=world.team, by=None, at=world.clock.now)


@pytest.mark.parametrize("name", WEEKENDS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(handings=st.lists(handing, min_size=1, max_size=5))
def test_each_instant_has_one_holder(world, name, handings):
    period = world.on_duty("camille", "malik", at=WEEKENDS[name])

    for start, length, key in handings:
        give_hours(world, period, start, length, key)

    rows = list(period.shifts.filter(seat=Seat.ON_CALL))
    assert (rows[0].starts_at, rows[-1].ends_at) == (period.starts_at, period.ends_at)
    assert [a.ends_at for a in rows[:-1]] == [b.starts_at for b in rows[1:]]
    assert len({row.uid for row in rows}) == len(rows)
    for row in rows:
        for moment in (row.starts_at, row.ends_at - timedelta(microseconds=1)):
            assert duty_at(world.team, moment).on_call == row.membership


def test_the_weekends_are_those_in_which_clocks_change(world):
    lengths = {
        name: world.weekend(at).ends_at - world.weekend(at).starts_at
        for name, at in WEEKENDS.items()
    }

    hours = {name: length // timedelta(hours=1) for name, length in lengths.items()}
    assert hours == {"plain": 62, "61 hours": 61, "63 hours": 63}


def test_nobody_holds_two_seats_at_once(world):
    period = world.on_duty("camille", "malik")
    shift = period.shifts.get(seat=Seat.ON_CALL)
    hours = Hours(shift.starts_at, shift.starts_at + timedelta(hours=1))

    with pytest.raises(TwoAtOnceError):
        hand_over(
            [Handing(shift, hours, world.member("malik"))],
            team=world.team,
            by=None,
            at=world.clock.now,
        )


def test_the_feeds_follow_and_the_evidence_says_which_hours(world):
    period = world.on_duty("camille", "malik")
    world.feed("yann")
    shift = period.shifts.get(seat=Seat.ON_CALL)
    hours = Hours(shift.starts_at, shift.starts_at + timedelta(hours=12))

    hand_over(
        [Handing(shift, hours, world.member("yann"))],
        team=world.team,
        by=world.person("odile"),
        at=world.clock.now,
    )
    world.clock.tick()

    on_call = [one for one in world.feed("yann") if "Malik" not in one.summary]
    assert ["Yann" in one.summary for one in on_call] == [True, False]
    assert on_call[1].uid == str(shift.uid)
    change = PublishedChange.objects.get()
    assert (change.starts_at, change.ends_at) == (hours.starts_at, hours.ends_at)


def test_of_a_shared_seat_each_carries_her_hours(world):
    period = world.on_duty("camille")
    half = int((period.ends_at - period.starts_at).total_seconds() // 120)
    give_hours(world, period, 0, half, "yann")

    board = load_board(
        world.team, period.starts_at, period.ends_at, at=world.clock.now, draft=False
    )
    carried = loads(board.agenda, board.agenda.plan.slots)

    points = {key: carried[world.member(key).pk].points for key in ("camille", "yann")}
    assert points == {"camille": 5000, "yann": 5000}


def test_whoever_shares_a_seat_is_told_when_it_becomes_anothers(world):
    period = world.on_duty("camille", "malik")
    give_hours(world, period, 0, 600, "yann")

    give(world, period, "lena")
    go(world)

    told = {one.person.name: one.data for one in Notice.objects.all()}
    assert set(told) == {"Camille Roux", "Yann Guérin", "Lena Blanc"}
    assert told["Yann Guérin"]["lost"] == [[period.pk, "on_call"]]
    assert [row.membership for row in period.shifts.filter(seat=Seat.ON_CALL)] == [
        world.member("lena")
    ]
