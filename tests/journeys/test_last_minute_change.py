"""Friday, 17:50: Camille has the flu. Odile publishes a change; Yann is called."""

from datetime import datetime

import pytest
from django.core import mail


@pytest.fixture(autouse=True)
def friday(world, clock):
    world.publish(on_call="camille", backup="malik")
    clock.set(datetime(2026, 11, 20, 17, 50))


def test_call_reaches_who_was_published_last(world, clock, cabinet):
    world.publish(on_call="yann")
    clock.set(datetime(2026, 11, 20, 18, 5))

    world.desk(cabinet).sees("On call now: Yann G.")
    world.desk(cabinet).calls("crisis", "Fumées visibles")

    world.phone("yann").expect("CRISE").tap_link().press("I take it")
    clock.forward(minutes=55)
    world.phone("camille").silence()


def test_both_are_told_by_email(world, clock):
    clock.forward(minutes=1)
    mail.outbox.clear()

    world.publish(on_call="yann")
    clock.forward(minutes=1)

    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects.keys() == {"camille@ville.example", "yann@ville.example"}
    assert "retirée" in subjects["camille@ville.example"]
