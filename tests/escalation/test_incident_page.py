"""The team's page of one call, and the form to raise one from the office."""

from datetime import datetime

import pytest
from browsing import Browser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from escalation import actions
from escalation.models import IncidentState

SATURDAY = datetime(2026, 11, 28, 21, 10, 11)


@pytest.fixture
def incident(world, clock, cabinet):
    """A crisis that Camille was just told of."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger(caller=cabinet, facts="Fumée visible.")
    world.phone("camille").expect("CRISE")
    return incident


@pytest.fixture
def office(world, incident) -> Browser:
    """Odile looks at it."""
    return world.office("odile").open(f"/t/edition/alerts/{incident.code}/")


def test_story_is_told_with_its_seconds(office):
    office.sees(
        "Crisis: Fumées visibles à Cheviré",
        "21:10:11 Crisis raised by Cabinet: “Fumée visible.”",
        "21:10:11 SMS to Camille R., sent, delivered 21:10:11",
        "21:15:11 next: Camille R. again",
    )


def test_whole_night_is_told(office, world, clock):
    world.phone("camille").becomes("unreachable")
    clock.forward(minutes=5)
    world.phone("malik").expect("CRISE")
    world.phone("malik").reply("non")
    clock.forward(minutes=1)
    world.phone("odile").expect("CRISE").tap_link().press("I take it")

    office.reload().sees(
        "No answer from Camille R.",
        "SMS to Camille R., not delivered",
        "The SMS to Camille R. did not get through.",
        "E-mail to Camille R. instead",
        "Malik T. cannot: passed on",
        "Odile P. took it (pressed “I take it”)",
        "Taken by Odile P. at 21:16, 6 min",
    )
    office.sees("Camille R. no answer", "Malik T. passed on", "Odile P. took it")
    world.phone("malik").expect("nous appelons quelqu'un d'autre")


def test_who_could_not_be_reached_is_said(world, clock):
    world.phone("camille").becomes("wrong")
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger()
    clock.tick()
    world.phone("malik").expect("CRISE")

    page = world.office("odile").open(f"/t/edition/alerts/{incident.code}/")

    page.sees(
        "Camille R. by e-mail only",
        "The number is not in service, or is no mobile.",
        "Malik T. calling",
    )


def test_midnight_is_seen_in_the_story(office, world, clock, incident):
    clock.set(datetime(2026, 11, 29, 0, 5))
    actions.add_note(
        incident_id=incident.pk,
        text="Toujours là",
        by=world.person("odile"),
        at=clock.now,
    )

    office.reload().sees("Sunday 29 November 00:05:00 Odile P.: “Toujours là”")


def test_signed_in_agent_takes_it(world, incident):
    agent = world.office("yann").open(f"/t/edition/alerts/{incident.code}/")

    agent.press("I take it")

    agent.sees("Yann G. took it (signed in)", "You have taken this call")


def test_second_one_is_told_who_was_first(office, world, incident, clock):
    form = next(f for f in office.forms if f.action.endswith("/take/"))
    actions.take(
        incident_id=incident.pk, by=world.person("camille"), via="sms", at=clock.now
    )

    office.send(form)

    office.sees("Camille R. has this call now: nothing was changed.")
    office.sees("Camille R. has it")


def test_only_those_who_are_called_may_say_they_cannot(world, clock, incident):
    path = f"/t/edition/alerts/{incident.code}/"
    assert "I can't" not in world.office("yann").open(path).text

    world.office("camille").open(path).press("I can't: call the next person")
    clock.tick()

    world.phone("malik").expect("CRISE")


def test_owner_hands_it_back(office, world, clock):
    office.press("I take it").press("Hand it back")
    clock.tick()

    office.reload().sees("Odile P. cannot: passed on")
    world.phone("camille").expect("CRISE")


def test_closing_says_what_came_of_it(office, world):
    office.press("Close this call", outcome="not_published", note="Déjà connu")

    office.sees("The call is closed.", "Closed by Odile P. : not published, on purpose")
    office.sees("What was decided Déjà connu")
    assert world.incident().state == IncidentState.RESOLVED


def test_closing_without_an_outcome_is_asked_again(office, world):
    office.press("Close this call", note="Déjà connu")

    office.sees("Choose what came of it.", "Déjà connu")
    assert world.incident().state == IncidentState.TRIGGERED


def test_closed_call_still_takes_notes_but_no_answers(office, world):
    form = next(f for f in office.forms if f.action.endswith("/take/"))
    office.press("Close this call", outcome="published")

    office.send(form)
    office.sees("This call is closed already.")
    office.press("Add the note", text="Le maire a remercié")

    office.sees("Odile P.: “Le maire a remercié”")
    assert world.incident().owner is None


def test_empty_note_is_asked_for(office):
    office.press("Add the note")

    office.sees("Write the note first.")


def test_exercise_is_marked(world, clock, incident):
    exercise = world.trigger(title="Essai", exercise=True)
    world.phone("camille").expect("EXERCICE")

    page = world.office("odile").open(f"/t/edition/alerts/{exercise.code}/")

    page.sees("EXERCISE – nothing of this is real", "Crisis (exercise) raised")


def test_late_answers_of_one_person_are_one_line(office, world, clock, incident):
    actions.take(
        incident_id=incident.pk, by=world.person("camille"), via="link", at=clock.now
    )
    for _ in range(3):
        actions.take(
            incident_id=incident.pk, by=world.person("malik"), via="sms", at=clock.now
        )

    office.reload()

    said = "Malik T. wanted to take it as well, after somebody else"
    assert office.text.count(said) == 1


def test_closed_calls_poll_takes_the_closing_form_along(lead_client, incident, clock):
    path = f"/t/edition/alerts/{incident.code}/live/"
    assert 'id="close"' not in lead_client.get(path).text

    actions.close(incident_id=incident.pk, outcome="published", by=None, at=clock.now)

    assert '<div id="close" hx-swap-oob="delete">' in lead_client.get(path).text


def test_code_may_be_typed_in_small_letters(world, incident):
    page = world.office("odile").open(f"/t/edition/alerts/{incident.code.lower()}/")

    page.sees("Fumées visibles à Cheviré")


@pytest.mark.parametrize("tail", ["", "live/", "take/", "pass/", "close/", "note/"])
def test_readers_are_kept_out(reader_client, incident, tail):
    path = f"/t/edition/alerts/{incident.code}/{tail}"

    assert reader_client.post(path).status_code == 403


@pytest.mark.parametrize("tail", ["", "live/", "take/", "pass/", "close/", "note/"])
def test_strangers_find_nothing(incident, tail):
    answer = Client().post(f"/t/edition/alerts/{incident.code}/{tail}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_call_that_does_not_exist_is_not_found(lead_client):
    assert lead_client.get("/t/edition/alerts/ZZZZZ/").status_code == 404


def test_poll_brings_what_changed(lead_client, incident, world, clock):
    path = f"/t/edition/alerts/{incident.code}/live/"
    first = lead_client.get(path)
    again = {"If-None-Match": first["ETag"]}

    assert lead_client.get(path, headers=again).status_code == 304
    actions.take(
        incident_id=incident.pk, by=world.person("camille"), via="link", at=clock.now
    )
    changed = lead_client.get(path, headers=again)
    assert "Camille R." in changed.text
    assert 'hx-swap-oob="innerHTML"' in changed.text


def test_length_of_the_log_costs_nothing(
    incident, world, clock, lead_client, django_assert_num_queries
):
    path = f"/t/edition/alerts/{incident.code}/"
    lead_client.get(path)
    with CaptureQueriesContext(connection) as short:
        lead_client.get(path)
    for number in range(30):
        actions.add_note(
            incident_id=incident.pk,
            text=f"Note {number}",
            by=world.person("malik"),
            at=clock.now,
        )

    with django_assert_num_queries(len(short)):
        lead_client.get(path)


# --- raising one from the office --------------------------------------------------
@pytest.fixture
def form(world, clock) -> Browser:
    """Camille is on call; Yann opens the form."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    return world.office("yann").open("/t/edition/alerts/new/")


def test_agent_calls_from_the_office(form, world):
    form.press("Call Camille R. now", case="user_info", title="Tram 1 arrêté")

    form.sees("Urgent user information: Tram 1 arrêté", "raised by Yann G.")
    world.phone("camille").expect("INFO USAGERS", "Tram 1")
    assert world.incident().exercise is False


def test_unreadable_number_stops_no_call_from_the_office(form, world):
    form.press("Call", case="crisis", title="Fumées", call_back_phone="zz")

    form.sees("“zz” could not be read as a telephone number", "Yann G., zz")
    world.phone("camille").expect("CRISE")


def test_exercise_is_marked_in_the_text_before_it_goes(form):
    form.press("Preview", case="crisis", title="Essai", exercise="on")

    form.sees("EXERCICE")


def test_what_can_wait_goes_to_the_list(form):
    form.press("Call", case="wait", title="Un post pour mardi")

    form.sees(
        "nobody was called", "Requests outside the two cases.", "Un post pour mardi"
    )


def test_readers_do_not_call(reader_client):
    assert reader_client.get("/t/edition/alerts/new/").status_code == 403
