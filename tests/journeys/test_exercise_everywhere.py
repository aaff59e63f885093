"""An exercise says so in every text, e-mail, title, heading and list, whatever
becomes of it (DESIGN.md, invariant 9)."""

import re
from datetime import datetime
from html import unescape

import pytest
from browsing import Browser
from django.core import mail
from django.core.management import call_command
from harness import Message, seen

from escalation import actions
from escalation.models import HandsetMessage, Incident

PAGE = "/t/edition/alerts/"


@pytest.fixture
def exercise(world, clock, cabinet) -> Incident:
    """Saturday, 10:00: an exercise of the mayor's office; Camille and Malik have
    their texts."""
    world.on_duty("camille", backup="malik")
    camille, malik = world.person("camille"), world.person("malik")
    camille.mails_too = True
    camille.save()
    clock.set(datetime(2026, 11, 21, 10, 0))
    clock.tick()
    incident = world.trigger(exercise=True, caller=cabinet, by="odile")
    clock.forward(minutes=11)
    assert {page.person for page in incident.pages.all()} == {camille, malik}
    return incident


def title(browser: Browser) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", browser.html, re.DOTALL)[1])


def heard(world) -> list[str]:
    """Every text so far, on any phone."""
    for row in seen():
        phone = next(p for p in map(world.phone, KEYS) if p.number == row.handset.phone)
        phone.read.add(row.pk)
    return [row.body for row in HandsetMessage.objects.filter(outbound=True)]


KEYS = ("camille", "malik", "odile", "yann", "ines", "lena", "sofia", "tomas")


def test_every_text_and_letter_of_a_long_exercise(world, clock, exercise, cabinet):
    camille, malik = world.person("camille"), world.person("malik")
    about = {"incident_id": exercise.pk}
    clock.forward(minutes=15)  # nobody answers a whole round: the leads are alarmed
    for word in ("quoi ?", "non", "oui", "oui", "non", "oui"):
        world.phone("camille").reply(word)
        clock.forward(minutes=2)
    world.phone("malik").reply("oui")  # too late
    actions.offer(**about, to=malik, by=camille, at=clock.now)
    clock.tick()
    world.phone("malik").reply("non")
    actions.offer(**about, to=malik, by=camille, at=clock.now)
    clock.forward(minutes=20)  # unanswered
    actions.add_note(**about, text="Vent", by=None, caller=cabinet, at=clock.now)
    clock.forward(hours=3)  # silence: she is asked, then the leads are told
    over = {"via": "page", "over_from": camille.pk, "at": clock.now}
    actions.take(**about, by=world.person("odile"), **over)
    clock.tick()
    real = world.raise_only()  # the exercise is over
    actions.close(incident_id=real.pk, outcome="stopped", by=None, at=clock.now)
    clock.tick()

    texts = heard(world)
    kinds = ("Pas compris", "noté", "déjà pris", "du nouveau", "où en etes-vous")
    kinds += ("Relais", "n'a pas répondu", "sans nouvelles", "repris", "interrompu")
    assert [kind for kind in kinds if not re.search(kind, "\n".join(texts))] == []
    assert [text for text in texts if not text.startswith("EXERCICE - ")] == []
    subjects = [message.subject for message in mail.outbox]
    assert len(subjects) >= 3
    assert [s for s in subjects if not s.startswith("[EXERCICE] ")] == []


def test_which_one_of_two_exercises(world, clock, exercise):
    other = world.trigger(exercise=True, title="Autre")

    world.phone("camille").reply("oui")
    clock.tick()

    [text] = [body for body in heard(world) if "Plusieurs appels" in body]
    assert text.startswith("EXERCICE - ")
    assert other.code in text


@pytest.mark.parametrize("state", ["called", "passed", "taken", "over"])
def test_every_page_about_it(world, clock, exercise, cabinet, state):
    about = {"incident_id": exercise.pk, "at": clock.now}
    camille = world.person("camille")
    if state == "passed":
        actions.pass_on(**about, by=camille, via="link")
    if state in ("taken", "over"):
        actions.take(**about, by=camille, via="link")
    if state == "over":
        actions.close(**about, outcome="published", by=camille)
    heard(world)
    link = Message(
        exercise.pages.filter(person=camille, channel="sms")[0].text, clock.now
    )
    desk = world.desk(cabinet)

    pages = [
        link.tap_link(),
        world.office("odile").open(f"{PAGE}{exercise.code}/"),
        Browser().open(f"{desk.path}/{exercise.code}"),
    ]

    for page in pages:
        assert title(page).startswith("EXERCISE – ")
        page.sees("EXERCISE – nothing of this is real", "This is an exercise.")
    lists = [world.office("odile").open(PAGE)]
    if state != "over":
        lists += [world.office("odile").open("/"), desk.reload()]
    for page in lists:
        page.sees("EXERCISE")


def test_exercises_come_last_among_open_calls(world, clock, exercise):
    Incident.objects.filter(pk=exercise.pk).update(exercise=False, title="Vrai feu")
    world.trigger(exercise=True, title="Répétition")
    heard(world)

    for path in ("/", PAGE):
        page = world.office("odile").open(path)
        assert page.text.index("Vrai feu") < page.text.index("Répétition")


def test_command_says_it(world, clock, capsys):
    world.on_duty("camille")
    clock.set(datetime(2026, 11, 21, 10, 0))
    about = {"team": "edition", "case": "crisis", "title": "Feu", "exercise": True}

    call_command("trigger", **about)

    world.phone("camille").expect("EXERCICE")
    assert capsys.readouterr().out.startswith("EXERCISE ")


def test_no_exercise_is_begun_beside_a_real_call(world, clock):
    world.on_duty("camille")
    clock.set(datetime(2026, 11, 21, 10, 0))
    world.trigger()
    world.phone("camille").expect("CRISE")

    page = world.office("odile").open(f"{PAGE}new/")
    page.press("Call", case="crisis", title="Répétition", exercise="on")

    page.sees("A real call is open: rehearse once it is closed.")
    assert Incident.objects.count() == 1


def test_what_can_wait_cannot_be_rehearsed(world, clock, team):
    page = world.office("odile").open(f"{PAGE}new/")

    page.press("Call", case="wait", title="Un post", exercise="on")

    page.sees("An exercise calls somebody: choose one of the two cases.")
    assert not team.deferred.exists()
