"""A comment under a post can wait until Monday: nobody is called."""

from datetime import datetime


def test_it_can_wait(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 15, 0))

    desk = world.desk(caller).calls("wait", "Une question sous la publication")

    desk.sees("Nobody was called", "Mon 23 Nov")
    clock.forward(hours=41)
    world.no_surprises()
    world.office("odile").open("/t/edition/monday/").sees("Une question sous")


def test_it_became_urgent(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 15, 0))
    desk = world.desk(caller).calls("wait", "Une branche sur le chemin")

    desk.follow("it has become urgent").calls("user_info", "Chemin fermé")

    world.phone("camille").expect("INFO USAGERS", "Chemin ferm")
