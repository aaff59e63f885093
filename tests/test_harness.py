"""The harness itself: a phone or clock that does not notice is worse than none."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from harness import START

from escalation.models import Handset, HandsetCall, HandsetMessage
from escalation.sms.simulator_voice import SimulatorVoice
from rota.models import Role

DAY = timedelta(days=1)


@pytest.fixture
def text(world):
    """Puts a text on Camille's phone without any provider."""

    def put(body: str) -> None:
        handset, _ = Handset.objects.get_or_create(phone=world.phone("camille").number)
        HandsetMessage.objects.create(
            handset=handset,
            outbound=True,
            body=body,
            at=START,
            provider_id=f"T{HandsetMessage.objects.count()}",
            state="delivered",
        )

    yield put
    HandsetMessage.objects.all().delete()


def test_phone_finds_the_text_with_all_the_words(world, text):
    text("Rappel")
    text("CRISE 21 h 10")

    assert world.phone("camille").expect("crise", "21").body == "CRISE 21 h 10"


def test_phone_fails_without_the_text(world, text):
    text("CRISE")

    with pytest.raises(AssertionError, match="has no text with"):
        world.phone("camille").expect("INFO")


def test_phone_shows_a_text_once(world, text):
    text("CRISE")
    world.phone("camille").expect("CRISE")

    with pytest.raises(AssertionError):
        world.phone("camille").expect("CRISE")


def test_a_text_nobody_expected_fails_the_test(world, text):
    text("CRISE")

    with pytest.raises(AssertionError, match="unexpected texts"):
        world.no_surprises()
    with pytest.raises(AssertionError, match="got"):
        world.phone("camille").silence()


@pytest.fixture
def ring(world):
    """Lets Camille's phone ring without the engine."""

    def place() -> None:
        number = world.phone("camille").number
        SimulatorVoice().place_call(to=number, reference="r", at=START)

    yield place
    HandsetCall.objects.all().delete()


def test_phone_that_has_not_rung_says_so(world):
    with pytest.raises(AssertionError, match="has not rung"):
        world.phone("camille").rings()


def test_phone_that_rings_no_more_does_not_ring(world, clock, ring):
    ring()
    world.phone("camille").rings()
    clock.set(START + timedelta(seconds=25))

    with pytest.raises(AssertionError):
        world.phone("camille").rings()


def test_phone_fails_when_other_words_are_said(world, ring):
    ring()
    HandsetCall.objects.update(state="over", heard="Crise")

    world.phone("camille").hears("crise")
    with pytest.raises(AssertionError, match="not in"):
        world.phone("camille").hears("information")


def test_a_call_nobody_expected_fails_the_test(world, ring):
    ring()

    with pytest.raises(AssertionError, match="unexpected calls"):
        world.no_surprises()
    with pytest.raises(AssertionError, match="has rung"):
        world.phone("camille").silence()


def test_a_call_beside_an_expected_text_is_no_surprise(world, text, ring):
    text("CRISE")
    ring()
    world.phone("camille").expect("CRISE")

    world.no_surprises()
    world.phone("camille").silence()


def test_a_call_that_was_expected_is_no_surprise(world, ring):
    ring()
    world.phone("camille").rings()

    world.no_surprises()


def test_team_has_eight_people_of_three_trades_and_one_lead(team):
    members = team.memberships.all()

    assert members.count() == 8
    assert len({member.trade for member in members}) == 3
    assert members.filter(role=Role.LEAD).count() == 1


def test_weekends_start_on_friday_evening_in_the_teams_zone(team):
    first = team.periods.first()

    assert first.starts_at.astimezone(team.zone).isoformat() == (
        "2026-11-20T18:00:00+01:00"
    )
    assert 50 < team.periods.count() < 54


def test_naive_times_are_paris_times(clock):
    clock.set(datetime(2026, 7, 14, 2, 0))

    assert clock.now.isoformat() == "2026-07-14T00:00:00+00:00"


def test_on_duty_is_published(world):
    period = world.on_duty("camille", backup="malik")

    assert period.published_at
    assert {shift.membership.person.name for shift in period.shifts.all()} == {
        "Camille Roux",
        "Malik Traoré",
    }


def test_browser_sends_a_form_with_its_hidden_fields(team):
    browser = Browser().open("/accounts/login/")
    (form,) = [form for form in browser.forms if "password" in form.names()]
    assert "csrfmiddlewaretoken" in form.names()

    browser.send(form, login="nobody@ville.example", password="wrong")

    assert browser.status == 200
    browser.sees("Sign in")


def test_browser_says_which_buttons_there_are(team):
    with pytest.raises(AssertionError, match="Sign in"):
        Browser().open("/accounts/login/").press("Take off")
