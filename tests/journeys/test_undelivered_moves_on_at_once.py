"""Camille's phone is off: nobody waits for an answer that cannot come."""

import pytest


@pytest.fixture
def desk(world, clock, night, cabinet):
    world.phone("camille").becomes("unreachable")
    desk = world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()
    return desk


def test_undelivered_moves_on_at_once(world, clock, desk):
    assert world.phone("malik").expect("CRISE").at == clock.now


def test_phone_that_is_on_again_is_called_in_the_next_round(world, clock, desk):
    world.phone("malik").expect("CRISE")

    world.phone("camille").becomes("normal")
    clock.forward(minutes=12)

    world.phone("odile").expect("CRISE")
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
