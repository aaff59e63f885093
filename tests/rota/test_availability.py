"""From days people entered to weekends they can hold."""

from datetime import date, datetime, timedelta

import pytest
from drafting import give
from people import local

from rota import availability
from rota.board.reading import as_slot, load_board
from rota.core import conflicts as found
from rota.core.balance import fair_shares
from rota.core.conflicts import conflicts
from rota.models import Absence, AbsenceCalendar, Period, Seat


@pytest.fixture
def friday(team) -> date:
    """The day the team's first weekend starts on."""
    return team.periods.first().starts_at.astimezone(team.zone).date()


def say(world, key: str, first: date, last: date | None = None, **fields) -> Absence:
    return Absence.objects.create(
        person=world.person(key),
        first_on=first,
        last_on=last or first,
        at=world.clock.now,
        **{"kind": "cannot"} | fields,
    )


def read(world, period: Period | None = None) -> availability.Availability:
    period = period or world.team.periods.first()
    return availability.read(
        world.team.memberships.all(), [as_slot(period, world.team)]
    )


def pair(world, key: str, period: Period | None = None) -> tuple[int, int]:
    return world.member(key).pk, (period or world.team.periods.first()).pk


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_one_day_of_a_weekend_is_enough_to_be_away(world, friday, after):
    say(world, "camille", friday + timedelta(days=after))

    assert read(world).absent == {pair(world, "camille")}


@pytest.mark.parametrize("after", [-1, 4])
def test_the_days_beside_a_weekend_do_not_touch_it(world, friday, after):
    say(world, "camille", friday + timedelta(days=after))

    assert read(world) == availability.Availability()


def test_the_worst_of_the_days_counts_for_the_weekend(world, friday):
    say(world, "camille", friday, kind="gladly")
    say(world, "yann", friday, kind="gladly")
    say(world, "yann", friday + timedelta(days=1), kind="rather_not")

    known = read(world)

    assert known.willing == {pair(world, "camille")}
    assert known.reluctant == {pair(world, "yann")}
    assert not known.absent


def test_her_word_goes_before_her_calendar(world, team, friday):
    calendar = AbsenceCalendar.objects.create(
        person=world.person("camille"),
        team=team,
        rule="away",
        created_at=world.clock.now,
    )
    weekend = friday, friday + timedelta(days=3)
    say(world, "camille", *weekend, calendar=calendar)
    assert read(world).absent

    say(world, "camille", *weekend, kind="gladly")

    assert read(world).willing == {pair(world, "camille")}
    assert not read(world).absent


def test_a_long_leave_goes_before_everything(world, friday):
    say(world, "camille", friday, friday + timedelta(days=90), exempt=True)
    say(world, "camille", friday, friday + timedelta(days=3), kind="gladly")

    known = read(world)

    assert known.absent == known.exempt == {pair(world, "camille")}
    assert not known.willing


@pytest.mark.parametrize("exempt", [False, True])
def test_only_a_long_leave_takes_the_share_away(world, team, friday, exempt):
    say(world, "camille", friday, friday + timedelta(days=3), exempt=exempt)
    period = team.periods.first()

    board = load_board(
        team, period.starts_at, period.ends_at, at=world.clock.now, draft=True
    )
    shares = fair_shares(board.agenda.plan, board.slot(period), Seat.ON_CALL)

    assert (world.member("camille").pk not in shares) == exempt
    assert sum(shares.values()) in range(9990, 10001)


def test_somebody_drafted_who_becomes_absent_is_a_conflict(world, team, friday):
    period = team.periods.first()
    give(world, period, "camille")

    say(world, "camille", friday + timedelta(days=1))
    board = load_board(
        team, period.starts_at, period.ends_at, at=world.clock.now, draft=True
    )

    wrong = conflicts(board.agenda, [board.slot(period)])
    assert [one.code for one in wrong[period.pk, Seat.ON_CALL]] == [found.ABSENT]


def test_a_day_is_a_day_on_the_teams_clock(world, team):
    """Sunday 28 March 2027 has 23 hours in Paris; in Nouméa it begins on Saturday."""
    ends_at = local(team, date(2027, 3, 28), datetime(2027, 3, 28, 23, 59).time())
    period = Period.objects.create(
        team=team,
        starts_at=ends_at - timedelta(hours=3),
        ends_at=ends_at,
        kind="holiday",
    )
    say(world, "camille", date(2027, 3, 28))
    say(world, "yann", date(2027, 3, 29))

    assert read(world, period).absent == {pair(world, "camille", period)}
    team.time_zone = "Pacific/Noumea"
    team.save()
    assert read(world, period).absent == {pair(world, "yann", period)}


def test_the_clock_change_moves_no_day(world, team):
    weekend = Period.objects.get(
        team=team,
        starts_at=local(team, date(2027, 3, 26), team.starts_time),
    )
    say(world, "camille", date(2027, 3, 29))
    say(world, "yann", date(2027, 3, 30))

    assert read(world, weekend).absent == {pair(world, "camille", weekend)}


def test_who_cannot_on_one_day(world, friday):
    for key in ("camille", "lena"):
        say(world, key, friday)
    say(world, "lena", friday, kind="gladly")
    say(world, "yann", friday, kind="rather_not")
    say(world, "ines", friday - timedelta(days=3), friday - timedelta(days=1))
    say(world, "malik", friday)
    people = [world.person(key).pk for key in ("camille", "lena", "yann", "ines")]

    absent = availability.absent_on(people, friday)

    assert absent == {world.person("camille").pk, world.person("lena").pk}
