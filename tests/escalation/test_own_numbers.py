"""Our own numbers are nobody's: not to be typed, called, texted or listened to."""

from datetime import datetime

import pytest
from browsing import Browser, signed_in
from people import phone_of
from twilio_double import TwilioDouble

from escalation.actions import receive_sms
from escalation.core.delivery import Inbound
from escalation.models import HandsetCall, InboundSms, IncidentState
from rota.models import Person, PhoneProblem
from rota.senders import own_numbers

OURS = "+33639980199"
TYPED = "06 39 98 01 99"
REFUSED = "Our own texts and calls come from this number"


@pytest.fixture(params=["TWILIO_FROM", "TWILIO_VOICE_FROM", "OVHCLOUD_FROM"])
def ours(request, settings) -> str:
    """A number that some provider sends from."""
    setattr(settings, request.param, OURS)
    return OURS


@pytest.fixture
def night(world, clock) -> None:
    """Saturday, 02:10."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


def test_senders_that_are_names_are_nobodys_number(settings):
    settings.TWILIO_FROM, settings.OVHCLOUD_FROM = "NantesMetro", ""
    settings.SMS_HTTP_FROM = "+33 6 39 98 01 99"

    assert own_numbers() == {OURS}


# --- in forms -----------------------------------------------------------------------
def test_nobody_may_have_it_as_her_own(ours, team):
    me = Browser(signed_in("camille@ville.example")).open("/me/calls/")

    me.press("Save the number", phone=TYPED).sees(REFUSED)

    assert Person.objects.get(email="camille@ville.example").phone != ours


def test_lead_cannot_give_it_to_a_member(ours, team, lead_client):
    page = Browser(lead_client).open("/t/edition/team/new/")

    page.press("Add", name="Paul Roy", email="paul@ville.example", phone=TYPED)

    page.sees(REFUSED)
    assert not Person.objects.filter(phone=ours).exists()


def test_list_of_people_says_it_beside_the_row(ours, team, lead_client):
    text = f"nom;e-mail;portable\nPaul Roy;paul@ville.example;{TYPED}"
    page = Browser(lead_client).open("/t/edition/team/import/")

    page.press("Read the list", text=text).sees(TYPED, REFUSED)


def test_service_cannot_be_called_back_on_it(ours, team, lead_client):
    page = Browser(lead_client).open("/t/edition/callers/")

    page.press("Add", name="Accueil", phone=TYPED).sees(REFUSED)

    assert not team.callers.exists()


# --- in the engine ------------------------------------------------------------------
def test_it_is_never_texted_and_the_ladder_moves_on(world, clock, night, settings):
    Person.objects.filter(pk=world.person("camille").pk).update(phone=OURS)
    with TwilioDouble(now=lambda: clock.now) as twilio:
        for name, value in twilio.settings().items():
            setattr(settings, name, value)
        settings.TWILIO_FROM = OURS
        incident = world.trigger()
        clock.tick()

        assert [text.fields["To"] for text in twilio.sent] == [phone_of("malik")]
    assert incident.log.filter(kind="failed", data__code="own").count() == 1
    assert world.person("camille").phone_problem == PhoneProblem.WRONG


def test_it_is_never_rung(world, clock, night, settings):
    settings.TWILIO_VOICE_FROM = OURS
    Person.objects.filter(pk=world.person("camille").pk).update(
        phone=OURS, reach="call"
    )

    world.trigger()
    clock.tick()

    assert not HandsetCall.objects.filter(handset__phone=OURS).exists()
    world.phone("malik").expect("CRISE")


def test_text_that_came_back_to_us_has_no_effect(world, clock, night, settings):
    Person.objects.filter(pk=world.person("camille").pk).update(phone=OURS)
    settings.TWILIO_FROM = OURS
    incident = world.raise_only()
    clock.tick()
    world.phone("malik").expect("CRISE")

    receive_sms(inbound=Inbound("SM1", OURS, "OUI"), at=clock.now)

    incident.refresh_from_db()
    assert incident.state == IncidentState.TRIGGERED
    assert InboundSms.objects.get().person is None
