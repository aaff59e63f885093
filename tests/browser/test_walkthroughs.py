"""A newcomers' session: a call played from a large screen, by keyboard."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from seeing import look

from escalation import actions
from escalation.actions.walkthroughs import release
from escalation.walkthroughs import Draft

SATURDAY = datetime(2026, 11, 21, 14, 2)


@pytest.fixture
def walk(world, clock, caller, site):
    """A park that Camille closed on the website, replayed."""
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)
    call = world.raise_only(
        "user_info", "Parc de Procé fermé", facts="Vu par Camille", caller=caller
    )
    said = {"incident_id": call.pk, "by": world.person("camille")}
    at = clock.now + timedelta(minutes=2)
    actions.take(**said, via="link", at=at)
    actions.decide_about(**said, decision="publish", at=at + timedelta(minutes=4))
    actions.close(**said, outcome="published", at=at + timedelta(minutes=20))
    call.refresh_from_db()
    by, seen = world.person("odile"), Draft(call).digest
    return release(incident_id=call.pk, words=[], seen=seen, by=by, at=clock.now)


@pytest.fixture
def page(walk, signed_in_as, site) -> Page:
    page = signed_in_as("camille")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}/t/edition/walk-throughs/{walk.pk}/")
    return page


def test_arrow_keys_turn_the_pages(page):
    expect(page.get_by_text("step 1 of 7")).to_be_visible()
    for number in (2, 3):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_text(f"step {number} of 7")).to_be_visible()

    page.keyboard.press("ArrowLeft")

    expect(page.get_by_text("step 2 of 7")).to_be_visible()


def test_question_is_answered_by_keyboard_and_looks_well(page):
    page.goto(f"{page.url}?step=4")
    look(page, "walkthrough-question")

    page.get_by_role("link", name="Do not publish").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile("What was done:"))).to_be_visible()
    look(page, "walkthrough-answer")
