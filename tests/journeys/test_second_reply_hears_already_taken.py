"""Two answers: one owner, and the second is told politely who was first."""

import pytest


@pytest.fixture
def backup(world, clock, called):
    """Camille has not answered twice; the text that Malik got."""
    clock.forward(minutes=11)
    world.phone("camille").expect("CRISE")
    return world.phone("malik").expect("CRISE")


def test_second_reply_hears_who_took_it(world, clock, backup):
    backup.tap_link().press("I take it")

    world.phone("camille").reply("OUI")
    clock.tick()

    world.phone("camille").expect("déjà pris en charge par Malik T. à 02h21")
    assert world.incident().owner.name == "Malik Traoré"


def test_second_to_open_the_link_has_nothing_to_press(called, backup):
    backup.tap_link().press("I take it")

    page = called.tap_link()

    page.sees("Taken by Malik T. at 02:21", "you can put the phone away")
    assert not [b.text for form in page.forms for b in form.buttons if "take" in b.text]


def test_two_who_press_at_once_leave_one_owner(called, backup):
    first, second = called.tap_link(), backup.tap_link()

    first.press("I take it")
    second.press("I take it")

    second.sees("Taken by Camille R. at 02:21")
