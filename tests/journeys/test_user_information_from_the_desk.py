"""Saturday, 09:30: the storm closes the parks; the information desk calls."""

from datetime import datetime


def test_user_information_from_the_desk(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 9, 30))

    desk = world.desk(caller).calls("user_info", "Parcs fermés jusqu'à 18 h")
    text = world.phone("camille").expect("INFO USAGERS", "sam 09h30", "Parcs fermés")
    text.tap_link().press("I take it")

    desk.reload().sees("Urgent user information: Parcs fermés", "Taken by Camille R.")
    clock.forward(minutes=55)
    world.phone("malik").silence()


def test_desk_may_not_raise_a_crisis(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 9, 30))

    desk = world.desk(caller).calls("crisis", "Parcs fermés")

    desk.sees("Nobody has been called yet", "This link cannot call for that case")
    assert world.incident() is None
