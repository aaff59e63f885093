"""The weekend sheet in a browser: filled in on a phone, pasted, re-read by one tap,
printed, taken along, and its posts suspended in a call."""

from datetime import datetime

import pytest
from briefing import other_row, post_row
from django.conf import settings as django_settings
from playwright.sync_api import expect
from seeing import NARROW, look

from escalation import actions
from escalation.permissions import BRIEF_LINK
from rota.links import make_token
from rota.models import Seat

SATURDAY = datetime(2026, 11, 21, 10, 0)
SHEET = "/t/edition/weekend/"
ROWS = (
    "Date\tHeure\tRéseau\tTexte\n"
    "21/11/2026\t10h\tFacebook + Instagram\tMarché de Noël\n"
    "31/12\t25h\tLinkedIn\tRien de grave\n"
)


@pytest.fixture
def period(world):
    return world.on_duty("camille", backup="malik")


@pytest.fixture
def sheet(world, period):
    """One row of each kind, one post re-read."""
    post_row(world, SATURDAY, link="https://outil.example/posts/4117")
    post_row(world, SATURDAY.replace(day=22), by="yann", outlet="X", text="Musées")
    subject = {"title": "Tram, ligne B", "text": "Bus relais", "source": "Exploitant"}
    other_row(world, "subject", owner=world.person("lena"), **subject)
    other_row(world, "contact", title="Espaces verts", phone="+33240000012")
    other_row(world, "note", text="Badge au poste de garde")
    return period


def speak(page, language: str, site: str) -> None:
    name = django_settings.LANGUAGE_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": language, "url": site}])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_full_sheet(sheet, language, signed_in_as, site):
    page = signed_in_as("yann")
    speak(page, language, site)

    page.goto(f"{site}{SHEET}")

    look(page, "brief-full")


def test_filled_in_with_one_thumb(period, signed_in_as, site):
    page = signed_in_as("sofia", viewport=NARROW)
    page.goto(f"{site}{SHEET}")
    page.get_by_role("link", name="Add a scheduled post").click()
    page.get_by_label("Day").select_option("2026-11-21")
    page.get_by_label("Time").fill("10h30")
    page.get_by_label("Network").select_option(label="Facebook")
    page.get_by_label("What it says").fill("Marché de Noël")
    look(page, "brief-row")
    page.set_viewport_size(NARROW)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Sat 21 Nov, 10:30", exact=True)).to_be_visible()
    expect(page.get_by_text("not re-read", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pasted_checked_and_added(period, signed_in_as, language, site):
    page = signed_in_as("sofia", viewport=NARROW)
    speak(page, language, site)
    page.goto(f"{site}{SHEET}")
    page.locator("a[href$='/paste/']").click()
    page.locator("#paste_text").fill(ROWS)
    look(page, "brief-paste")
    page.set_viewport_size(NARROW)
    page.locator("main form button").click()
    look(page, "brief-check")
    page.set_viewport_size(NARROW)
    page.locator("#row_r2-day").select_option("2026-11-22")
    page.locator("#row_r2-time").fill("18h")
    page.locator("#row_r2-outlet").select_option(label="Site")
    page.locator("main form button").click()

    expect(page.locator(".planned").first.locator("li")).to_have_count(3)


def test_reread_by_one_tap(sheet, signed_in_as, site):
    page = signed_in_as("ines", viewport=NARROW)
    page.goto(f"{site}{SHEET}")

    page.get_by_role("button", name="I have re-read it").first.click()

    expect(page.get_by_text("re-read by Inès N.")).to_be_visible()


def test_on_paper_links_are_words_and_buttons_are_gone(sheet, signed_in_as, site):
    page = signed_in_as("camille")
    page.goto(f"{site}{SHEET}")

    page.emulate_media(media="print")

    expect(page.get_by_text("https://outil.example/posts/4117")).to_be_visible()
    for words in ("Print", "Take it with you", "Add a note"):
        expect(page.get_by_text(words, exact=True)).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2


def test_taken_along_opens_without_the_program(
    sheet, world, visitor, site, tmp_path, browser
):
    shift = sheet.shifts.get(seat=Seat.ON_CALL)
    token = make_token(BRIEF_LINK, shift.pk, shift.revision)
    page = visitor(viewport=NARROW)
    page.goto(f"{site}/sheet/{token}")
    look(page, "brief-link")
    with page.expect_download() as download:
        page.get_by_role("link", name="Take it with you").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    offline = browser.new_context(offline=True, viewport=NARROW)
    alone = offline.new_page()
    alone.goto(file.as_uri())

    expect(alone.get_by_text("02 40 00 00 12")).to_be_visible()
    look(alone, "brief-file")
    offline.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_suspended_in_a_crisis(sheet, world, clock, cabinet, visitor, language, site):
    clock.set(datetime(2026, 11, 21, 2, 10))
    incident = world.raise_only("crisis", caller=cabinet)
    said = {"incident_id": incident.pk, "by": world.person("camille"), "at": clock.now}
    actions.take(**said, via="link")
    token = incident.pages.filter(person=said["by"]).first().token
    page = visitor(viewport=NARROW)
    speak(page, language, site)
    page.goto(f"{site}/p/{token}")

    page.locator("#suspend button[value=suspended]").first.click()

    expect(page.locator("#suspend .tag[data-tone=ok]")).to_have_count(1)
    look(page, "brief-suspend")
