"""What people write back once a call was taken: to a question, an offer, an alarm."""

from datetime import datetime

import pytest

from escalation import actions
from escalation.models import IncidentState

SATURDAY = datetime(2026, 11, 28, 21, 10)


@pytest.fixture
def incident(world, clock, cabinet):
    """A crisis that Camille has taken."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
    return incident


@pytest.fixture
def asked(world, clock, incident):
    """An hour later she is asked what becomes of it."""
    clock.forward(hours=1)
    return world.phone("camille").expect("où en etes-vous")


def test_question_says_how_it_may_be_answered(asked):
    assert "OUI: je m'en occupe, NON: appeler quelqu'un d'autre." in asked.body


def test_question_from_a_one_way_sender_offers_its_link_alone(incident, settings):
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "NantesMetro"
    incident.refresh_from_db()

    actions.steps_due(incident_ids=[incident.pk], at=incident.due_at)

    text = incident.pages.last().text
    assert "où en etes-vous? Notez ce qui est fait" in text
    assert "OUI" not in text


def test_yes_keeps_the_program_quiet_for_another_hour(world, clock, asked):
    world.phone("camille").reply("Oui")
    clock.tick()

    world.phone("camille").expect("vous vous en occupez encore")
    clock.forward(minutes=59)
    world.phone("camille").silence()
    assert world.incident().log.filter(kind="touched", data__via="sms").count() == 1
    clock.forward(minutes=1)
    world.phone("camille").expect("où en etes-vous")


def test_no_calls_the_next_person(world, clock, asked):
    world.phone("camille").reply("non")
    clock.tick()

    world.phone("camille").expect("nous appelons quelqu'un d'autre")
    world.phone("malik").expect("CRISE")


def test_what_is_not_understood_is_helped(world, clock, asked):
    world.phone("camille").reply("presque fini")
    clock.tick()

    world.phone("camille").expect("Pas compris. Répondez OUI")
    assert world.incident().asks == 1


def test_with_a_question_and_a_new_call_the_answer_needs_a_code(
    world, clock, asked, incident, cabinet
):
    new = world.trigger(title="Tram arrêté", caller=cabinet)
    world.phone("camille").expect("Tram")

    world.phone("camille").reply("oui")
    clock.tick()

    world.phone("camille").expect("Plusieurs appels", new.code, incident.code)
    world.phone("camille").reply(f"oui {new.code}")
    clock.tick()
    world.phone("camille").expect(new.code, "vous prenez en charge")
    world.phone("camille").reply("ok")
    clock.tick()
    world.phone("camille").expect(incident.code, "vous en occupez encore")


def test_call_that_was_closed_before_is_no_choice(world, clock, incident, cabinet):
    actions.close(
        incident_id=incident.pk,
        outcome="published",
        by=world.person("camille"),
        at=clock.now,
    )
    new = world.trigger(title="Tram arrêté", caller=cabinet)
    world.phone("camille").expect("Tram").tap_link().press("I take it")

    world.phone("camille").reply("non")
    clock.tick()

    world.phone("camille").expect(new.code, "nous appelons quelqu'un d'autre")
    world.phone("malik").expect("Tram")


@pytest.mark.parametrize("words", ["OK", "non"])
def test_lead_who_was_told_takes_nothing_over_by_a_text(world, clock, asked, words):
    clock.forward(hours=1)
    world.phone("odile").expect("sans nouvelles depuis")

    world.phone("odile").reply(words)
    clock.tick()

    world.phone("odile").expect(
        "Camille R. a l'appel, pris à 21h10", "ouvrez le lien du SMS"
    )
    assert world.incident().owner == world.person("camille")


def test_owner_who_was_never_paged_may_answer_too(world, clock, incident):
    yann = world.person("yann")
    actions.pass_on(
        incident_id=incident.pk, by=world.person("camille"), via="link", at=clock.now
    )
    clock.tick()
    world.phone("malik").expect("CRISE")
    actions.take(incident_id=incident.pk, by=yann, via="page", at=clock.now)
    clock.forward(hours=1)
    world.phone("yann").expect("où en etes-vous")

    world.phone("yann").reply("oui")
    clock.tick()

    world.phone("yann").expect("vous en occupez encore")
    assert world.incident().state == IncidentState.ACKNOWLEDGED
