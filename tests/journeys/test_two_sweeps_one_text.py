"""Four engines wake at the same instant: one text leaves, however slow it is."""

from twilio_wire import drip


def test_one_step_one_text(engines, world, clock, called):
    clock.set(clock.now.replace(minute=15))

    engines()

    world.phone("camille").expect("CRISE")
    assert world.incident().log.filter(kind="no_answer").count() == 1


def test_slow_provider_gets_one_request(engines, world, night, twilio):
    incident = world.raise_only()
    twilio.next(drip(0.001))  # the answer takes a second, byte by byte

    engines()

    assert [text.to for text in twilio.sent] == [world.phone("camille").number]
    assert incident.pages.get().state == "accepted"
