"""The provider does not answer: the same people by e-mail, one after the other,
and everybody who looks is told to use the telephone."""

from datetime import datetime

import pytest
from django.core import mail
from twilio_wire import refuse


@pytest.fixture
def night(world, clock, twilio):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


def test_provider_down(world, clock, cabinet, night, settings):
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:1"  # nobody listens there

    desk = world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.forward(minutes=1)

    called = [message.to[0].split("@")[0] for message in mail.outbox]
    assert list(dict.fromkeys(called)) == ["camille", "malik", "odile"]
    desk.reload().sees("did not get through", "E-mail to Camille R. instead")


def test_link_in_the_email_takes_the_call(world, clock, cabinet, night, settings):
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:1"
    desk = world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.forward(minutes=1)

    world.mail("malik", "Fumées visibles").tap_link().press("I take it")

    desk.reload().sees("Taken by Malik T.")


def test_refused_account_is_told_to_the_lead(world, clock, cabinet, night, twilio):
    twilio.next(*[refuse(20003, 401, "Authenticate") for _ in range(4)])

    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()

    world.mail("odile", "ne partent plus")
    world.desk(cabinet).sees("The SMS provider refuses our texts")


def test_one_lost_request_is_sent_again(world, clock, cabinet, night, twilio):
    twilio.next(refuse(20429, 429, "Too many requests"))

    world.desk(cabinet).calls("crisis", "Fumées visibles")
    assert twilio.sent == []
    clock.forward(minutes=1)

    assert [text.to for text in twilio.sent] == [world.phone("camille").number]
