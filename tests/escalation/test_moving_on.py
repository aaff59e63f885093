"""Calls that are handed back climb the ladder again."""

from datetime import datetime

import pytest

from escalation import actions
from escalation.models import Incident


@pytest.fixture
def called(world, clock) -> Incident:
    """Saturday, 02:10: Camille has the text."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    return incident


def take(world, incident, who: str) -> None:
    actions.take(
        incident_id=incident.pk, by=world.person(who), via="link", at=world.clock.now
    )


def pass_on(world, incident, who: str) -> None:
    actions.pass_on(
        incident_id=incident.pk, by=world.person(who), via="link", at=world.clock.now
    )


def test_call_handed_back_twice_is_texted_twice(world, clock, called):
    for _ in range(2):
        take(world, called, "camille")
        clock.forward(minutes=3)

        pass_on(world, called, "camille")
        clock.tick()

        world.phone("malik").expect("CRISE")
