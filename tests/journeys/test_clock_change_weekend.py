"""The two weekends when clocks change: 61 hours in March, 63 in October."""

from datetime import datetime

import pytest

MARCH, OCTOBER = datetime(2027, 3, 26, 12), datetime(2027, 10, 29, 12)


@pytest.mark.parametrize(("friday", "hours"), [(MARCH, 61), (OCTOBER, 63)])
def test_calendar_shows_the_true_length(world, clock, friday, hours):
    clock.set(friday)
    world.publish(on_call="camille", backup="malik")

    (event,) = world.feed("camille", own=True)

    assert (event.ends_at - event.starts_at).total_seconds() == hours * 3600


def test_night_that_loses_an_hour(world, clock, cabinet):
    clock.set(MARCH)
    world.publish(on_call="camille", backup="malik")
    clock.set(datetime(2027, 3, 28, 1, 58))
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    world.phone("camille").expect("dim 01h58")

    clock.forward(minutes=5)

    # 02:03 does not exist that night; the second call is five true minutes later
    page = world.phone("camille").expect("CRISE").tap_link()
    page.press("I take it").sees("You took it at 03:03")


def test_last_hour_of_the_duty_is_the_local_one(world, clock, cabinet):
    clock.set(OCTOBER)
    world.publish(on_call="camille", backup="malik")
    clock.set(datetime(2027, 11, 1, 7, 59))
    world.desk(cabinet).sees("On call now: Camille R.")
    clock.set(datetime(2027, 11, 1, 8, 0))
    world.desk(cabinet).sees("Nobody is on call now")
