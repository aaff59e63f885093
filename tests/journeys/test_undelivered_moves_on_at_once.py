"""Camille's phone is off: nobody waits for an answer that cannot come."""

from datetime import datetime


def test_undelivered_moves_on_at_once(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    world.phone("camille").becomes("unreachable")
    clock.set(datetime(2026, 11, 21, 2, 10))

    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()

    assert world.phone("malik").expect("CRISE").at == clock.now


def test_phone_that_is_on_again_is_called_in_the_next_round(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    world.phone("camille").becomes("unreachable")
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()
    world.phone("malik").expect("CRISE")

    world.phone("camille").becomes("normal")
    clock.forward(minutes=12)

    world.phone("odile").expect("CRISE")
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
