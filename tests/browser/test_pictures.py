"""The pictures of README, taken from the product at work. They are written with
UPDATE_PICTURES=1; without it the same pages are looked at and nothing is kept."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from seeing import NARROW, look

from escalation.permissions import CALLER_LINK
from rota.actions.draft import fill
from rota.actions.publish import publish
from rota.links import make_token

SMALL = {"width": 390, "height": 700}
LOW = {"width": 1240, "height": 640}


@pytest.fixture
def rota(world, clock):
    """Six months filled and published; Camille on call this weekend."""
    odile = world.person("odile")
    world.on_duty("camille", backup="malik")
    fill(
        team=world.team,
        until=datetime(2027, 4, 30).date(),
        by=odile,
        at=clock.now,
    )
    publish(team=world.team, by=odile, at=clock.now)
    clock.forward(minutes=1)


def test_board(rota, world, clock, signed_in_as, site):
    page: Page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/rota/?from=2026-12")
    page.get_by_role("link", name="on call").nth(1).click()
    page.locator("#who button.option").first.click()
    expect(page.get_by_text("Draft:")).to_be_visible()
    page.get_by_role("link", name=", on call,").nth(3).click()
    expect(page.get_by_role("heading", name="Who can take")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")

    look(page, "picture-board", picture="board")


def test_call(rota, world, clock, cabinet, page, visitor, signed_in_as, site, settings):
    settings.SITE_URL = "https://astreinte.example"  # in the texts: no test port
    clock.set(datetime(2026, 11, 21, 21, 10))
    clock.tick()
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}/call/{token}")
    page.get_by_role("radio", name="Crisis People").check()
    page.get_by_label("What is happening?").fill("Fumées visibles à Cheviré")
    page.get_by_label("What should the public know").fill("Restez à l’intérieur.")
    expect(page.locator("#preview")).to_contain_text("CRISE")
    look(page, "picture-caller", picture="caller")
    page.get_by_role("button", name="Call Camille R. now").click()
    expect(page.get_by_text("waiting for an answer")).to_be_visible()

    world.phone("camille").expect("CRISE")
    clock.forward(minutes=11)
    world.phone("camille").expect("CRISE")
    text = world.phone("malik").expect("CRISE")
    phones = visitor()
    phones.set_viewport_size(LOW)
    phones.goto(f"{site}/phones/")
    look(phones, "picture-phones", picture="phones")
    agent = visitor(viewport=SMALL)
    agent.goto(site + urlsplit(text.link).path)
    look(agent, "picture-agent", picture="agent")
    agent.set_viewport_size(NARROW)
    agent.get_by_role("button", name="I take it").click()
    expect(agent.get_by_text("You took it")).to_be_visible()

    lead: Page = signed_in_as("odile", viewport=LOW)
    lead.goto(f"{site}/t/edition/alerts/{world.incident().code}/")
    look(lead, "picture-incident", picture="incident")
