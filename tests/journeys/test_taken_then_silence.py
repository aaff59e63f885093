"""Camille takes a call and falls asleep over it: she is asked, then Odile is told.
What she notes keeps the program quiet; a colleague may have it from her."""

from datetime import timedelta

import pytest

from escalation import actions
from rota.models import Notice


@pytest.fixture
def taken(world, night, cabinet, clock):
    """Saturday night: Camille took it from the link in her text."""
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
    return world.incident()


def test_she_is_asked_after_an_hour_and_the_lead_is_told_after_another(
    world, clock, taken
):
    clock.forward(minutes=59)
    world.phone("camille").silence()

    clock.forward(minutes=1)
    asked = world.phone("camille").expect(taken.code, "où en etes-vous")
    asked.tap_link().sees("Nothing has been noted since 02:10.")

    clock.forward(minutes=60)
    told = world.phone("odile").expect(taken.code, "pris par Camille R.")
    told.tap_link().sees("Taken by Camille R.", "Nothing has been noted since 02:10.")
    assert Notice.objects.filter(kind="alarm_untouched").count() == 1

    # said once: an alarm that repeats itself all night is no alarm
    clock.forward(hours=5)
    world.phone("odile").silence()
    world.phone("camille").silence()


def test_what_she_notes_keeps_the_program_quiet(world, clock, taken):
    camille = world.person("camille")
    for _ in range(4):
        clock.forward(minutes=50)
        actions.add_note(incident_id=taken.pk, text="Publié", by=camille, at=clock.now)

    world.phone("camille").silence()


def test_a_note_of_somebody_else_is_no_sign_of_life(world, clock, taken):
    clock.forward(minutes=50)
    odile = world.person("odile")
    actions.add_note(incident_id=taken.pk, text="Vu", by=odile, at=clock.now)
    clock.forward(minutes=10)

    world.phone("camille").expect("où en etes-vous")


def test_a_call_taken_over_by_a_key_alone_is_followed_by_its_link(
    world, clock, night, cabinet
):
    world.phone("camille").reply("STOP")
    incident = world.trigger(caller=cabinet)

    world.phone("camille").rings().hears("Crise").presses("1")
    clock.tick()

    world.mail("camille", incident.code, "/p/")


@pytest.fixture
def offered(world, clock, taken):
    """Camille asked Malik to take it over."""
    actions.offer(
        incident_id=taken.pk,
        to=world.person("malik"),
        by=world.person("camille"),
        at=clock.now,
    )
    clock.tick()
    return world.phone("malik").expect("CRISE", "Relais de Camille R.")


def test_a_colleague_takes_it_over(world, clock, taken, offered):
    offered.tap_link()
    actions.take(
        incident_id=taken.pk, by=world.person("malik"), via="link", at=clock.now
    )
    clock.tick()

    taken.refresh_from_db()
    assert taken.owner == world.person("malik")
    world.phone("camille").expect(taken.code, "Malik T. a pris le relais")


def test_a_colleague_who_is_silent_leaves_it_with_her(world, clock, taken, offered):
    clock.forward(minutes=5)

    taken.refresh_from_db()
    assert taken.owner == world.person("camille")
    world.phone("camille").expect(taken.code, "Malik T. n'a pas répondu")


def test_a_colleague_whose_phone_is_off_is_not_waited_for(world, clock, taken):
    world.phone("malik").becomes("unreachable")

    at = clock.now
    actions.offer(
        incident_id=taken.pk,
        to=world.person("malik"),
        by=world.person("camille"),
        at=at,
    )
    clock.tick()

    news = world.phone("camille").expect(taken.code, "n'a pas répondu")
    assert news.at - at < timedelta(minutes=1)
