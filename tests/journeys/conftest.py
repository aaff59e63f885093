"""Journeys whose provider is Twilio's stand-in instead of the test phones."""

from collections.abc import Iterator

import pytest
from twilio_double import TwilioDouble


@pytest.fixture
def twilio(clock, settings) -> Iterator[TwilioDouble]:
    """The real client against a strict stand-in, on the test's clock."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert not double.violations, double.violations
