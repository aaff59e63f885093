"""A number made certain, on the telephone it belongs to; and who else is not."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from seeing import NARROW, look

from escalation.models import Page as Sent
from rota.models import Person, PhoneProblem

CODE = re.compile(r"\d{6}")


def change(key: str, **fields: object) -> None:
    Person.objects.filter(email=f"{key}@ville.example").update(**fields)


@pytest.fixture
def yann(signed_in_as, team, site) -> Page:
    """Yann at the page about his calls, in English, who has not given a number."""
    change("yann", phone="", phone_verified_at=None, phone_tested_at=None)
    page = signed_in_as("yann", viewport=NARROW)
    page.goto(f"{site}/me/calls/")
    return page


def test_a_number_is_written_verified_and_tried_out(yann, world, clock, site):
    number = world.phone("yann").number
    yann.get_by_label("Mobile phone").fill("06 39 98 01 02")
    yann.get_by_role("button", name="Save the number").click()
    expect(yann.get_by_text("not verified yet")).to_be_visible()
    look(yann, "calls-unverified")

    yann.set_viewport_size(NARROW)
    yann.get_by_role("button", name="Text me a code").click()
    field = yann.get_by_label("The code")
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    field.fill("12")
    yann.get_by_role("button", name="Verify").click()
    expect(yann.get_by_text("This is not the code that was sent.")).to_be_visible()
    expect(field).to_have_value("12")
    look(yann, "code-refused")
    code = CODE.search(world.phone("yann").expect("code").body)
    field.fill(code.group())
    yann.set_viewport_size(NARROW)
    yann.get_by_role("button", name="Verify").click()
    expect(yann.get_by_text("Thank you: this number is verified.")).to_be_visible()
    expect(yann.get_by_text("verified on")).to_be_visible()

    yann.get_by_role("button", name="Send me a test now").click()
    expect(yann.get_by_text("The text has arrived.")).to_be_visible()
    text = world.phone("yann").expect("ESSAI")
    look(yann, "calls-tried")
    yann.goto(site + text.link)
    look(yann, "trial-open")
    yann.set_viewport_size(NARROW)
    yann.get_by_role("button", name="It arrived").click()

    expect(yann.get_by_text("You confirmed it at")).to_be_visible()
    look(yann, "trial-confirmed")
    assert Sent.objects.filter(to=number, purpose="test", state="delivered").exists()


def test_a_test_that_is_on_its_way_is_followed(yann, world, clock, settings, site):
    change("yann", phone=world.phone("yann").number, phone_verified_at=clock.now)
    sent = Sent.objects.create(
        uuid="6f1e3d5c-0000-4000-8000-000000000000",
        key="test:1:sms",
        person=world.person("yann"),
        purpose="test",
        channel="sms",
        to=world.phone("yann").number,
        text="TEST",
        state="sent",
        created_at=clock.now,
        due_at=clock.now,
        expires_at=clock.now + timedelta(minutes=15),
    )
    yann.goto(f"{site}/me/calls/")
    expect(yann.get_by_text("The text has left.")).to_be_visible()

    Sent.objects.filter(pk=sent.pk).update(state="delivered")

    expect(yann.get_by_text("The text has arrived.")).to_be_visible()
    expect(yann.locator("#trial[hx-get]")).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_cannot_be_reached_is_said_to_the_lead(
    language, world, clock, signed_in_as, site
):
    world.on_duty("camille", backup="malik")
    world.on_duty("sofia", backup="yann", at=clock.now + timedelta(days=7))
    change("camille", phone_verified_at=None, reach="sms")
    change("malik", phone_problem=PhoneProblem.BLOCKED)
    change("yann", phone_tested_at=clock.now - timedelta(days=40))
    change("odile", phone_verified_at=None)
    page = signed_in_as("odile")
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": site}]
    )

    page.goto(f"{site}/t/edition/readiness/")
    look(page, "readiness-troubled")
    page.goto(f"{site}/t/edition/team/")
    look(page, "team-troubled")
    page.goto(site)
    look(page, "home-troubled")
    page = signed_in_as("camille")
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": site}]
    )
    page.goto(f"{site}/me/")
    look(page, "profile-unverified")
    page.goto(f"{site}/t/edition/readiness/")
    look(page, "readiness-own")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_numbers_to_let_through_are_shown(language, signed_in_as, settings, site):
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "38123"
    page = signed_in_as("camille")
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": site}]
    )

    page.goto(f"{site}/me/calls/")

    expect(page.get_by_text("38123")).to_be_visible()
    look(page, "calls-with-our-number")
