"""The provider does not answer: the same people by e-mail, one after the other,
and everybody who looks is told to use the telephone."""

import pytest
from django.core import mail


@pytest.fixture(autouse=True)
def nobody_listens(twilio, settings):
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:1"


def test_provider_down(clock, desk):
    clock.forward(minutes=1)

    called = [message.to[0].split("@")[0] for message in mail.outbox]
    assert list(dict.fromkeys(called)) == ["camille", "malik", "odile"]
    desk.reload().sees("did not get through", "E-mail to Camille R. instead")


def test_link_in_the_email_takes_the_call(world, clock, desk):
    clock.forward(minutes=1)

    world.mail("malik", "Fumées visibles").tap_link().press("I take it")

    desk.reload().sees("Taken by Malik T.")
