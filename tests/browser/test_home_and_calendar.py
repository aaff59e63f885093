"""The first page and the calendar page, as they are seen and used."""

from datetime import datetime

import pytest
from browsing import signed_in
from django.conf import settings as django_settings
from seeing import NARROW, look

from rota.actions.feeds import open_feeds
from rota.feeds import address_of


@pytest.fixture
def odile(page, site, world):
    """The lead's browser, on a Saturday evening with Camille on call."""
    first = world.on_duty("camille", backup="malik")
    world.on_duty("odile", backup="yann", at=first.ends_at)
    world.clock.set(datetime(2026, 11, 21, 21, 10))
    name = django_settings.SESSION_COOKIE_NAME
    session = signed_in("odile@ville.example").cookies[name].value
    page.context.add_cookies([{"name": name, "value": session, "url": site}])
    return page


def test_first_page_with_open_calls(odile, site, world):
    world.trigger("user_info", "Tramway 1 arrêté entre Commerce et Gare")
    world.trigger("crisis", "Fumées visibles à Cheviré", exercise=True)
    for _ in range(2):
        world.phone("camille").expect("")

    odile.goto(site)

    look(odile, "home")


def test_menu_opens_on_a_phone(odile, site):
    odile.set_viewport_size(NARROW)
    odile.goto(site)
    menu = odile.get_by_role("group").filter(has_text="Menu")

    menu.locator("summary").click()
    menu.get_by_role("link", name="Calendar").click()

    assert odile.url == f"{site}/t/edition/calendar/"


def test_an_address_is_copied(odile, site, world):
    odile.context.grant_permissions(["clipboard-read", "clipboard-write"])
    odile.goto(f"{site}/t/edition/calendar/")
    look(odile, "calendar")

    odile.get_by_role("button", name="Copy").first.click()

    odile.get_by_role("button", name="Copied").wait_for()
    _, own = open_feeds(membership=world.member("odile"), at=world.clock.now)
    assert odile.evaluate("navigator.clipboard.readText()") == address_of(own)


def test_an_address_is_withdrawn(odile, site, world):
    odile.goto(f"{site}/t/edition/calendar/")
    before = odile.get_by_label("subscribe to this address").first.input_value()

    odile.get_by_text("Withdraw this address").first.click()
    odile.get_by_role("button", name="Withdraw and make a new one").first.click()

    odile.get_by_text("The old address no longer works").wait_for()
    after = odile.get_by_label("subscribe to this address").first.input_value()
    assert after != before
