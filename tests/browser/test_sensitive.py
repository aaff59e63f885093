"""A sensitive call as it looks: to those in it, to the others, to its caller."""

from datetime import datetime

import pytest
from playwright.sync_api import expect
from seeing import look

from escalation import actions
from escalation.models import Incident

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def call(world, clock, cabinet):
    """A crisis of the mayor's office, that Camille has."""
    cabinet.sensitive = True
    cabinet.save()
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    found = world.trigger(title="Un élu mis en cause", caller=cabinet)
    world.phone("camille").expect("appel sensible")
    actions.take(
        incident_id=found.pk, by=world.person("camille"), via="link", at=clock.now
    )
    return found


def test_lead_who_is_not_in_it_finds_a_line_without_words(signed_in_as, site, call):
    page = signed_in_as("odile")

    for address in ("/", "/t/edition/alerts/"):
        page.goto(site + address)
        expect(page.get_by_text("A sensitive call is open")).to_be_visible()
        expect(page.get_by_text("élu mis en cause")).to_have_count(0)
        look(page, f"sensitive-outside-{address.count('/')}")


def test_owner_lets_a_colleague_in_on_the_phone(page, site, world, call):
    page.set_viewport_size(PHONE)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}/p/{call.pages.first().token}")
    expect(page.get_by_text("Sensitive – only those in it")).to_be_visible()

    page.get_by_text("In it: Camille R.").click()
    page.get_by_label("Let a colleague see it").select_option(label="Yann Guérin")
    page.get_by_role("button", name="Show the call").click()

    expect(page.get_by_text("In it: Camille R., Yann G.")).to_be_visible()
    look(page, "sensitive-agent")


def test_pilot_marks_it_and_lowers_it(signed_in_as, site, call):
    Incident.objects.update(sensitive=False)
    page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/alerts/{call.code}/")

    page.get_by_text("Is it sensitive?").click()
    page.get_by_role("button", name="Mark it as sensitive").click()
    expect(page.get_by_text("In it: Camille R., Odile P.")).to_be_visible()
    page.get_by_text("It is no crisis any more", exact=True).click()
    look(page, "sensitive-pilot")
    page.get_by_label("Why it is no crisis any more").fill("Fausse alerte")
    page.get_by_role("button", name="Make it user information again").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("user information")
    expect(page.get_by_text("Fausse alerte")).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_caller_is_told_so_on_the_form(page, site, world, cabinet, call, language):
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": site}]
    )
    page.goto(site + world.desk(cabinet).path)

    words = {"fr": "Vos appels sont sensibles", "en": "Your calls are sensitive"}
    expect(page.get_by_text(words[language])).to_be_visible()
    look(page, "sensitive-caller")
