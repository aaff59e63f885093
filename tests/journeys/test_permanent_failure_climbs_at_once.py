"""Camille's number is not in service: Malik's phone rings in the same second."""

import pytest
from django.core import mail


@pytest.fixture
def desk(world, clock, night, cabinet):
    world.phone("camille").becomes("wrong")
    desk = world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()
    return desk


def test_permanent_failure_climbs_at_once(world, clock, desk):
    assert world.phone("malik").expect("CRISE").at == clock.now
    desk.reload().sees("The SMS to Camille R. did not get through")
    assert ["camille@ville.example"] in [message.to for message in mail.outbox]
    world.phone("camille").silence()


def test_number_out_of_service_is_remembered(world, desk):
    world.phone("malik").expect("CRISE").tap_link().press("I take it")

    assert world.person("camille").phone_problem == "wrong"
