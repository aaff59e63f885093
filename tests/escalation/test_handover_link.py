"""The link in Monday's reminder: whose it is, and for how long."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser

from escalation.permissions import HANDOVER_LINK
from rota.links import make_token
from rota.models import Period, Seat, Shift

MONDAY = datetime(2026, 11, 23, 8, 30)


@pytest.fixture
def period(world, clock) -> Period:
    """The weekend of 21 November, Camille's; it is Monday morning."""
    period = world.on_duty("camille", backup="malik")
    clock.set(MONDAY)
    return period


@pytest.fixture
def link(period) -> str:
    """The address in Camille's reminder."""
    return link_of(period.shifts.get(seat=Seat.ON_CALL))


def link_of(shift: Shift) -> str:
    return f"/handover/{make_token(HANDOVER_LINK, shift.pk, shift.revision)}"


def test_link_of_another_shift_or_made_up_opens_nothing(period, link):
    backup = period.shifts.get(seat=Seat.BACKUP)

    assert Browser().open(link_of(backup)).status == 404
    assert Browser().open(f"{link[:-1]}x").status == 404


def test_link_is_withdrawn_when_the_shift_is_somebody_elses(period, link, world):
    shift = period.shifts.get(seat=Seat.ON_CALL)
    shift.membership, shift.revision = world.member("ines"), 1
    shift.save()

    assert Browser().open(link).status == 404
    assert Browser().open(link_of(shift)).status == 200


def test_link_ends_after_a_week(link, clock):
    clock.set(datetime(2026, 11, 30, 7, 59))
    assert Browser().open(link).status == 200

    clock.set(datetime(2026, 11, 30, 8, 1))
    page = Browser().open(link)

    assert page.status == 410
    page.sees("This handover is over")


def test_link_of_somebody_who_left_shows_nothing(link, world, clock):
    camille = world.member("camille")
    camille.until_on = MONDAY.date() - timedelta(days=1)
    camille.save()

    assert Browser().open(link).status == 403
