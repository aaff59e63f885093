"""Saturday, 14:02: Camille has been texted, and her telephone rings."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from people import phone_of
from twilio_double import TwilioDouble

from escalation.models import Incident, Page

SITE = "https://astreinte.example"
SATURDAY = datetime(2026, 11, 21, 14, 2)


@pytest.fixture
def twilio(settings, clock):
    """The double, with a number to ring from; our address is behind a proxy."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings(TWILIO_VOICE_FROM="+33937980000").items():
            setattr(settings, name, value)
        settings.SITE_URL = SITE
        yield double
        assert double.violations == []


@pytest.fixture
def poster():
    """Whoever posts: no session, and CSRF is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ring(twilio, world, clock) -> Callable[..., Incident]:
    """`ring(title=…)`: a crisis; the first text leaves, then the first call."""

    def trigger(**facts: object) -> Incident:
        clock.set(SATURDAY)
        world.on_duty("camille", backup="malik")
        incident = world.trigger(**facts)
        clock.tick()
        return incident

    return trigger


@pytest.fixture
def incident(ring) -> Incident:
    """Camille has been texted, and her telephone rings."""
    return ring()


@pytest.fixture
def call(twilio, incident):
    """The call, as Twilio has it."""
    (call,) = twilio.phones.rung
    assert call.to == phone_of("camille")
    return call


@pytest.fixture
def page(incident) -> Page:
    """The call, as we have it."""
    return incident.pages.get(channel="voice")
