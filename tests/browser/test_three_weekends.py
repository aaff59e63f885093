"""The three stories this product exists for, each from its first tap to its last, on
phones: a park closed by the wind, smoke at night, and a comment that could wait."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from convening import name
from playwright.sync_api import Page, expect
from seeing import NARROW, look

from rota.links import make_token
from rota.models import Seat

AFTERNOON = datetime(2026, 11, 28, 14, 2)
NIGHT = datetime(2026, 11, 28, 21, 10)
MONDAY = datetime(2026, 11, 30, 8, 30)
Opens = Callable[[str], Page]


@pytest.fixture
def phone_at(visitor, site) -> Opens:
    """One more telephone, in English, at an address."""

    def opens(address: str) -> Page:
        page = visitor(viewport=NARROW)
        english = {"name": "django_language", "value": "en", "url": site}
        page.context.add_cookies([english])
        page.goto(address if address.startswith("http") else f"{site}{address}")
        return page

    return opens


@pytest.fixture
def desk(world, clock, cabinet, phone_at) -> Page:
    """The mayor's office, with its bookmark; Camille is on call."""
    clock.set(AFTERNOON)
    world.on_duty("camille", backup="malik")
    name(world)
    cabinet.language = "en"
    cabinet.save()
    return phone_at(world.desk(cabinet).path)


def look_in_both(page: Page, site: str, name: str) -> None:
    """Somebody French sees the same."""
    for language in ("fr", "en"):
        cookie = {"name": "django_language", "value": language, "url": site}
        page.context.add_cookies([cookie])
        page.reload()
        look(page, name)


def monday_link(world) -> str:
    shift = world.team.periods.get(shifts__seat=Seat.ON_CALL).shifts.get(
        seat=Seat.ON_CALL
    )
    return f"/handover/{make_token('handover', shift.pk, shift.revision)}"


def called(world, phone_at: Opens, desk: Page, case: str, title: str) -> Page:
    """`desk` calls, and Camille takes it: her page."""
    desk.get_by_role("radio", name=re.compile(f"^{case}")).check()
    desk.get_by_label("What is happening?").fill(title)
    desk.get_by_role("button", name="Call Camille R. now").click()
    expect(desk.get_by_role("heading", name=title)).to_be_visible()
    page = phone_at(world.phone("camille").expect(title[:20]).link)
    page.get_by_role("button", name="I take it").click()
    return page


def closes(camille: Page) -> None:
    camille.get_by_text("It is done: close the call").click()
    camille.get_by_label("Published", exact=True).check()
    camille.get_by_role("button", name="Close this call").click()
    expect(camille.get_by_text("There is nothing to do.")).to_be_visible()


def test_park_closed_by_the_wind(desk, world, clock, phone_at, site):
    title = "Parc de Procé fermé par le vent"
    camille = called(world, phone_at, desk, "Urgent user information", title)
    expect(desk.get_by_text("Taken by Camille R.")).to_be_visible()
    camille.get_by_label("Publish", exact=True).check()
    camille.get_by_role("button", name="Record the decision").click()
    expect(desk.get_by_text("Camille R. decides")).to_be_visible()
    camille.get_by_label("Site").check()
    camille.get_by_label("Link").fill("https://ville.example/procé")
    camille.get_by_role("button", name="Note it").click()
    expect(desk.get_by_role("link", name="see it")).to_be_visible()

    desk.get_by_role("button", name="It is over").click()
    expect(camille.get_by_text("says that it is over").first).to_be_visible()
    closes(camille)
    expect(desk.get_by_text("This call is closed")).to_be_visible()
    look_in_both(desk, site, "wind-is-over")

    clock.set(MONDAY)
    handover = phone_at(monday_link(world))
    expect(handover.get_by_text(title).first).to_be_visible()
    look_in_both(handover, site, "wind-on-monday")


def into_the_cell(world, camille: Page, phone_at: Opens) -> Page:
    """Sofia is called into it, and comes."""
    camille.get_by_role("button", name="Call the crisis cell").click()
    expect(camille.get_by_text("called at 21:10").first).to_be_visible()
    world.clock.tick()
    sofia = phone_at(world.phone("sofia").expect("Cellule").link)
    sofia.get_by_role("button", name="I am coming").click()
    expect(sofia.get_by_text("You are in the crisis cell")).to_be_visible()
    return sofia


def relayed(camille: Page) -> None:
    """Yann moderates now, and Malik has the call from one o'clock on."""
    camille.get_by_label("Who does it: moderation").select_option(label="Yann Guérin")
    camille.get_by_role("button", name="Switch on moderation").click()
    expect(camille.get_by_text("Yann G., since 21:10")).to_be_visible()
    camille.get_by_text("Plan who takes over").click()
    camille.get_by_label("Who takes over").select_option(label="Malik Traoré")
    camille.get_by_label("From").fill("2026-11-29T01:00")
    camille.get_by_label("Until", exact=True).fill("2026-11-29T08:00")
    camille.get_by_role("button", name="Plan it").click()
    expect(camille.locator("#relay")).to_contain_text("Malik T., ")


def test_smoke_at_night(desk, world, clock, phone_at, signed_in_as, site):
    clock.set(NIGHT)
    title = "Fumées visibles à Cheviré"
    camille = called(world, phone_at, desk, "Crisis", title)
    sofia = into_the_cell(world, camille, phone_at)
    camille.reload()
    relayed(camille)
    look_in_both(camille, site, "smoke-goes-on")
    camille.get_by_role("button", name="Switch off moderation").click()
    expect(camille.get_by_text("Yann G., since 21:10")).to_be_hidden()

    closes(camille)
    clock.tick()
    for key in ("sofia", "yann", "malik"):
        world.phone(key).expect("la crise est terminée")
    sofia.reload()
    expect(sofia.get_by_text("over", exact=False).first).to_be_visible()

    odile = signed_in_as("odile")
    odile.goto(f"{site}/t/edition/alerts/{world.incident().code}/debrief/")
    odile.get_by_label("Facts").fill("Fumées de 21 h 10 à 23 h.")
    odile.get_by_role("button", name="Save").click()
    odile.get_by_role("button", name="It was held").click()
    expect(odile.get_by_text("held", exact=False).first).to_be_visible()
    look_in_both(odile, site, "smoke-debriefed")
    for key in ("odile", "yann"):
        world.phone(key).expect("Cellule")


def test_please_answer_this_comment(desk, world, clock, signed_in_as, site):
    desk.get_by_label("It can wait").check()
    desk.get_by_label("What is happening?").fill("Répondre à ce commentaire")
    desk.get_by_role("button", name="Keep it for the next working day").click()
    expect(desk.get_by_text("Répondre à ce commentaire").first).to_be_visible()
    clock.forward(minutes=30)  # nobody's telephone rings: the world looks at its end

    clock.set(MONDAY)
    odile = signed_in_as("odile")
    odile.set_viewport_size(NARROW)
    odile.goto(f"{site}/t/edition/monday/")
    odile.get_by_role("link", name="Répondre à ce commentaire", exact=True).click()
    odile.get_by_label("Answer").fill("C’est en ligne.")
    odile.get_by_role("button", name="Answer and close").click()
    expect(odile.get_by_text("is answered.")).to_be_visible()
    look_in_both(odile, site, "comment-answered")

    desk.reload()
    expect(desk.get_by_text("C’est en ligne.").first).to_be_visible()
