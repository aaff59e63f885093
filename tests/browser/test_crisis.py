"""A crisis that lasts, on phones: the next update announced, a text validated by
somebody who is not signed in, a relay planned, and the end."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from seeing import look

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def work(page, site, world, clock, caller) -> Page:
    """Camille's page, on her phone; she took a crisis."""
    clock.set(datetime(2026, 11, 28, 21, 10))
    world.on_duty("camille", backup="malik")
    world.trigger(caller=caller)
    return open_link(page, site, world.phone("camille").expect("CRISE").link)


def open_link(page: Page, site: str, link: str) -> Page:
    page.set_viewport_size(PHONE)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}{link}" if link.startswith("/") else link)
    return page


def answers_with_changes(sofia: Page) -> None:
    look(sofia, "validation-asked")
    sofia.set_viewport_size(PHONE)
    sofia.get_by_text("Publish it with changes").click()
    sofia.get_by_label("The text, with your changes").fill("Close doors and windows.")
    sofia.get_by_role("button", name="Publish it with these changes").click()
    expect(sofia.get_by_text("Camille R. is told.")).to_be_visible()


def test_crisis_that_lasts_and_ends(work, visitor, site, world, clock):
    work.get_by_role("button", name="I take it").click()
    work.get_by_label("The next one at").fill("21:40")
    work.get_by_label("Then every so many minutes").fill("30")
    work.get_by_role("button", name="Start counting").click()
    expect(work.locator(".next-update")).to_contain_text("21:40")

    work.get_by_text("Have a text validated before it is published").click()
    work.get_by_label("The text, as it would be published").fill("Close your windows.")
    work.get_by_label("Who validates it").select_option(label="Sofia Almeida")
    work.get_by_role("button", name="Ask for validation").click()
    expect(work.get_by_text("Sofia A. was asked at 21:10")).to_be_visible()
    clock.tick()

    link = world.phone("sofia").expect("valider").link
    answers_with_changes(open_link(visitor(), site, link))
    clock.tick()
    world.phone("camille").expect("avec des changements")

    work.reload()
    expect(work.locator("#validated")).to_have_text("Close doors and windows.")
    work.get_by_text("Plan who takes over").click()
    work.get_by_label("Who takes over").select_option(label="Yann Guérin")
    work.get_by_label("From").fill("2026-11-29T01:00")
    work.get_by_label("Until", exact=True).fill("2026-11-29T12:30")
    work.get_by_role("button", name="Plan it").click()
    expect(work.get_by_text("would be at it for 11 h 30 min in a row")).to_be_visible()
    look(work, "crisis-at-work")
    work.set_viewport_size(PHONE)
    work.get_by_label("I know that it goes against").check()
    work.get_by_role("button", name="Plan it").click()
    expect(work.get_by_text("against the rest owed").first).to_be_visible()

    work.get_by_text("It is done: close the call").click()
    work.get_by_label("Published", exact=True).check()
    work.get_by_role("button", name="Close this call").click()
    expect(work.get_by_text("There is nothing to do.")).to_be_visible()
    clock.tick()
    for key in ("sofia", "yann"):
        world.phone(key).expect("la crise est terminée")


def test_debrief_of_a_crisis(signed_in_as, site, world, clock, caller):
    clock.set(datetime(2026, 11, 28, 21, 10))
    world.on_duty("camille", backup="malik")
    incident = world.trigger(caller=caller)
    taken = world.phone("camille").expect("CRISE").tap_link().press("I take it")
    taken.press("Close this call", outcome="published", note="")
    page = signed_in_as("odile")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])

    page.goto(f"{site}/t/edition/alerts/")
    page.get_by_role("link", name="Fumées visibles à Cheviré").click()
    page.get_by_label("It will be held on").fill("2026-12-02")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_label("Facts").fill("Smoke from 21:10.")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("planned Wednesday 2 December")).to_be_visible()
    look(page, "debrief-planned")
    page.goto(f"{site}/t/edition/alerts/{incident.code}/log/")
    look(page, "log-of-a-crisis")
