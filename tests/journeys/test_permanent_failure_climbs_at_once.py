"""Camille's number is not in service: Malik's phone rings in the same second."""

from datetime import datetime

from django.core import mail


def test_permanent_failure_climbs_at_once(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    world.phone("camille").becomes("wrong")
    clock.set(datetime(2026, 11, 21, 2, 10))

    desk = world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()

    assert world.phone("malik").expect("CRISE").at == clock.now
    desk.reload().sees("The SMS to Camille R. did not get through")
    assert ["camille@ville.example"] in [message.to for message in mail.outbox]
    world.phone("camille").silence()


def test_number_out_of_service_is_not_tried_again(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    world.phone("camille").becomes("wrong")
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()

    world.phone("malik").expect("CRISE").tap_link().press("I take it")

    assert world.person("camille").phone_problem == "wrong"
