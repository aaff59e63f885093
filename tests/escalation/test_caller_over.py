"""The caller says that it is over: one tap, told at once to whoever has the call."""

from datetime import datetime

import pytest
from browsing import Browser

from escalation import actions
from escalation.actions.response import add_post
from escalation.models import Outlet
from rota.models import Person


@pytest.fixture
def called(world, clock, cabinet) -> Browser:
    """A call was made, and its text has arrived."""
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    desk = world.desk(cabinet)
    desk.calls("user_info", "Parc de la Gaudière fermé")
    world.phone("camille").expect("Parc")
    return desk


@pytest.fixture
def camille(world, clock):
    """What Camille does about the call, now."""

    def do(what, **more):
        by = world.person("camille")
        return what(incident_id=world.incident().pk, by=by, at=clock.now, **more)

    return do


def publish(team, camille) -> None:
    site = Outlet.objects.filter(team=team).first()
    camille(add_post, outlets=[site], variant="first")


def test_whoever_has_the_call_is_told_at_once(called, camille, world, clock):
    camille(actions.take, via="link")

    called.reload().press("It is over", text="Portes rouvertes")

    called.sees(
        "Noted that it is over: Camille R. is told by text.",
        "Cabinet says that it is over",
        "“Portes rouvertes”",
        "Taken by Camille R.",
    )
    clock.tick()
    text = world.phone("camille").expect("dit que c'est terminé", "Message de fin")
    text.tap_link().sees(
        "At 14:02 Cabinet said that it is over. Publish the end message, then close"
    )
    office = world.office("camille")
    office.open(f"/t/edition/alerts/{world.incident().code}/")
    office.sees("At 14:02 Cabinet said that it is over.")


def test_it_stays_hers_to_close(called, camille, world):
    camille(actions.take, via="link")

    called.reload().press("It is over")

    assert world.incident().state == "acknowledged"
    assert world.incident().due_at is not None


def test_said_twice_it_is_told_once(called, camille, world, clock):
    camille(actions.take, via="link")
    called.reload().press("It is over")
    clock.forward(minutes=2)
    world.phone("camille").expect("terminé")

    called.press("It is over")

    called.sees("You said so already, and nothing was added since.")
    clock.forward(minutes=2)
    world.phone("camille").silence()
    assert world.incident().log.filter(kind="over").count() == 1


def test_after_something_new_it_may_be_said_again(called, camille, world, clock):
    camille(actions.take, via="link")
    called.reload().press("It is over")
    clock.forward(minutes=2)
    world.phone("camille").expect("terminé")
    called.press("Add it", text="Finalement non, une branche est tombée")
    clock.forward(minutes=2)
    page = world.phone("camille").expect("du nouveau").tap_link()
    assert "said that it is over" not in page.text

    called.press("It is over")
    clock.tick()

    world.phone("camille").expect("terminé")
    page.reload().sees("Cabinet said that it is over")


def test_a_note_just_before_does_not_hold_it_back(called, camille, world, clock):
    camille(actions.take, via="link")
    called.reload().press("Add it", text="On rouvre")
    clock.tick()
    called.press("It is over")
    clock.tick()

    world.phone("camille").expect("du nouveau")
    world.phone("camille").expect("dit que c'est terminé")


def test_whoever_gets_no_texts_is_told_by_e_mail(called, camille, world, clock):
    camille(actions.take, via="link")
    Person.objects.filter(pk=world.person("camille").pk).update(phone_problem="blocked")

    called.reload().press("It is over")

    called.sees("Noted that it is over: Camille R. is told by e-mail.")
    clock.tick()
    world.mail("camille", "dit que c'est terminé")


def test_call_nobody_has_with_nothing_published_wakes_nobody_else(called, world, clock):
    called.press("It is over", text="Fausse alerte")

    called.sees(
        "Nobody has the call and nothing was published: it is closed",
        "Closed Sat 28 Nov, 14:02: over before anything was published.",
        "Cabinet says that it is over",
        "“Fausse alerte”",
    )
    clock.forward(hours=1)
    world.phone("camille").silence()
    world.phone("malik").silence()


def test_a_text_that_comes_too_late_to_be_answered_says_so(called, world):
    page = Browser().open(f"/p/{world.incident().pages.first().token}")
    called.press("It is over")

    page.press("I take it")

    page.sees("over before anything was published", "There is nothing to do.")


def test_what_was_published_is_somebodys_to_end(called, camille, world, clock, team):
    camille(actions.take, via="link")
    publish(team, camille)
    camille(actions.pass_on, via="link")

    called.reload().press("It is over")

    called.sees("people are called until somebody publishes the end message.")
    assert world.incident().state == "triggered"
    clock.tick()
    page = world.phone("malik").expect("Parc").tap_link().press("I take it")
    page.sees("Cabinet said that it is over.")


def test_words_too_long_to_keep_do_not_hold_it_back(called, camille, world, clock):
    camille(actions.take, via="link")
    words = "Portes rouvertes. " * 1200

    called.reload().press("It is over", text=words)

    called.sees(
        "Noted that it is over: Camille R. is told by text.",
        "a note holds 1000. Shorten it, or add it in several notes.",
    )
    form = next(f for f in called.forms if f.action.endswith("/note"))
    assert form.data()["text"] == [words]
    clock.tick()
    world.phone("camille").expect("terminé")


def test_a_long_paste_is_given_back(called, world):
    words = "Le vent tourne. " * 1250

    called.press("Add it", text=words)

    called.sees("That is 19999 characters; a note holds 1000.")
    form = next(f for f in called.forms if f.action.endswith("/note"))
    assert form.data()["text"] == [words]
    assert not world.incident().log.filter(kind="noted").exists()
