"""An answer proves the number it came from, and what arrives that it receives."""

from datetime import datetime, timedelta

import pytest

from escalation import actions
from escalation.actions.pages import queue_text
from escalation.actions.receipts import link_used, record_status
from escalation.core.delivery import Inbound, StatusUpdate
from escalation.models import Channel, Page, PageEvent, Purpose, Source
from rota.models import Person

SOONER = timedelta(days=90)
OTHER = "+33639980142"


@pytest.fixture
def unproven(world, clock):
    """Nobody's number was ever proven, nor reached; Camille is on call, at 02:10."""
    Person.objects.update(phone_verified_at=None, phone_tested_at=None)
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


@pytest.fixture
def called(unproven, world):
    """She has been called by text."""
    incident = world.trigger()
    return incident, world.phone("camille").expect("CRISE")


def proven(world, key: str = "camille") -> datetime | None:
    return world.person(key).phone_verified_at


def test_an_unproven_number_is_called_all_the_same(called, world):
    assert proven(world) is None


def test_what_arrives_reached_the_number_and_proves_nothing(called, world, clock):
    camille = world.person("camille")

    assert (camille.phone_tested_at, camille.phone_verified_at) == (clock.now, None)


def test_opening_the_link_proves_nothing(called, world):
    called[1].tap_link()

    assert proven(world) is None


@pytest.mark.parametrize("button", ["I take it", "I can't"])
def test_a_button_behind_the_link_of_a_text_proves_the_number(
    called, world, clock, phone, button
):
    called[1].tap_link().press(button)

    assert proven(world) == clock.now
    page = called[0].pages.get(person=world.person("camille"), channel="sms")
    assert page.events.filter(source=Source.LINK).count() == 1
    if button == "I can't":
        clock.tick()
        phone("malik").expect("CRISE")


def test_a_link_in_an_email_proves_no_number(unproven, world, clock):
    Person.objects.filter(pk=world.person("camille").pk).update(phone="")
    world.trigger()
    clock.tick()
    world.phone("malik").expect("CRISE")
    letter = world.mail("camille", "Fumées")
    Person.objects.filter(pk=world.person("camille").pk).update(phone=OTHER)

    letter.tap_link().press("I take it")

    assert proven(world) is None


def test_the_link_of_a_text_to_an_old_number_does_not_prove_the_new_one(called, world):
    Person.objects.filter(pk=world.person("camille").pk).update(
        phone=OTHER, phone_tested_at=None
    )

    called[1].tap_link().press("I take it")

    camille = world.person("camille")
    assert (camille.phone_verified_at, camille.phone_tested_at) == (None, None)


def test_coming_second_proves_the_number_too(called, world, phone, clock):
    clock.forward(minutes=10)
    phone("camille").expect("CRISE")
    second = phone("malik").expect("CRISE")
    called[1].tap_link().press("I take it")
    page = Page.objects.get(token=second.link.rpartition("/")[2])
    malik = world.person("malik")

    answer = actions.take(
        incident_id=called[0].pk, by=malik, via="link", page=page, at=clock.now
    )

    assert answer.result == "already_taken"
    assert proven(world, "malik") == clock.now


@pytest.mark.parametrize(
    ("words", "answer"), [("OUI", "c'est noté"), ("comment ?", "Pas compris")]
)
def test_any_text_from_the_number_proves_it(called, world, clock, words, answer):
    world.phone("camille").reply(words)

    assert proven(world) == clock.now
    clock.tick()
    world.phone("camille").expect(answer)


def test_stop_comes_from_her_all_the_same(called, world, clock):
    world.phone("camille").reply("STOP")

    assert proven(world) == clock.now
    assert world.person("camille").phone_problem == "blocked"


def test_a_text_of_hers_says_nothing_of_ours(unproven, world, clock):
    world.phone("camille").reply("bonjour")
    clock.tick()
    world.phone("camille").expect("Pas compris")
    Person.objects.update(phone_tested_at=None)

    world.phone("camille").reply("bonjour")

    assert proven(world) == clock.now
    assert world.person("camille").phone_tested_at is None


def test_a_strangers_text_proves_nothing(called, world, clock):
    inbound = Inbound("SM1", OTHER, "OUI")

    actions.receive_sms(inbound=inbound, at=clock.now)

    assert not Person.objects.filter(phone_verified_at__isnull=False).exists()


def test_an_answer_on_the_teams_page_proves_nothing(called, world):
    office = world.office("camille").open(f"/t/edition/alerts/{called[0].code}/")

    office.press("I take it")

    assert proven(world) is None


def page_to(world, channel: Channel, at: datetime, **fields) -> Page:
    page = queue_text(
        world.person("camille"),
        "…",
        key=f"x:{channel}",
        to=world.person("camille").phone,
        incident=None,
        at=at,
        purpose=Purpose.TEST,
        channel=channel,
    )
    Page.objects.filter(pk=page.pk).update(**fields)
    page.refresh_from_db()
    return page


def test_a_key_pressed_in_a_call_proves_the_number(unproven, world, clock, phone):
    Person.objects.filter(pk=world.person("camille").pk).update(reach="call")
    world.trigger()

    camille = phone("camille").rings().hears("Appuyez sur 1")
    assert proven(world) is None
    camille.presses("1")

    assert proven(world) == world.person("camille").phone_tested_at == clock.now


def test_a_call_that_was_only_picked_up_proves_nothing(unproven, world, clock, phone):
    Person.objects.filter(pk=world.person("camille").pk).update(reach="call")
    world.trigger()

    phone("camille").hears("Appuyez sur 1").presses("7").hangs_up()

    camille = world.person("camille")
    assert (camille.phone_verified_at, camille.phone_tested_at) == (None, None)


def test_where_no_receipt_comes_the_button_says_that_it_arrived(unproven, world, clock):
    page = page_to(world, Channel.SMS, clock.now, state="accepted")

    link_used(page=page, at=clock.now)

    page.refresh_from_db()
    assert (page.state, page.delivered_at) == ("delivered", clock.now)
    link_used(page=page, at=clock.now + timedelta(minutes=1))
    assert PageEvent.objects.filter(page=page).count() == 1


def test_what_arrives_late_reached_the_number_all_the_same(unproven, world, clock):
    page = page_to(world, Channel.SMS, clock.now, state="undelivered")
    Person.objects.update(phone_problem="wrong")

    record_status(page_uuid=page.uuid, update=StatusUpdate("delivered"), at=clock.now)

    page.refresh_from_db()
    camille = world.person("camille")
    assert page.state == "undelivered"
    assert page.delivered_at == camille.phone_tested_at == clock.now
    assert camille.phone_problem == ""
