"""Who is on call at an instant: what is published counts, and nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from rota import duty as rota_duty
from rota.duty import Duty, holders, is_at_work, lead_ids, next_duty, next_opening
from rota.models import DraftSeat, Membership, Role, Seat, Shift, Team

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def duty_at(team: Team, at: datetime) -> Duty:
    """What the pages are told; what the ladder is told must be the same."""
    duty = rota_duty.duty_at(team, at)
    seats = {Seat.ON_CALL: duty.on_call, Seat.BACKUP: duty.backup}
    held = {seat: member.person_id for seat, member in seats.items() if member}
    assert holders([team], at) == {team.pk: held}
    return duty


def leads(team: Team, at: datetime) -> list[Membership]:
    """The same for those who lead."""
    members = rota_duty.leads(team, at)
    assert lead_ids([team], at) == {team.pk: tuple(m.person_id for m in members)}
    return members


def test_both_seats_and_the_end_are_told(world):
    period = world.on_duty("camille", backup="malik", at=SATURDAY)

    duty = duty_at(world.team, SATURDAY)

    assert duty.period == period
    assert duty.on_call == world.member("camille")
    assert duty.backup == world.member("malik")
    assert duty.until == period.ends_at
    assert not duty.uncovered


def test_a_duty_starts_with_its_first_instant_and_ends_before_its_last(world):
    period = world.on_duty("camille", at=SATURDAY)

    assert duty_at(world.team, period.starts_at - SECOND).on_call is None
    assert duty_at(world.team, period.starts_at).on_call == world.member("camille")
    assert duty_at(world.team, period.ends_at - SECOND).on_call
    assert duty_at(world.team, period.ends_at).period is None


def test_nobody_is_on_call_while_people_are_at_work(world, clock):
    world.on_duty("camille", at=SATURDAY)

    duty = duty_at(world.team, clock.now)

    assert duty == duty_at(Team.objects.create(name="Presse", slug="p"), SATURDAY)
    assert (duty.period, duty.on_call, duty.backup, duty.until) == (None,) * 4
    assert not duty.uncovered


def test_an_unpublished_period_is_no_duty(world):
    period = world.weekend(SATURDAY)
    DraftSeat.objects.create(
        period=period,
        seat=Seat.ON_CALL,
        membership=world.member("camille"),
        at=world.clock.now,
    )

    assert duty_at(world.team, SATURDAY).period is None


def test_a_draft_changes_nothing_of_what_is_published(world):
    period = world.on_duty("camille", at=SATURDAY)
    DraftSeat.objects.create(
        period=period,
        seat=Seat.ON_CALL,
        membership=world.member("yann"),
        at=world.clock.now,
    )

    assert duty_at(world.team, SATURDAY).on_call == world.member("camille")


def test_a_period_published_without_anybody_is_uncovered(world):
    period = world.on_duty("", backup="malik", at=SATURDAY)

    duty = duty_at(world.team, SATURDAY)

    assert duty.uncovered
    assert duty.backup == world.member("malik")
    assert duty.until == period.ends_at


def test_of_a_shared_weekend_the_one_whose_hours_they_are_is_on_call(world):
    period = world.on_duty("camille", at=SATURDAY)
    period.shifts.update(ends_at=SATURDAY)
    Shift.objects.create(
        period=period,
        seat=Seat.ON_CALL,
        membership=world.member("yann"),
        starts_at=SATURDAY,
        ends_at=period.ends_at,
        uid=uuid4(),
        changed_at=world.clock.now,
    )

    before, after = (
        duty_at(world.team, SATURDAY - SECOND),
        duty_at(world.team, SATURDAY),
    )

    assert (before.on_call, before.until) == (world.member("camille"), SATURDAY)
    assert (after.on_call, after.until) == (world.member("yann"), period.ends_at)


def test_the_people_come_with_their_names(world, django_assert_num_queries):
    world.on_duty("camille", backup="malik", at=SATURDAY)

    with django_assert_num_queries(2):
        duty = rota_duty.duty_at(world.team, SATURDAY)
        assert duty.on_call.person.name == "Camille Roux"
        assert duty.backup.team.name == world.team.name


def test_the_next_duty_is_the_first_one_to_come(world):
    world.on_duty("camille", at=SATURDAY)
    world.on_duty("yann", backup="lena", at=SATURDAY + timedelta(days=7))

    before = next_duty(world.team, SATURDAY - timedelta(days=2))
    during = next_duty(world.team, SATURDAY)

    assert before.membership.person.name == "Camille Roux"
    assert during.membership.person.name == "Yann Guérin"
    assert during.seat == Seat.ON_CALL


def test_a_backup_alone_is_not_the_next_duty(world):
    world.on_duty("", backup="lena", at=SATURDAY)
    world.on_duty("yann", at=SATURDAY + timedelta(days=7))

    found = next_duty(world.team, SATURDAY - timedelta(days=2))

    assert found.membership.person.name == "Yann Guérin"


def test_a_shift_of_an_unpublished_period_is_not_the_next_duty(world):
    period = world.on_duty("camille", at=SATURDAY)
    period.published_at = None
    period.save()

    assert next_duty(world.team, SATURDAY - timedelta(days=2)) is None


def test_there_is_no_next_duty_while_nothing_is_published(world):
    assert next_duty(world.team, SATURDAY) is None


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        (SATURDAY, datetime(2026, 11, 23, 7, tzinfo=UTC)),
        # a Wednesday evening
        (
            datetime(2026, 11, 18, 20, tzinfo=UTC),
            datetime(2026, 11, 19, 7, tzinfo=UTC),
        ),
        # Christmas, a Friday
        (
            datetime(2026, 12, 24, 20, tzinfo=UTC),
            datetime(2026, 12, 28, 7, tzinfo=UTC),
        ),
        # Easter Sunday 2027, on the day when clocks go forward
        (datetime(2027, 3, 28, 12, tzinfo=UTC), datetime(2027, 3, 30, 6, tzinfo=UTC)),
    ],
)
def test_what_can_wait_is_read_when_work_starts_again(team, at, opening):
    assert next_opening(team, at) == opening


def test_a_published_period_outside_the_week_shape_counts_as_off(world):
    period = world.on_duty("camille", at=SATURDAY)
    period.ends_at += timedelta(days=1)
    period.save()

    assert next_opening(world.team, SATURDAY) == datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_leads_are_those_of_the_day(world):
    odile, yann = world.member("odile"), world.member("yann")
    yann.role, yann.from_on = Role.LEAD, SATURDAY.date()
    yann.save()

    assert leads(world.team, SATURDAY - timedelta(days=1)) == [odile]
    assert leads(world.team, SATURDAY) == [odile, yann]

    odile.until_on = SATURDAY.date()
    odile.save()

    assert leads(world.team, SATURDAY) == [odile, yann]
    assert leads(world.team, SATURDAY + timedelta(days=1)) == [yann]


def test_a_lead_who_may_not_sign_in_any_more_is_none(world):
    odile = world.person("odile")
    odile.is_active = False
    odile.save()

    assert leads(world.team, SATURDAY) == []


def test_seat_of_somebody_who_has_left_is_empty(world, clock):
    period = world.on_duty("camille", backup="malik")
    member = world.member("camille")
    member.until_on = period.starts_at.date()
    member.save()

    first_night = duty_at(world.team, period.starts_at)
    next_day = duty_at(world.team, period.starts_at + timedelta(hours=12))

    assert first_night.on_call == member
    assert next_day.on_call is None
    assert next_day.uncovered
    assert next_day.backup == world.member("malik")


def test_many_teams_are_asked_about_in_three_questions(
    world, django_assert_num_queries
):
    world.on_duty("camille", backup="malik", at=SATURDAY)
    empty = Team.objects.create(name="Presse", slug="p")

    with django_assert_num_queries(3):
        held = holders([world.team, empty], SATURDAY)
        leading = lead_ids([world.team, empty], SATURDAY)

    camille, malik = world.person("camille").pk, world.person("malik").pk
    assert held == {world.team.pk: {"on_call": camille, "backup": malik}, empty.pk: {}}
    assert leading == {world.team.pk: (world.person("odile").pk,), empty.pk: ()}


@pytest.mark.parametrize(
    ("moment", "at_work"),
    [
        ((2026, 11, 24, 7, 59), False),  # a Tuesday
        ((2026, 11, 24, 8, 0), True),
        ((2026, 11, 24, 17, 59), True),
        ((2026, 11, 24, 18, 0), False),
        ((2026, 11, 24, 3, 0), False),
        ((2026, 11, 27, 18, 0), False),  # a Friday evening
        ((2026, 11, 28, 12, 0), False),
        ((2026, 11, 30, 8, 0), True),
        ((2026, 11, 11, 10, 0), False),  # a public holiday
        ((2027, 7, 14, 10, 0), False),  # no row of the rota goes so far
    ],
)
def test_office_hours_are_those_around_the_weekends(team, moment, at_work):
    assert is_at_work(team, datetime(*moment, tzinfo=team.zone)) == at_work


def test_week_that_tells_no_office_hours_leaves_working_days(team):
    team.starts_time, team.ends_time = team.ends_time, team.starts_time

    assert is_at_work(team, datetime(2026, 11, 24, 3, tzinfo=team.zone))
    assert not is_at_work(team, datetime(2026, 11, 28, 12, tzinfo=team.zone))
