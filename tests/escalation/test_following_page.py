"""The page where a caller follows her call, and adds to it."""

from datetime import datetime

import pytest
from browsing import Browser
from django.test import Client

from escalation import actions
from escalation.permissions import CALLER_LINK
from rota.links import make_token


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

    called.sees("Added: the person who has the call sees it.")
    called.sees("Cabinet: “Le vent tourne”")


def test_empty_note_is_asked_for(called, world):
    called.press("Add it")

    called.sees("Write the note first.")
    assert not world.incident().log.filter(kind="noted").exists()


def test_caller_says_that_it_is_over(called):
    called.press("It is over", text="Portes rouvertes")

    called.sees("Cabinet: “It is over. Portes rouvertes”")


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
