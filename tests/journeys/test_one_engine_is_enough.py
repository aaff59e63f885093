"""Dispatcher and queue both advance the ladder: either one is enough."""

import pytest


@pytest.mark.parametrize("dead", ["queue_runs", "dispatcher_runs"])
def test_one_engine_is_enough(world, clock, called, dead):
    setattr(clock, dead, False)

    clock.forward(minutes=5)

    world.phone("camille").expect("CRISE")


def test_both_at_once_send_one_text(world, clock, called):
    clock.forward(minutes=5)

    world.phone("camille").expect("CRISE")
    world.phone("camille").silence()
