"""A test of one's own telephone, and the page that says “it arrived”."""

from datetime import timedelta

import pytest
from browsing import Browser

from escalation.actions.testing import send_test
from escalation.core.pacing import TooSoon
from escalation.models import Channel, Page, Source
from escalation.sending import hand_over_page
from escalation.sweep import sweep
from rota.models import Notice, Person

OTHER = "+33639980142"


@pytest.fixture
def camille(world) -> Person:
    people = Person.objects.filter(pk=world.person("camille").pk)
    people.update(phone_verified_at=None, phone_tested_at=None)
    return people.get()


def send(camille, at, *channels: str) -> list[Page]:
    wanted = channels or (Channel.SMS,)
    pages = send_test(by=camille, channels=wanted, at=at)
    for page in pages:
        hand_over_page(page.pk, at)
    return pages


@pytest.fixture
def text(world, camille, clock):
    """The test text, as her telephone shows it."""
    send(camille, clock.now)
    return world.phone("camille").expect("ESSAI")


def proven(world):
    camille = world.person("camille")
    return camille.phone_verified_at, camille.phone_tested_at


def test_a_test_goes_the_way_of_a_call_and_says_what_it_is(text, world, clock):
    page = Page.objects.get(purpose="test")

    assert text.body.startswith("ESSAI d'astreinte, mer 09h00")
    assert text.link == f"/test/{page.token}"
    assert (page.incident, page.state) == (None, "delivered")
    assert proven(world) == (None, clock.now)


def test_opening_the_page_confirms_nothing(text, world):
    page = text.tap_link()

    page.sees("This is a test: nothing has happened", "Test text for Camille R.")
    assert Browser().client.head(text.link).status_code == 200
    assert proven(world)[0] is None


def test_the_button_confirms_and_proves_the_number(text, world, clock):
    clock.now += timedelta(minutes=2)

    page = text.tap_link().press("It arrived")

    page.sees("You confirmed it at 09:02")
    assert proven(world) == (clock.now, clock.now)


def test_confirming_twice_confirms_once(text, world, clock):
    page, again = text.tap_link(), text.tap_link()
    page.press("It arrived")
    clock.now += timedelta(minutes=5)

    again.press("It arrived").sees("You confirmed it at 09:00")

    assert Page.objects.get().events.filter(source=Source.LINK).count() == 1


def test_the_page_speaks_her_language(text, world):
    Person.objects.filter(pk=world.person("camille").pk).update()

    browser = Browser()
    del browser.client.cookies["django_language"]

    browser.open(text.link).sees("SMS d’essai pour Camille R.", "Il est arrivé")


def test_a_link_cut_in_two_opens_nothing(text):
    page = Browser().open(text.link[:-3])

    assert page.status == 404
    page.sees("This link is not known")


def test_days_later_the_link_is_put_away(text, world, clock):
    page = text.tap_link()
    clock.now += timedelta(days=3, seconds=1)

    [form] = [form for form in page.forms if "arrived" in form.action]
    assert page.send(form, form.buttons[0]).status == 410
    page.sees("This test is over")
    assert proven(world)[0] is None
    assert page.open(text.link).status == 410


def test_the_link_of_a_call_is_none_of_a_test(incident):
    token = incident.pages.first().token

    assert Browser().open(f"/test/{token}").status == 404


def test_the_link_of_a_test_is_none_of_a_call(text):
    assert Browser().open(text.link.replace("test", "p")).status == 404


def test_a_confirmation_from_an_old_number_proves_nothing(text, world):
    Person.objects.filter(pk=world.person("camille").pk).update(phone=OTHER)

    text.tap_link().press("It arrived")

    assert proven(world)[0] is None


def test_one_a_minute(text, camille, clock, world):
    clock.now += timedelta(seconds=59)
    with pytest.raises(TooSoon):
        send(camille, clock.now)

    clock.now += timedelta(seconds=1)
    send(camille, clock.now)
    world.phone("camille").expect("ESSAI")


def test_a_test_that_does_not_arrive_is_told_to_nobody_else(
    camille, world, clock, phone
):
    phone("camille").becomes("unreachable")

    [page] = send(camille, clock.now)

    page.refresh_from_db()
    assert page.state == "undelivered"
    assert proven(world) == (None, None)
    assert not Notice.objects.exists()


def test_a_number_that_was_out_of_service_is_tried_and_works_again(
    camille, world, clock
):
    Person.objects.filter(pk=camille.pk).update(phone_problem="wrong")

    send(camille, clock.now)

    world.phone("camille").expect("ESSAI")
    assert world.person("camille").phone_problem == ""


def test_a_fault_of_our_own_is_told_to_the_leads(camille, world, clock, settings):
    settings.SMS_PROVIDER, settings.TWILIO_API_BASE_URL = "twilio", "http://x.example"
    settings.TWILIO_ACCOUNT_SID = settings.TWILIO_AUTH_TOKEN = "x"

    send(camille, clock.now)

    told = Notice.objects.values_list("kind", "person__email")
    assert list(told) == [("alarm_config", "odile@ville.example")]


def test_a_call_comes_beside_the_text_and_asks_for_nothing(
    camille, clock, phone, world
):
    pages = send(camille, clock.now, Channel.VOICE, Channel.SMS)

    assert [page.channel for page in pages] == [Channel.SMS, Channel.VOICE]
    phone("camille").expect("ESSAI")
    phone("camille").rings().hears("Ceci est un essai de l'astreinte")
    assert not phone("camille").call().key_url
    assert world.person("camille").phone_verified_at is None


def test_what_was_not_handed_over_is_sent_by_the_engine(camille, clock, world):
    send_test(by=camille, channels=[Channel.SMS], at=clock.now)

    sweep(clock.now)

    world.phone("camille").expect("ESSAI")


def test_an_answer_by_text_is_no_answer_to_a_call(text, world, clock):
    world.phone("camille").reply("OUI")
    clock.tick()

    world.phone("camille").expect("Aucun appel en cours")
    assert proven(world)[0] == clock.now
