"""On a phone, after “I take it”: steps, messages, what was published; in a
tunnel too."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from seeing import look

PHONE = {"width": 390, "height": 844}
FIRST_STEP = "Check with the source"


@pytest.fixture
def work(page, site, world, clock, caller) -> Page:
    """Camille's page, on her phone; she took it."""
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    world.trigger(case="user_info", title="Parc de Procé fermé", caller=caller)
    link = world.phone("camille").expect("USAGERS").link
    page.set_viewport_size(PHONE)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}{link}" if link.startswith("/") else link)
    page.get_by_role("button", name="I take it").click()
    return page


def step(page: Page, words: str = FIRST_STEP):
    return page.get_by_role("checkbox", name=re.compile(words))


def test_steps_messages_and_posts_on_one_page(work):
    step(work).click()
    expect(step(work)).to_be_checked()
    expect(step(work)).to_be_focused()

    work.get_by_text("What kind of event is it?").click()
    work.get_by_label("What kind of event?").select_option("park_wind")
    work.get_by_role("button", name="Show what to do then").click()
    expect(work.get_by_text("Reopen only once the teams have checked")).to_be_visible()
    work.get_by_text("First message EN").click()
    work.get_by_label("Site").check()
    work.get_by_label("Link").fill("https://ville.example/parcs")
    work.get_by_role("button", name="Note it").click()
    expect(work.get_by_role("link", name="see it Site")).to_be_visible()
    look(work, "agent-at-work")


def test_what_is_tapped_in_a_tunnel_is_sent_behind_it(work, world, complaints):
    work.context.set_offline(True)
    step(work).click()
    expect(work.get_by_text("No network. What you tapped is kept")).to_be_visible()
    assert not world.incident().log.filter(kind="ticked").exists()

    work.context.set_offline(False)
    work.evaluate("dispatchEvent(new Event('online'))")

    expect(step(work)).to_be_checked()
    expect(work.locator("#outbox")).to_be_hidden()
    assert world.incident().log.filter(kind="ticked").count() == 1
    assert all("INTERNET_DISCONNECTED" in one for one in complaints)
    complaints.clear()


def test_what_was_typed_survives_a_page_that_is_thrown_away(work):
    work.get_by_text("Fill in what is known").click()
    work.get_by_label("Where (optional)").fill("All the parks")
    work.reload()

    expect(work.get_by_label("Where (optional)")).to_have_value("All the parks")

    work.get_by_role("button", name="Put it into the messages").click()
    expect(work.get_by_text("All the parks, from").first).to_be_attached()
    assert (
        work.evaluate("Object.keys(localStorage).filter(k => k.includes('draft'))")
        == []
    )


def test_reason_that_lacks_is_asked_for_and_the_rest_stays(work):
    work.get_by_label("Do not publish").check()
    work.get_by_role("button", name="Record the decision").click()

    expect(work.get_by_text("Say why: the caller reads it.")).to_be_visible()
    expect(work.get_by_label("Do not publish")).to_be_checked()
