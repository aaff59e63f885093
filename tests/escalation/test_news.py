"""What comes after a call was taken, and numbers that work again."""

from datetime import timedelta

import pytest

from escalation import actions
from escalation.models import Handset, Page
from rota.models import Notice, PhoneProblem


@pytest.fixture
def taken(world, clock, phone, cabinet):
    """Camille has taken a call of the cabinet."""
    world.on_duty("camille", backup="malik")
    clock.set(world.weekend().starts_at + timedelta(hours=3))
    incident = world.trigger(caller=cabinet)
    phone("camille").expect("CRISE")
    actions.take(
        incident_id=incident.pk, by=world.person("camille"), via="link", at=clock.now
    )
    return incident


def add(incident, cabinet, clock, text="Dix blessés"):
    actions.add_note(
        incident_id=incident.pk, text=text, by=None, caller=cabinet, at=clock.now
    )
    clock.forward(minutes=1)


def test_what_a_caller_adds_is_told_to_whoever_took_the_call(
    taken, phone, cabinet, clock
):
    add(taken, cabinet, clock)

    news = phone("camille").expect(taken.code, "du nouveau")
    assert "blessés" not in news.body
    assert "Dix blessés" in news.tap_link().text


def test_several_lines_in_a_minute_are_one_text(taken, phone, cabinet, clock):
    for text in ("Un", "Deux", "Trois"):
        actions.add_note(
            incident_id=taken.pk, text=text, by=None, caller=cabinet, at=clock.now
        )
    clock.forward(minutes=1)

    phone("camille").expect("du nouveau")
    phone("camille").silence()


def test_a_colleagues_note_texts_nobody(taken, world, phone, clock):
    actions.add_note(
        incident_id=taken.pk, text="Vu", by=world.person("odile"), at=clock.now
    )
    clock.forward(minutes=1)

    phone("camille").silence()


def test_a_dead_number_is_told_to_the_lead_and_tried_again_next_time(
    world, clock, phone
):
    world.on_duty("camille", backup="malik")
    clock.set(world.weekend().starts_at + timedelta(hours=3))
    phone("camille").becomes("wrong")

    first = world.trigger()
    clock.forward(minutes=1)
    phone("malik").expect("CRISE")
    actions.close(incident_id=first.pk, outcome="stopped", by=None, at=clock.now)

    camille = world.person("camille")
    assert camille.phone_problem == PhoneProblem.WRONG
    told = Notice.objects.filter(kind="alarm_number").values_list("person__email")
    assert ("odile@ville.example",) in told

    # her number works again, and nobody told the program
    Handset.objects.filter(phone=camille.phone).update(mode="normal")
    world.trigger()
    phone("camille").expect("CRISE")
    camille.refresh_from_db()
    assert camille.phone_problem == PhoneProblem.NONE
    assert Page.objects.filter(person=camille, channel="sms").count() == 2
