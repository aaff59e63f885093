"""Phones that texts no longer reach: known once, told once, and never mixed up with
the number that took their place."""

from datetime import datetime

import pytest
from django.core import mail
from twilio_double import TwilioDouble
from twilio_wire import refuse

from escalation import actions
from escalation.core.delivery import StatusUpdate
from escalation.models import Incident, Page, PageState

NEW_NUMBER = "+33639980177"


@pytest.fixture
def called(world, clock) -> Incident:
    """Saturday, 02:10: Camille has the text."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    return incident


def mails_to(who: str) -> list[str]:
    """The subjects."""
    return [m.subject for m in mail.outbox if m.to == [f"{who}@ville.example"]]


def test_number_that_was_given_up_says_nothing_of_the_new_one(world, clock, called):
    camille = world.person("camille")
    camille.phone = NEW_NUMBER
    camille.save()
    Page.objects.filter(channel="sms").update(state=PageState.SENT)

    actions.record_status(
        page_uuid=called.pages.get(channel="sms").uuid,
        update=StatusUpdate("undelivered", "30005"),
        at=clock.now,
    )
    clock.forward(minutes=1)

    world.phone("malik").expect("CRISE")
    assert world.person("camille").phone_problem == ""


def test_stop_that_only_the_provider_heard_is_told(world, clock, settings):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    with TwilioDouble(now=lambda: clock.now) as twilio:
        for name, value in twilio.settings().items():
            setattr(settings, name, value)
        twilio.next(refuse(21610, 400, "Attempt to send to unsubscribed recipient"))

        world.trigger()
        clock.tick()

    assert twilio.sent[0].to == world.phone("malik").number
    for who in ("camille", "odile"):
        world.mail(who, "Camille Roux", "START")


def test_stop_sent_twice_is_told_once(world, clock, called):
    for _ in range(2):
        world.phone("camille").reply("STOP")
        clock.forward(minutes=1)

    world.phone("malik").expect("CRISE")
    assert len(mails_to("odile")) == 1


def test_stop_after_a_long_night_writes_one_mail_a_call(world, clock, called):
    clock.forward(minutes=45)
    for who in ("camille", "malik", "odile", "camille") * 2:
        world.phone(who).expect("CRISE")
    world.phone("camille").expect("CRISE")
    mail.outbox.clear()
    lines = called.log.count()

    world.phone("camille").reply("STOP")
    clock.forward(minutes=1)

    world.phone("malik").expect("CRISE")
    assert len(mails_to("camille")) == 2  # the alarm, and the call itself
    kinds = [line.kind for line in called.log.all()[lines:]]
    # her text, her call half a minute later; then somebody else is called
    assert kinds[:4] == ["failed", "failed", "moved_to_email", "paged"]
