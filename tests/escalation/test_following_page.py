"""The page where a caller follows her call, and adds to it."""

from datetime import datetime

import pytest
from browsing import Browser
from django.test import Client

from escalation import actions
from escalation.health import beat
from escalation.permissions import CALLER_LINK
from rota.links import make_token
from rota.models import Person


def taken(world, clock) -> None:
    actions.take(
        incident_id=world.incident().pk,
        by=world.person("camille"),
        via="link",
        at=clock.now,
    )


def closed(world, clock) -> None:
    actions.close(
        incident_id=world.incident().pk,
        outcome="published",
        by=world.person("camille"),
        at=clock.now,
    )


@pytest.fixture
def called(world, clock, cabinet) -> Browser:
    """A crisis was raised, and its text has arrived."""
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    desk = world.desk(cabinet)
    desk.calls("crisis", "Fumées visibles à Cheviré", facts="Vent d'est")
    world.phone("camille").expect("CRISE")
    return desk


def test_caller_follows_the_text_to_its_phone(called):
    called.sees(
        "Calling Camille R.: the text arrived at 14:02, waiting for an answer.",
        "Crisis raised by Cabinet: “Vent d'est”",
        "SMS to Camille R., sent, delivered 14:02:00",
        "14:07:00 next: Camille R. again",
        "If it cannot wait, phone: Permanence de la mairie, 02 40 41 90 00",
    )


def test_caller_sees_that_nobody_answers_and_whom_to_ring(called, world, clock):
    clock.forward(minutes=21)

    called.reload().sees(
        "Nobody has answered yet.",
        "No answer from Malik T.",
        "the ladder starts again, round 2",
        "phone: Permanence de la mairie",
    )
    for key in ("camille", "malik", "odile", "camille"):
        world.phone(key).expect("CRISE")


def test_caller_adds_what_is_new(called):
    called.press("Add it", text="Le vent tourne")

    called.sees("Added: whoever takes the call will see it.")
    called.sees("Cabinet: “Le vent tourne”")


def test_whoever_has_the_call_is_told_of_what_is_new(called, world, clock):
    taken(world, clock)

    called.reload().press("Add it", text="Le vent tourne")

    called.sees("Added: Camille R. is told by text.")
    clock.tick()
    world.phone("camille").expect("du nouveau")


def test_a_text_is_not_promised_where_none_arrives(called, world, clock):
    taken(world, clock)
    Person.objects.filter(pk=world.person("camille").pk).update(phone_problem="blocked")

    called.reload().press("Add it", text="Le vent tourne")

    called.sees("Added: Camille R. sees it on the page of the call.")


def test_empty_note_is_asked_for(called, world):
    called.press("Add it")

    called.sees("Write the note first.")
    assert not world.incident().log.filter(kind="noted").exists()


def test_note_to_a_closed_call_is_told_to_nobody_and_given_back(called, world, clock):
    form = next(f for f in called.forms if f.action.endswith("/note"))
    closed(world, clock)

    for data in ({"text": "Une deuxième école"}, {"text": "", "over": "1"}):
        called.send(form, **data)
        called.sees("This call is closed: nobody is told of this.", data["text"])

    assert not world.incident().log.filter(kind="noted").exists()
    assert called.follow("Make a new call").path == called.path
    called.sees("Call the on-call person")


def test_closed_call_takes_its_note_box_along(called, world, clock):
    closed(world, clock)

    last = Client().get(f"{called.path}/live").text

    assert '<div id="add" hx-swap-oob="innerHTML">' in last
    assert "Make a new call" in last or "nouvel appel" in last
    assert "/note" not in last
    assert "Add it" not in called.reload().text
    called.sees("This call is closed: nobody reads what is added to it.")


def test_open_calls_poll_leaves_alone_what_is_being_written(called):
    assert 'id="add"' not in Client().get(f"{called.path}/live").text


def test_call_made_by_mistake_is_stopped_and_wakes_nobody_else(called, world, clock):
    called.press("Called by mistake: stop")

    called.sees("Closed", "called by mistake", "Closed by Cabinet")
    clock.forward(hours=1)
    world.phone("malik").silence()


def test_call_somebody_has_taken_is_hers_to_close(called, world, clock):
    form = next(f for f in called.forms if f.action.endswith("/stop"))
    incident = world.incident()
    actions.take(
        incident_id=incident.pk,
        by=world.person("camille"),
        via="link",
        at=clock.now,
    )

    called.send(form)

    called.sees("Somebody has taken it already", "Taken by Camille R. at 14:02")


def test_working_notes_of_the_team_are_not_for_callers(called, world, clock):
    actions.add_note(
        incident_id=world.incident().pk,
        text="Appeler la préfecture",
        by=world.person("camille"),
        at=clock.now,
    )

    assert "préfecture" not in called.reload().text


def test_another_callers_call_is_not_found(called, world, caller):
    code = world.incident().code
    token = make_token(CALLER_LINK, caller.pk, caller.version)

    for tail in ("", "/live"):
        page = Browser().open(f"/call/{token}/{code}{tail}")
        assert page.status == 404
    page.sees("This call does not exist")
    assert page.follow("To your own page").path == f"/call/{token}"


def test_poll_is_answered_with_what_changed_only(called, world, clock):
    client, path = Client(), f"{called.path}/live"
    first = client.get(path)
    again = {"If-None-Match": first["ETag"]}

    assert "<html" not in first.text
    assert "no-cache" in first["Cache-Control"]
    assert client.get(path, headers=again).status_code == 304
    clock.forward(minutes=6)
    assert client.get(path, headers=again).status_code == 200
    world.phone("camille").expect("CRISE")


def test_last_poll_of_a_closed_call_says_to_stop_asking(called):
    called.press("Called by mistake: stop")

    assert Client().get(f"{called.path}/live").status_code == 286


# --- what does not work is said -----------------------------------------------------
def test_text_that_did_not_get_through_is_said_without_its_reason(
    world, clock, cabinet
):
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    world.phone("camille").becomes("blocked")
    desk = world.desk(cabinet)

    desk.calls("crisis", "Fumées visibles à Cheviré")
    clock.tick()
    world.phone("camille").rings().hangs_up()
    clock.tick()

    world.phone("malik").expect("CRISE")
    desk.reload().sees("The SMS to Camille R. did not get through. It is not waited")
    assert "STOP" not in desk.text
    inside = world.office("odile").open(f"/t/edition/alerts/{world.incident().code}/")
    inside.sees("Texts are blocked on this phone (STOP).")


def test_when_no_text_gets_through_one_is_told_to_ring(world, clock, cabinet):
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    for key in ("camille", "malik", "odile"):
        world.phone(key).becomes("unreachable")
    desk = world.desk(cabinet)

    desk.calls("crisis", "Fumées visibles à Cheviré")
    clock.forward(minutes=1)

    desk.reload().sees(
        "Nobody could be reached by text or telephone. Ring: Permanence de la mairie"
    )


def test_email_is_not_called_a_text(world, clock, cabinet):
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    Person.objects.filter(pk=world.person("camille").pk).update(phone="")
    desk = world.desk(cabinet)

    desk.calls("crisis", "Fumées visibles à Cheviré")

    desk.sees("Calling Camille R. by e-mail only: it is on its way.")
    clock.tick()
    world.phone("malik").expect("CRISE")


def test_dead_machinery_is_said_where_one_follows(called, world, clock):
    clock.forward(minutes=1)
    client, path = Client(), f"{called.path}/live"
    seen = {"If-None-Match": client.get(path)["ETag"]}
    assert "not working as it should" not in called.reload().text
    clock.dispatcher_runs = clock.queue_runs = False

    clock.forward(minutes=1)

    called.reload().sees(
        "Something here is not working as it should.",
        "also phone: Permanence de la mairie, 02 40 41 90 00",
        "The program that calls the next person is not running",
    )
    assert client.get(path, headers=seen).status_code == 200
    agents = world.office("odile").open(f"/t/edition/alerts/{world.incident().code}/")
    agents.sees("The program that calls the next person is not running")
    assert agents.text.count("The program that calls the next person") == 1


def test_step_whose_time_has_passed_is_late(called, clock):
    clock.dispatcher_runs = clock.queue_runs = False

    clock.forward(minutes=9)

    called.reload().sees("late next: Camille R. again", "Calls are leaving late")


def test_living_machinery_gives_no_alarm(called, clock):
    for role in ("dispatcher", "queue"):
        beat(role, "one", clock.now)

    assert "not working" not in called.reload().text


# --- and on which way the call is ----------------------------------------------------
def test_telephone_that_rings_beside_the_text_is_said(called, world, clock):
    clock.tick()
    called.reload().sees("waiting for an answer. The telephone is ringing.")

    camille = world.phone("camille").hears("Crise, samedi à 14 heures 2")

    called.reload().sees("waiting for an answer. The telephone was picked up.")
    camille.presses("1")
    called.reload().sees("Taken by Camille R.")


def test_call_without_a_text_is_not_called_one(world, clock, cabinet):
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    Person.objects.filter(pk=world.person("camille").pk).update(reach="call")
    desk = world.desk(cabinet)
    world.raise_only(caller=cabinet)

    desk.open(f"{desk.path}/{world.incident().code}")

    desk.sees("Calling Camille R. by telephone.")
    clock.tick()
    desk.reload().sees("Calling Camille R.: the telephone is ringing.")
    camille = world.phone("camille").hears("Crise, samedi à 14 heures 2")
    desk.reload().sees("Calling Camille R.: the telephone was picked up, no answer")
    camille.presses("1")
