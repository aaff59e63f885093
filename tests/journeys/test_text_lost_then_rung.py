"""Urgent information goes by text alone. A text that does not arrive is followed by
a call to the same person, and by a text to the next; whoever answers has it."""

from django.test import Client


def test_blocked_phone_is_rung_at_once_and_answers(world, clock, night, caller):
    world.phone("camille").becomes("blocked")
    desk = world.desk(caller).calls("user_info", "Parc de Procé fermé")
    clock.tick()

    world.phone("malik").expect("INFO USAGERS")
    camille = world.phone("camille").rings()
    camille.hears("Information urgente", "Parc de Procé fermé").presses("1")
    clock.tick()

    assert world.incident().owner == world.person("camille")
    desk.reload().sees("Telephone call to Camille R. instead", "answered by key")
    world.mail("camille", world.incident().code, "/p/")


def test_text_lost_on_its_way_is_followed_by_a_call(
    world, clock, night, twilio, settings
):
    settings.TWILIO_VOICE_FROM = "+33937980000"
    incident = world.trigger("user_info", "Parc de Procé fermé")
    assert twilio.phones.rung == []

    twilio.receipt(Client(), twilio.sent[0], "undelivered", 30003)
    clock.tick()
    twilio.phones.answer(Client(), twilio.phones.rung[0]).press("1")

    incident.refresh_from_db()
    assert twilio.phones.rung[0].to == twilio.sent[0].to
    assert incident.owner == world.person("camille")
