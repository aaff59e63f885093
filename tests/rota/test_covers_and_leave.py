"""A colleague's own days count when she is asked to hold somebody's hours, and again
when she answers."""

from datetime import timedelta

import pytest

from rota.actions.absences import enter
from rota.actions.covers import CannotAskError, answer, ask
from rota.core.absences import CANNOT, Stretch
from rota.core.hours import Hours
from rota.covers.reading import hours_of
from rota.models import Membership, Seat, Shift

SATURDAY = timedelta(days=1)


@pytest.fixture
def shift(world) -> Shift:
    """Camille's coming weekend, Friday 18:00 to Monday 08:00."""
    return world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)


def is_away(world, key: str, day) -> None:
    person = world.person(key)
    enter(
        person=person, stretch=Stretch(day, day, CANNOT), by=person, at=world.clock.now
    )


def asked(world, shift: Shift, hours: Hours, key: str):
    return ask(
        shift=shift,
        hours=hours,
        whom=world.member(key),
        given=None,
        by=Membership.objects.get(pk=shift.membership_id),
        at=world.clock.now,
    )


def says_yes(world, request, key: str):
    row = request.answers.get(membership=world.member(key))
    return answer(answer_id=row.pk, yes=True, by=world.person(key), at=world.clock.now)


def first_day(world, shift: Shift):
    return shift.starts_at.astimezone(world.team.zone).date()


def test_a_colleague_on_leave_since_cannot(world, shift):
    request = asked(world, shift, hours_of(shift), "yann")
    is_away(world, "yann", first_day(world, shift))

    assert says_yes(world, request, "yann").result == "cannot"


def test_whoever_is_away_is_not_asked(world, shift):
    is_away(world, "yann", first_day(world, shift) + SATURDAY)

    with pytest.raises(CannotAskError):
        asked(world, shift, hours_of(shift), "yann")


def test_a_day_off_leaves_the_hours_of_the_other_days(world, shift):
    is_away(world, "yann", first_day(world, shift) + SATURDAY)
    sunday = shift.starts_at + 2 * SATURDAY
    hours = Hours(sunday, sunday + timedelta(hours=6))

    request = asked(world, shift, hours, "yann")

    assert says_yes(world, request, "yann").result != "cannot"
