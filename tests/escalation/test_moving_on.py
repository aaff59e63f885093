"""The ladder never waits for an answer that cannot come, and never forgets whom it
called before: phones that are off, calls handed back, several people on one rung."""

from datetime import datetime

import pytest
from django.core import mail

from escalation import actions
from escalation.actions.policies import save_ladder
from escalation.core.delivery import StatusUpdate
from escalation.models import Incident, LogEntry, Page
from escalation.policies import Rung
from rota.models import Membership, Role


@pytest.fixture
def called(world, clock) -> Incident:
    """Saturday, 02:10: Camille has the text."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    return incident


@pytest.fixture
def leads_first(world, clock) -> Incident:
    """A ladder that calls both leads, Odile and Sofia, and then the backup."""
    Membership.objects.filter(person=world.person("sofia")).update(role=Role.LEAD)
    save_ladder(
        team=world.team,
        case="crisis",
        steps=[Rung(0, "lead"), Rung(10, "backup")],
        again_after=5,
        by=None,
        at=clock.now,
    )
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    incident = world.trigger()
    clock.tick()
    world.phone("odile").expect("CRISE")
    world.phone("sofia").expect("CRISE")
    return incident


def take(world, incident, who: str) -> None:
    actions.take(
        incident_id=incident.pk, by=world.person(who), via="link", at=world.clock.now
    )


def pass_on(world, incident, who: str) -> None:
    actions.pass_on(
        incident_id=incident.pk, by=world.person(who), via="link", at=world.clock.now
    )


def text_is_lost(world, who: str) -> None:
    """The operator says late that her last text did not arrive."""
    page = Page.objects.filter(person=world.person(who), channel="sms").last()
    Page.objects.filter(pk=page.pk).update(state="sent")
    actions.record_status(
        page_uuid=page.uuid,
        update=StatusUpdate("undelivered", "30003"),
        at=world.clock.now,
    )


def test_each_time_a_call_is_handed_back_somebody_is_texted(world, clock, called):
    for following in ("malik", "odile"):
        take(world, called, "camille")
        clock.forward(minutes=3)

        pass_on(world, called, "camille")
        clock.tick()

        assert world.phone(following).expect("CRISE").at == clock.now


def test_phone_that_is_off_after_a_call_was_handed_back(world, clock, called):
    clock.forward(minutes=10)
    world.phone("camille").expect("CRISE")
    world.phone("malik").expect("CRISE")
    take(world, called, "malik")
    world.phone("camille").becomes("unreachable")

    pass_on(world, called, "malik")
    clock.tick()

    assert world.phone("odile").expect("CRISE").at == clock.now


def test_phone_that_was_off_is_tried_in_the_round_after_a_hand_over(world, clock):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.phone("camille").becomes("unreachable")
    incident = world.trigger()
    clock.tick()
    world.phone("malik").expect("CRISE")
    take(world, incident, "malik")
    world.phone("camille").becomes("normal")
    clock.forward(minutes=55)

    pass_on(world, incident, "malik")
    clock.tick()
    world.phone("odile").expect("CRISE")
    clock.forward(minutes=5)

    world.phone("camille").expect("CRISE")


def test_one_of_two_is_off_then_the_other_declines(world, clock, leads_first):
    text_is_lost(world, "sofia")
    clock.tick()
    world.phone("malik").silence()

    pass_on(world, leads_first, "odile")
    clock.tick()

    world.phone("malik").expect("CRISE")


def test_one_of_two_declines_then_the_other_is_off(world, clock, leads_first):
    pass_on(world, leads_first, "odile")
    clock.tick()
    world.phone("malik").silence()

    text_is_lost(world, "sofia")
    clock.tick()

    world.phone("malik").expect("CRISE")


def test_late_failure_of_an_earlier_text_changes_nothing(world, clock, called):
    first = Page.objects.get(channel="sms")
    clock.forward(minutes=5)
    world.phone("camille").expect("CRISE")
    Page.objects.filter(pk=first.pk).update(state="sent")

    actions.record_status(
        page_uuid=first.uuid,
        update=StatusUpdate("undelivered", "30003"),
        at=clock.now,
    )
    clock.tick()

    world.phone("malik").silence()
    assert mail.outbox == []


def test_who_declined_gets_no_mail_in_place_of_a_lost_text(world, clock, called):
    pass_on(world, called, "camille")
    clock.tick()
    world.phone("malik").expect("CRISE")

    text_is_lost(world, "camille")
    clock.tick()

    assert mail.outbox == []


def test_last_one_whose_phone_is_off_is_not_said_to_be_silent(world, clock, called):
    world.phone("odile").becomes("unreachable")

    clock.forward(minutes=20)

    for name in ("camille", "malik", "camille"):
        world.phone(name).expect("CRISE")
    silent = LogEntry.objects.filter(kind="no_answer")
    assert {line.person.name for line in silent} == {"Camille Roux", "Malik Traoré"}
