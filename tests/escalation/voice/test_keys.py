"""A call that is answered: what is said, and what a key does."""

import pytest
from people import phone_of
from twilio_callbacks import post

from escalation import actions
from escalation.models import Incident, LogEntry, Page, Purpose
from rota.models import Person


def kinds(incident: Incident) -> list[str]:
    return [entry.kind for entry in LogEntry.objects.filter(incident=incident)]


def take(world, incident, who: str) -> None:
    actions.take(
        incident_id=incident.pk, by=world.person(who), via="link", at=world.clock.now
    )


# --- what is said -------------------------------------------------------------------
def test_who_answers_hears_the_call_and_which_key_to_press(twilio, poster, call, page):
    talk = twilio.phones.answer(poster, call)

    page.refresh_from_db()
    assert talk.words.startswith(
        "Appel d'astreinte, équipe Édition numérique. Crise, samedi à 14 heures 2. "
        "Fumées visibles à Cheviré. Appuyez sur 1"
    )
    assert talk.languages == {"fr-FR"}
    assert not talk.is_over
    assert (page.state, page.provider_id) == ("answered", call.sid)


def test_each_person_hears_her_language(twilio, poster, team, ring):
    Person.objects.filter(email="camille@ville.example").update(language="en")
    ring()

    talk = twilio.phones.answer(poster, twilio.phones.rung[0])

    assert "Crisis, Saturday at 2:02 pm." in talk.words
    assert talk.press("1").words.startswith("Noted, you are taking the call.")
    assert talk.languages == {"en-GB"}


def test_a_title_is_said_whatever_signs_it_holds(twilio, poster, ring):
    title = "Crue & <quai> « Loire » “nord” d'Angers ]]>"
    ring(title=title)

    assert title in twilio.phones.answer(poster, twilio.phones.rung[0]).words


def test_an_exercise_says_so_each_time(twilio, poster, ring):
    ring(exercise=True)

    talk = twilio.phones.answer(poster, twilio.phones.rung[0])

    assert talk.words.startswith("Ceci est un exercice.")
    assert talk.press("1").words.startswith("Ceci est un exercice.")


def test_a_code_is_said_and_asks_nothing(twilio, poster, call, page):
    Page.objects.filter(pk=page.pk).update(
        incident=None, purpose=Purpose.CODE, text="Votre code: 1. 2. 3."
    )

    talk = twilio.phones.answer(poster, call)

    assert talk.words == "Votre code: 1. 2. 3."
    assert talk.languages == {"fr-FR"}
    assert talk.is_over


# --- what a key does ----------------------------------------------------------------
def test_one_takes_the_call(twilio, poster, call, page, incident):
    talk = twilio.phones.answer(poster, call).press("1")
    twilio.phones.tell(poster, call, "completed")

    incident.refresh_from_db()
    page.refresh_from_db()
    assert talk.words.startswith("C'est noté, vous prenez l'appel.")
    assert talk.is_over
    assert incident.owner.name == "Camille Roux"
    assert page.state == "delivered"
    assert [event.source for event in page.events.filter(state="delivered")] == ["key"]
    assert incident.log.get(kind="taken").data["via"] == "voice"
    assert "failed" not in kinds(incident)


@pytest.mark.parametrize("key", ["2", "0"])
def test_two_or_nought_passes_it_on(twilio, poster, call, page, incident, clock, key):
    talk = twilio.phones.answer(poster, call).press(key)
    clock.tick()

    page.refresh_from_db()
    assert "nous appelons quelqu'un d'autre" in talk.words
    assert talk.is_over
    assert page.state == "delivered"
    assert twilio.phones.rung[-1].to == phone_of("malik")
    assert twilio.sent[-1].to == phone_of("malik")


def test_another_key_is_asked_for_again_once(twilio, poster, call, page, incident):
    talk = twilio.phones.answer(poster, call).press("5")

    assert talk.words.startswith("Nous n'avons pas compris. Appuyez sur 1")
    talk.press("#")
    twilio.phones.tell(poster, call, "completed")
    incident.refresh_from_db()
    page.refresh_from_db()
    assert talk.words.startswith("Vous n'avez pas pris l'appel.")
    assert talk.is_over
    assert incident.state == "triggered"
    assert (page.state, page.error_code) == ("undelivered", "no-key")


def test_the_right_key_after_another_takes_it(twilio, poster, call, incident):
    twilio.phones.answer(poster, call).press("*").press("1")

    incident.refresh_from_db()
    assert incident.owner.name == "Camille Roux"


def test_who_presses_late_in_the_second_telling_is_heard(
    twilio, poster, call, incident
):
    twilio.phones.answer(poster, call).wait().press("1")

    incident.refresh_from_db()
    assert incident.owner.name == "Camille Roux"


def test_ten_copies_of_a_key_are_one_answer(twilio, poster, call, page, incident):
    for _ in range(10):
        fields = call.form("in-progress") | {"Digits": "1"}
        assert post(poster, f"{call.fields['Url']}/key", fields).status_code == 200

    assert kinds(incident).count("taken") == 1
    assert page.events.filter(source="key").count() == 1


# --- when it was answered late ------------------------------------------------------
def test_who_answers_late_hears_who_was_first(twilio, poster, call, incident, world):
    take(world, incident, "malik")

    talk = twilio.phones.answer(poster, call)

    assert talk.words.startswith(
        "Cet appel a déjà été pris par Malik T. à 14 heures 2."
    )
    assert talk.is_over


def test_who_presses_second_hears_who_was_first(
    twilio, poster, call, page, incident, world
):
    talk = twilio.phones.answer(poster, call)
    take(world, incident, "malik")

    talk.press("1")

    incident.refresh_from_db()
    page.refresh_from_db()
    assert "déjà été pris par Malik T." in talk.words
    assert incident.owner.name == "Malik Traoré"
    assert page.state == "delivered"
    assert "already_taken" in kinds(incident)


def test_who_took_it_by_its_link_meanwhile_hears_so(
    twilio, poster, call, incident, world
):
    take(world, incident, "camille")

    talk = twilio.phones.answer(poster, call)

    assert talk.words.startswith("Vous avez déjà pris cet appel.")
    assert talk.is_over


@pytest.mark.parametrize("moment", ["before", "after"])
def test_who_answers_what_is_over_hears_so(
    twilio, poster, call, incident, clock, moment
):
    talk = twilio.phones.answer(poster, call) if moment == "after" else None
    actions.close(incident_id=incident.pk, outcome="stopped", by=None, at=clock.now)

    said = talk.press("1") if talk else twilio.phones.answer(poster, call)

    assert said.words.startswith("Cet appel est terminé.")
    assert said.is_over


@pytest.fixture
def offered(twilio, incident, world, clock):
    """Camille took it and asks Malik to take it over: his telephone rings."""
    take(world, incident, "camille")
    camille, malik = world.person("camille"), world.person("malik")
    actions.offer(incident_id=incident.pk, to=malik, by=camille, at=clock.now)
    clock.tick()
    return twilio.phones.rung[-1]


def test_a_colleague_takes_it_over_by_a_key(twilio, poster, offered, incident):
    talk = twilio.phones.answer(poster, offered)

    assert "Camille R. vous demande de prendre le relais. Appuyez" in talk.words
    talk.press("1")
    incident.refresh_from_db()
    assert incident.owner.name == "Malik Traoré"


def test_a_colleague_who_cannot_leaves_it_where_it_is(
    twilio, poster, offered, incident
):
    talk = twilio.phones.answer(poster, offered).press("2")

    incident.refresh_from_db()
    assert talk.words.startswith("C'est noté, l'appel reste à Camille R.")
    assert incident.owner.name == "Camille Roux"
