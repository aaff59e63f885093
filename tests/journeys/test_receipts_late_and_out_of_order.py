"""Receipts come late, twice, or in any order: what is known is never unlearnt."""

import pytest


@pytest.fixture
def text(twilio, desk):
    """The text as the provider holds it."""
    return twilio.sent[0]


def test_delivered_stays_delivered(world, text, desk, twilio, client):
    for status in ("delivered", "delivered", "sent", "queued"):
        assert twilio.receipt(client, text, status).status_code == 204

    assert world.incident().pages.get().state == "delivered"
    desk.reload().sees("the text arrived at 02:10")


def test_late_delivery_does_not_call_the_ladder_back(
    world, clock, text, desk, twilio, client
):
    twilio.receipt(client, text, "undelivered", 30005)
    clock.tick()
    assert [sent.to for sent in twilio.sent] == [text.to, world.phone("malik").number]

    twilio.receipt(client, text, "delivered")
    clock.tick()

    desk.reload().sees("A text to Camille R. arrived after all, late")
    assert world.incident().pages.filter(person__name="Malik Traoré").count() == 1


def test_missing_receipt_is_asked_for(clock, text, desk):
    text.status = "delivered"

    clock.forward(minutes=1)

    desk.reload().sees("the text arrived at 02:10")
