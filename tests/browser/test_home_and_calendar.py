"""The first page and the calendar page, as they are seen and used."""

import re
from datetime import datetime

import pytest
import requests
from browsing import signed_in
from django.conf import settings as django_settings
from seeing import NARROW, look

from rota.actions.feeds import end_feed
from rota.core.qr import Code, code_of
from rota.core.subscribing import Ways
from rota.feeds import address_of
from rota.models import Feed, FeedKind


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


@pytest.fixture
def calendar(odile, site, world):
    """Her page, with two addresses; one has been read."""
    own = world.subscribe("odile", FeedKind.OWN, name="Mon téléphone")
    requests.get(address_of(own), headers={"User-Agent": "Google-Calendar-Importer"})
    world.clock.forward(hours=9)
    world.subscribe("odile", remind_before=720)
    odile.goto(f"{site}/t/edition/calendar/")
    return odile


def test_an_address_is_copied(calendar, world):
    calendar.context.grant_permissions(["clipboard-read", "clipboard-write"])
    look(calendar, "calendar-read")

    calendar.get_by_text("Subscribe with it").last.click()
    calendar.get_by_role("button", name="Copy").last.click()

    calendar.get_by_role("button", name="Copied").wait_for()
    own = Feed.objects.get(kind=FeedKind.OWN)
    assert calendar.evaluate("navigator.clipboard.readText()") == address_of(own)


def test_code_for_the_phone_can_be_read_by_its_camera(calendar):
    calendar.get_by_text("Subscribe with it").last.click()
    calendar.get_by_text("QR code").last.click()

    look(calendar, "calendar-code")
    own = Feed.objects.get(kind=FeedKind.OWN)
    code = calendar.get_by_role("img", name="QR code").last
    assert squares(code) == code_of(Ways(address_of(own), "").webcal)
    box = code.bounding_box()
    assert box["width"] == box["height"] >= 150


def squares(code) -> Code:
    """What is drawn."""
    size = int(code.get_attribute("viewBox").split()[-1])
    return Code(size, code.locator("path").get_attribute("d"))


def test_an_address_is_replaced(calendar):
    address = calendar.get_by_label("subscribe to this address").last
    before = address.input_value()

    calendar.get_by_role("link", name="Change or withdraw").last.click()
    look(calendar, "feed-change")
    calendar.get_by_role("button", name="Replace the address").click()

    calendar.get_by_text("Here is the new address").wait_for()
    look(calendar, "calendar-replaced")
    after = calendar.get_by_label("subscribe to this address").first.input_value()
    assert after != before


def test_an_address_is_made_without_losing_what_was_typed(calendar):
    calendar.get_by_label("My weekends").check()
    name = calendar.get_by_label("Name")
    name.evaluate("input => input.removeAttribute('maxlength')")
    name.fill("x" * 61)
    calendar.get_by_role("button", name="Make the address").click()
    look(calendar, "calendar-errors")
    assert calendar.get_by_label("My weekends").is_checked()
    assert calendar.get_by_label("Name").input_value() == "x" * 61

    calendar.get_by_label("Name").fill("Outlook")
    calendar.get_by_role("button", name="Make the address").click()

    calendar.get_by_role("heading", name="Outlook").wait_for()


def test_screen_in_the_hall(page, site, world):
    world.on_duty("camille", backup="malik")
    wall = world.subscribe(kind=FeedKind.WALL, name="Hall")
    world.clock.set(datetime(2026, 11, 21, 21, 10))

    page.goto(address_of(wall))
    look(page, "wall-held")

    world.on_duty("")
    page.evaluate("htmx.trigger('#now', 'look')")
    page.get_by_text("Personne n’est d’astreinte").wait_for()
    look(page, "wall-nobody")


def test_screen_of_a_team_that_speaks_english(page, site, world):
    world.team.language = "en"
    world.team.save()
    world.on_duty("camille")
    wall = world.subscribe(kind=FeedKind.WALL, name="Hall")

    page.goto(address_of(wall))

    page.get_by_text("Next: Camille Roux, from Fri 20 Nov, 18:00").wait_for()
    look(page, "wall-at-work")


def test_screen_says_when_it_is_left_behind(page, site, world, complaints):
    wall = world.subscribe(kind=FeedKind.WALL, name="Hall")
    page.goto(address_of(wall))
    page.route("**/now/**", lambda route: route.abort())

    page.evaluate("htmx.trigger('#now', 'look')")

    page.get_by_text("n’est pas à jour").wait_for()
    look(page, "wall-behind")
    complaints.clear()  # the console names the page it could not reach


def test_screen_whose_address_is_refused_shows_nobody(page, site, world, complaints):
    world.on_duty("camille")
    wall = world.subscribe(kind=FeedKind.WALL, name="Hall")
    world.clock.set(datetime(2026, 11, 21, 21, 10))
    page.goto(address_of(wall))
    end_feed(feed_id=wall.pk, by=None, at=world.clock.now)

    page.evaluate("htmx.trigger('#now', 'look')")

    page.get_by_text("This address was withdrawn").wait_for()
    assert page.get_by_text("Camille").count() == 0
    complaints.clear()


def test_addresses_of_the_team(odile, site, world):
    world.subscribe(kind=FeedKind.TEAM, name="Cabinet du maire")
    world.subscribe(kind=FeedKind.WALL, name="Écran du hall")

    odile.goto(f"{site}/t/edition/calendar/shared/")

    look(odile, "shared-feeds")


def test_half_a_year_is_printed_on_one_sheet(odile, site, world):
    for number, period in enumerate(world.team.periods.all()[:30]):
        pair = ("camille", "malik") if number % 2 else ("yann", "ines")
        world.on_duty(*pair, at=period.starts_at)
    odile.goto(f"{site}/t/edition/calendar/")

    odile.get_by_role("link", name="The rota, to print").click()

    sheet = odile.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
