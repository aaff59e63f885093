"""A phone that answers every text by itself is not answered for ever."""

from datetime import datetime

import pytest

from escalation.models import Incident, Page, Purpose

MOST = 5  # in an hour: PAGING.md T18


@pytest.fixture
def called(world, clock) -> Incident:
    """Saturday, 02:10: Camille has the text."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    return incident


def answers() -> int:
    return Page.objects.filter(purpose=Purpose.REPLY).count()


def hear_everything(world) -> None:
    for who in ("camille", "malik", "odile"):
        for _ in world.phone(who).unread():
            world.phone(who).expect()


@pytest.mark.parametrize("word", ["OK", "NON", "Je suis absente"])
def test_machine_is_answered_a_few_times(world, clock, called, word):
    for _ in range(4 * MOST):
        world.phone("camille").reply(word)
    clock.tick()

    hear_everything(world)
    assert answers() == MOST


def test_person_who_changes_something_is_always_answered(world, clock, called):
    for word in ["OK", "NON"] * MOST:
        clock.forward(minutes=1)
        world.phone("camille").reply(word)
    clock.tick()

    hear_everything(world)
    assert answers() == 2 * MOST


def test_machine_that_was_not_answered_is_so_an_hour_later(world, clock, called):
    for _ in range(2 * MOST):
        world.phone("camille").reply("OK")
    clock.forward(minutes=61)

    world.phone("camille").reply("OK")
    clock.tick()

    hear_everything(world)
    assert answers() == MOST + 1
