"""The machinery dies: the first text leaves all the same, everybody is told,
and when it comes back the ladder goes on where it stopped."""

from datetime import datetime


def test_queue_dead_then_back(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 0))
    clock.forward(minutes=1)
    clock.dispatcher_runs = clock.queue_runs = False
    clock.forward(minutes=9)

    desk = world.desk(cabinet)
    desk.sees("not working as it should", "02 40 41 90 00")
    desk.calls("crisis", "Fumées visibles")
    world.phone("camille").expect("CRISE")
    clock.forward(minutes=30)
    world.phone("camille").silence()

    clock.dispatcher_runs = clock.queue_runs = True
    clock.tick()
    world.phone("camille").expect("CRISE")
    clock.forward(minutes=5)
    world.phone("malik").expect("CRISE").tap_link().press("I take it")
    clock.forward(hours=1)


def test_dispatcher_alone_is_enough(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 0))
    clock.queue_runs = False
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    world.phone("camille").expect("CRISE")

    clock.forward(minutes=5)

    world.phone("camille").expect("CRISE")


def test_queue_alone_is_enough(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 0))
    clock.dispatcher_runs = False
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    world.phone("camille").expect("CRISE")

    clock.forward(minutes=5)

    world.phone("camille").expect("CRISE")
