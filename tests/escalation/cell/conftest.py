"""A crisis that Camille has, and the first calls of its cell."""

from datetime import datetime

import pytest
from convening import name

from escalation.actions.convening import open_cell

SATURDAY = datetime(2026, 11, 28, 21, 10)


@pytest.fixture
def incident(world, clock, cabinet):
    """Smoke over the works; Camille took it."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    name(world)
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
    incident.refresh_from_db()
    return incident


@pytest.fixture
def does(world, incident):
    """`does(open_cell, "camille")`"""

    def act(action, who, /, **more):
        said = {"by": world.person(who), "at": world.clock.now}
        return action(incident_id=incident.pk, **said, **more)

    return act


@pytest.fixture
def opened(does, clock):
    """Camille opens it; three people are called."""
    does(open_cell, "camille")
    clock.tick()
