"""A call whose caller is told, and whoever works on it."""

from datetime import datetime
from uuid import uuid4

import pytest
from told import MOBILE

from escalation import actions
from escalation.models import Telling


@pytest.fixture
def told(world, clock, cabinet):
    """`told("sms", MOBILE)`: a call of the cabinet, whose caller is told this way."""
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")

    def call(way: str = Telling.SMS, to: str = MOBILE, **fields):
        call = {"case": "user_info", "title": "Parc fermé", "caller": cabinet}
        raised = actions.trigger(
            team=world.team,
            **call | fields,
            told=(way, to),
            request_key=uuid4(),
            by=None,
            at=clock.now,
        )
        clock.tick()
        world.phone("camille").expect("Parc fermé")
        return raised

    return call


@pytest.fixture
def at_work(world, clock, team):
    """What Camille does about a call, a minute after the last thing."""

    def do(what, incident, **more):
        clock.forward(minutes=1)
        by = world.person("camille")
        done = what(incident_id=incident.pk, by=by, at=clock.now, **more)
        clock.tick()
        return done

    return do
