"""An old phone, a locked-down desk: every action is a form, every page reloads."""

import re

import pytest
from playwright.sync_api import expect

from escalation.permissions import CALLER_LINK
from rota.links import make_token


@pytest.fixture
def plain(visitor, site):
    """A browser without JavaScript, in English."""
    page = visitor(java_script_enabled=False)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    return page


def test_call_preview_and_follow(plain, incident, cabinet, site, world, clock):
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)
    plain.goto(f"{site}/call/{token}")
    plain.get_by_role("radio", name=re.compile("^Crisis")).check()
    plain.get_by_label("What is happening?").fill("Fumées visibles au port")

    plain.get_by_role("button", name="Preview what is sent").click()
    expect(plain.locator("#preview")).to_contain_text("Fumées visibles au port")
    plain.get_by_role("button", name=re.compile("^Call .* now")).click()
    expect(plain.get_by_text("waiting for an answer")).to_be_visible()
    world.phone("camille").expect("au port").tap_link().press("I take it")
    plain.get_by_role("link", name="Refresh").click()

    expect(plain.get_by_text("Taken by Camille R.").first).to_be_visible()


def test_take_and_close(plain, incident, site):
    plain.goto(f"{site}/p/{incident.pages.first().token}")

    plain.get_by_role("button", name="I take it").click()
    plain.get_by_text("It is done: close the call").click()
    plain.get_by_label("Published", exact=True).check()
    plain.get_by_role("button", name="Close this call").click()

    expect(plain.get_by_text("There is nothing to do.")).to_be_visible()


def test_assign_and_publish(signed_in_as, site, world):
    page = signed_in_as("odile", java_script_enabled=False)
    page.goto(f"{site}/t/edition/rota/")

    page.get_by_role("link", name=re.compile("nobody yet.*, on call,")).first.click()
    page.get_by_role("button", name=re.compile("Malik T.")).click()
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_text("1 change is published.")).to_be_visible()
    assert world.team.periods.first().shifts.count() == 1


def test_menu_opens_on_a_phone(signed_in_as, site):
    page = signed_in_as(
        "odile",
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
    )
    page.goto(site)

    page.get_by_text("Menu").click()
    page.get_by_role("link", name="Calendar", exact=True).click()

    assert page.url == f"{site}/t/edition/calendar/"
