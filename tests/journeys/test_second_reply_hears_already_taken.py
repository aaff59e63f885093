"""Two answers: one owner, and the second is told politely who was first."""

from datetime import datetime

import pytest


@pytest.fixture
def taken_by_malik(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.forward(minutes=11)
    late = world.phone("camille").expect("CRISE")
    world.phone("camille").expect("CRISE")
    world.phone("malik").expect("CRISE").tap_link().press("I take it")
    return late


def test_second_reply_hears_who_took_it(world, clock, taken_by_malik):
    world.phone("camille").reply("OUI")
    clock.tick()

    world.phone("camille").expect("déjà pris en charge par Malik T. à 02h21")
    assert world.incident().owner.name == "Malik Traoré"


def test_second_to_open_the_link_has_nothing_to_press(world, taken_by_malik):
    page = taken_by_malik.tap_link()

    page.sees("Taken by Malik T. at 02:21", "you can put the phone away")
    assert not [b.text for form in page.forms for b in form.buttons if "take" in b.text]


def test_two_who_press_at_once_leave_one_owner(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.forward(minutes=11)
    both = [world.phone(key).expect("CRISE") for key in ("camille", "malik", "camille")]
    first, second = (text.tap_link() for text in both[:2])

    first.press("I take it")
    second.press("I take it")

    second.sees("Taken by Camille R. at 02:21")
