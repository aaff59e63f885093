"""What a receipt changes, however early, late or odd it is."""

from datetime import datetime
from uuid import uuid4

import pytest
from twilio_double import TwilioDouble
from twilio_wire import answer_lost, answers

from escalation import actions
from escalation.core.delivery import StatusUpdate
from escalation.models import LogEntry, Page, PageState
from escalation.sending import FRESH, claim, deliver
from escalation.sending.polling import POLL_AFTER


@pytest.fixture
def twilio(world, clock, settings):
    """On Saturday, 02:10: the real client against a strict stand-in."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert not double.violations, double.violations


def test_text_whose_first_receipt_outran_the_answer_is_asked_for(world, clock, twilio):
    actions.trigger(
        team=world.team,
        case="crisis",
        title="Fumées visibles",
        request_key=uuid4(),
        by=None,
        at=clock.now,
    )
    [claimed] = claim(clock.now, 1)
    page = Page.objects.get()
    sent = StatusUpdate("sent", provider_id="SM" + "0" * 32)
    actions.record_status(page_uuid=page.uuid, update=sent, at=clock.now)
    deliver(claimed, clock.now + FRESH)

    page.refresh_from_db()

    assert page.state == PageState.SENT
    assert (page.poll_at - clock.now).total_seconds() == POLL_AFTER[0]


def test_text_that_the_provider_cancels_moves_on(world, clock, twilio, client):
    world.trigger()

    twilio.receipt(client, twilio.sent[0], "canceled")
    clock.tick()

    assert twilio.sent[1].to == world.phone("malik").number


def test_cancelled_text_that_arrives_is_told(world, clock, twilio, client):
    twilio.next(answer_lost())
    twilio.next(*[answers("Oops", 500)] * 9, on="list")
    incident = world.trigger()
    actions.take(
        incident_id=incident.pk, by=world.person("malik"), via="page", at=clock.now
    )
    clock.forward(minutes=1)
    page = incident.pages.get()
    assert page.state == PageState.CANCELLED

    twilio.receipt(client, twilio.sent[0], "delivered")

    page.refresh_from_db()
    assert page.delivered_at == clock.now
    assert LogEntry.objects.filter(kind="late_delivery", page=page).exists()
