"""Making the periods of the coming months, and drawing them anew."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from rota.actions.periods import extend_periods, redraw_periods
from rota.actions.settings import change_settings
from rota.models import DraftSeat, Membership, Period, Person, Seat, Shift, Team

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 18, 8, tzinfo=UTC)
NEW_YEAR = date(2026, 12, 31)


@pytest.fixture
def bare_team():
    return Team.objects.create(name="Édition", slug="bare")


@pytest.fixture
def camille(bare_team):
    person = Person.objects.create_user(
        "camille@ville.example", name="Camille Roux", created_at=WEDNESDAY
    )
    return Membership.objects.create(
        team=bare_team, person=person, from_on=date(2025, 1, 1)
    )


@pytest.fixture
def extend(bare_team):
    def extend(until=NEW_YEAR, at=WEDNESDAY, **more):
        return extend_periods(team=bare_team, until=until, by=None, at=at, **more)

    return extend


def starts(team) -> list[date]:
    return [
        one.starts_at.astimezone(team.zone).date() for one in team.periods.iterator()
    ]


def publish(period, membership=None):
    """As a publication leaves it, long ago."""
    period.published_at = WEDNESDAY - timedelta(days=30)
    period.uncovered = membership is None
    period.save()
    if membership:
        Shift.objects.create(
            period=period,
            seat=Seat.ON_CALL,
            membership=membership,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            uid=uuid4(),
            changed_at=period.published_at,
        )


def test_periods_of_the_coming_weeks_are_added(bare_team, extend):
    added = extend()

    assert added == 7
    assert starts(bare_team) == [
        date(2026, 11, 20),
        date(2026, 11, 27),
        date(2026, 12, 4),
        date(2026, 12, 11),
        date(2026, 12, 18),
        date(2026, 12, 24),
        date(2026, 12, 31),
    ]


def test_a_period_knows_its_kind_and_its_holidays(bare_team, extend):
    extend()

    christmas = bare_team.periods.get(starts_at__date=date(2026, 12, 24))

    assert christmas.kind == "long_weekend"
    assert christmas.holidays == ["2026-12-25"]
    assert christmas.ends_at == datetime(2026, 12, 28, 7, tzinfo=UTC)
    assert christmas.published_at is None


def test_off_hours_that_are_going_on_are_the_first(bare_team, extend):
    extend(at=datetime(2026, 11, 21, 12, tzinfo=UTC))

    assert starts(bare_team)[0] == date(2026, 11, 20)


def test_a_period_that_just_ended_is_not_added(bare_team, extend):
    extend(at=datetime(2026, 11, 23, 7, tzinfo=UTC))

    assert starts(bare_team)[0] == date(2026, 11, 27)


def test_the_past_is_added_when_a_first_day_says_so(bare_team, extend):
    extend(first=date(2026, 11, 1))

    # the weekend of All Saints' Day was going on that morning
    assert starts(bare_team)[:3] == [
        date(2026, 10, 30),
        date(2026, 11, 6),
        date(2026, 11, 10),
    ]


def test_extending_again_adds_nothing(bare_team, extend):
    extend()
    before = list(bare_team.periods.values())

    assert extend() == 0
    assert list(bare_team.periods.values()) == before


def test_extending_further_adds_only_what_is_missing(bare_team, extend):
    extend(until=date(2026, 12, 5))

    assert extend() == 4
    assert len(set(starts(bare_team))) == 7


def test_an_existing_period_of_another_shape_is_not_overlapped(bare_team, extend):
    odd = Period.objects.create(
        team=bare_team,
        starts_at=datetime(2026, 11, 28, 8, tzinfo=UTC),
        ends_at=datetime(2026, 11, 29, 20, tzinfo=UTC),
        kind="weekend",
    )

    extend()

    periods = list(bare_team.periods.all())
    assert odd in periods
    assert len(periods) == 7
    assert all(one.ends_at <= after.starts_at for one, after in pairwise(periods))


def test_periods_of_another_team_are_left_alone(bare_team, extend):
    other = Team.objects.create(name="Presse", slug="press")
    extend()

    assert extend_periods(team=other, until=NEW_YEAR, by=None, at=WEDNESDAY) == 7
    assert bare_team.periods.count() == 7


def test_overseas_weekends_start_on_the_teams_own_clock(bare_team, extend):
    bare_team.time_zone, bare_team.holiday_region = "Indian/Reunion", "FR-974"
    bare_team.save()

    extend()

    first = bare_team.periods.first()
    abolition = bare_team.periods.get(starts_at__date=date(2026, 12, 18))
    assert first.starts_at == datetime(2026, 11, 20, 14, tzinfo=UTC)
    assert abolition.holidays == ["2026-12-20"]


def change_week(team, at=WEDNESDAY, **values):
    return change_settings(team=team, values=values, by=None, at=at)


def test_a_new_week_redraws_what_nobody_holds(bare_team, extend):
    extend()

    redrawn = change_week(bare_team, starts_weekday=5, starts_time=time(9))

    assert (redrawn.removed, redrawn.added, len(redrawn.kept)) == (7, 7, 0)
    assert starts(bare_team)[:2] == [date(2026, 11, 21), date(2026, 11, 28)]
    assert bare_team.periods.first().starts_at == datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_what_is_published_held_or_drafted_stays_as_it_was(bare_team, camille, extend):
    extend()
    published, uncovered, drafted, *_free = bare_team.periods.all()
    publish(published, camille)
    publish(uncovered)
    DraftSeat.objects.create(
        period=drafted, seat=Seat.BACKUP, membership=camille, at=WEDNESDAY
    )
    before = {(one.pk, one.starts_at) for one in (published, uncovered, drafted)}

    redrawn = change_week(bare_team, starts_time=time(17, 30))

    assert (redrawn.removed, redrawn.added, len(redrawn.kept)) == (4, 4, 3)
    assert before <= set(bare_team.periods.values_list("pk", "starts_at"))
    assert DraftSeat.objects.count() == 1
    assert Shift.objects.count() == 1


def test_the_weekend_going_on_is_not_redrawn(bare_team, extend):
    extend()
    saturday = datetime(2026, 11, 21, 12, tzinfo=UTC)

    change_week(bare_team, at=saturday, starts_time=time(17))

    first, second, *_later = bare_team.periods.all()
    assert first.starts_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert second.starts_at == datetime(2026, 11, 27, 16, tzinfo=UTC)


def test_a_new_region_redraws_only_the_weekends_it_changes(bare_team, extend):
    extend(until=date(2027, 4, 30))
    before = set(bare_team.periods.values_list("pk", flat=True))

    redrawn = change_week(bare_team, holiday_region="FR-6AE")

    # St Stephen's Day 2026 is on the Christmas weekend; Good Friday 2027
    assert (redrawn.removed, redrawn.added, len(redrawn.kept)) == (2, 2, 0)
    assert len(before & set(bare_team.periods.values_list("pk", flat=True))) == (
        len(before) - 2
    )


def test_redrawing_reaches_as_far_as_before_and_no_further(bare_team, extend):
    extend()

    change_week(bare_team, starts_weekday=5)
    change_week(bare_team, starts_weekday=4)

    assert starts(bare_team)[-1] == NEW_YEAR
    assert bare_team.periods.count() == 7


def test_redrawing_stops_where_the_last_period_ended(bare_team, extend):
    extend()  # the last one ends on Monday 4 January at 08:00

    change_week(bare_team, starts_weekday=0, ends_weekday=1)

    assert starts(bare_team)[-1] < date(2027, 1, 4)


def test_a_shift_keeps_its_period_even_unpublished(bare_team, camille, extend):
    extend()
    held = bare_team.periods.first()
    publish(held, camille)
    Period.objects.update(published_at=None)

    redrawn = change_week(bare_team, starts_weekday=5)

    assert len(redrawn.kept) == 1
    assert bare_team.periods.filter(pk=held.pk).exists()


def test_the_same_week_again_redraws_nothing(bare_team, extend):
    extend()
    before = list(bare_team.periods.values())

    redrawn = redraw_periods(team=bare_team, by=None, at=WEDNESDAY)

    assert (redrawn.removed, redrawn.added, len(redrawn.kept)) == (0, 0, 0)
    assert list(bare_team.periods.values()) == before


def test_a_team_without_periods_gets_none_by_a_change(bare_team):
    change_week(bare_team, starts_time=time(17))

    assert bare_team.periods.count() == 0


def test_a_published_weekend_without_a_seat_is_not_lost(bare_team, extend):
    # published as uncovered: no shift, but people were told of its dates
    extend()
    publish(bare_team.periods.first())

    change_week(bare_team, starts_weekday=5)

    assert bare_team.periods.filter(uncovered=True).count() == 1
