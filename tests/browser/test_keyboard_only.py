"""No mouse: everything that matters is reached with Tab and pressed with a key."""

import pytest
from keyboard import focused_name, tab_to
from playwright.sync_api import expect

from escalation.permissions import CALLER_LINK
from rota.links import make_token


@pytest.fixture
def desk(incident, cabinet, page, site):
    """The mayor's office at its page, nothing touched yet."""
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}/call/{token}")
    return page


def test_first_tab_skips_to_the_content(desk):
    desk.keyboard.press("Tab")
    assert focused_name(desk) == "Skip to content"

    desk.keyboard.press("Enter")

    assert desk.url.endswith("#main")


def test_service_calls_with_the_keyboard(desk, world):
    tab_to(desk, "^Crisis")
    desk.keyboard.press("Space")
    tab_to(desk, "What is happening")
    desk.keyboard.type("Fumées visibles au port")
    tab_to(desk, "^Call .* now")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Fumées visibles au port")).to_be_visible()
    world.phone("camille").expect("Fumées visibles au port")


def test_agent_takes_the_call_with_the_keyboard(incident, page, site):
    page.goto(f"{site}/p/{incident.pages.first().token}")

    tab_to(page, "^I take it")
    page.keyboard.press("Enter")

    expect(page.get_by_text("You took it at 02:10")).to_be_visible()


def test_lead_gives_a_weekend_with_the_keyboard(signed_in_as, site, world):
    page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/rota/")

    tab_to(page, r"(?s)nobody yet.*, on call,")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who can take")).to_be_focused()
    tab_to(page, "Malik T.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Malik T.").first).to_be_visible()
    tab_to(page, "^Publish…")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What publishing")).to_be_visible()
    tab_to(page, "^Publish$")
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 change is published.")).to_be_visible()
    first = world.team.periods.first()
    assert first.shifts.get().membership.person.name == "Malik Traoré"
