"""Pages in their rarer states, which are the ones seen on a bad day."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from seeing import look

from escalation import actions
from escalation.permissions import CALLER_LINK
from rota.links import make_token


@pytest.fixture
def desk(page, site, cabinet):
    """Opens the page of the mayor's office, in English."""

    def open_page(version: int = 0) -> Page:
        token = make_token(CALLER_LINK, cabinet.pk, version or cabinet.version)
        cookie = {"name": "django_language", "value": "en", "url": site}
        page.context.add_cookies([cookie])
        page.goto(f"{site}/call/{token}")
        return page

    return open_page


def test_nobody_on_duty_and_no_engine(desk, world, clock):
    world.on_duty("")
    clock.set(datetime(2026, 11, 21, 2, 10))

    page = desk()

    expect(page.get_by_text("Nobody holds this weekend's duty")).to_be_visible()
    expect(page.get_by_text("not working as it should")).to_be_visible()
    look(page, "caller-nobody-on-duty")


def test_form_with_errors_keeps_what_was_typed(desk, incident):
    page = desk()
    page.get_by_label("What should the public know").fill("Restez chez vous.")
    page.get_by_label("On this number").fill("12")
    page.locator("form:has([name=title])").evaluate("form => form.noValidate = true")

    page.get_by_role("button", name=re.compile("^Call")).click()

    expect(page.get_by_text("Nobody has been called yet.")).to_be_visible()
    facts = page.get_by_label("What should the public know")
    expect(facts).to_have_value("Restez chez vous.")
    look(page, "caller-errors")


def test_withdrawn_link(desk, cabinet, complaints):
    cabinet.version = 2
    cabinet.save()

    page = desk(version=1)

    expect(page.get_by_role("heading", name="no longer works")).to_be_visible()
    look(page, "caller-withdrawn")
    assert "410" in complaints.pop()


def test_link_cut_in_two(page, site, complaints, world):
    page.goto(f"{site}/p/abc")

    look(page, "agent-unknown")
    assert "404" in complaints.pop()


def test_call_that_nobody_answers(incident, world, clock, signed_in_as, site):
    clock.forward(minutes=21)
    for key, times in (("camille", 2), ("malik", 1), ("odile", 1)):
        for _ in range(times):
            world.phone(key).expect("CRISE")
    page = signed_in_as("odile")

    page.goto(f"{site}/t/edition/alerts/{incident.code}/")

    expect(page.get_by_text("Nobody has answered yet")).to_be_visible()
    look(page, "incident-unanswered")


def test_agent_who_passed_it_on(incident, page, site):
    page.goto(f"{site}/p/{incident.pages.first().token}")
    page.get_by_role("button", name=re.compile("^I can't")).click()

    expect(page.get_by_text("You passed it on.")).to_be_visible()
    look(page, "agent-passed")


def test_exercise_on_the_agents_page(world, clock, page, site):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 10, 0))
    world.trigger(exercise=True)

    page.goto(site + world.phone("camille").expect("EXERCICE").link)

    expect(page.get_by_text("EXERCISE – nothing of this is real")).to_be_visible()
    look(page, "agent-exercise")


def test_board_of_a_reader(house, visitor, world, signed_in_as, site):
    page = signed_in_as("hugo")

    page.goto(f"{site}/t/edition/rota/")

    expect(page.get_by_role("link", name=re.compile("Change"))).to_have_count(0)
    look(page, "board-reader")


def test_wrong_password(page, site, world):
    page.goto(site)
    form = page.get_by_role("form", name="With your password")
    form.get_by_label("Work e-mail").fill("odile@ville.example")
    form.get_by_label("Password").fill("not this one")

    form.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "sign-in-refused")


def test_call_closed_while_its_caller_looks(desk, incident, world, clock):
    who = {"incident_id": incident.pk, "by": world.person("camille"), "at": clock.now}
    actions.take(**who, via="link")
    page = desk()
    page.get_by_role("link", name=incident.title).click()
    add = page.get_by_role("button", name="Add it")
    expect(add).to_be_visible()
    sides = page.locator(".with-aside > section, #add > section:first-child").all()
    assert len({side.bounding_box()["y"] for side in sides}) == 1, "columns start apart"

    actions.close(**who, outcome="published")

    expect(page.get_by_role("link", name="Make a new call")).to_be_visible()
    expect(add).to_have_count(0)
    expect(page.get_by_text("This page follows by itself")).to_have_count(0)
    look(page, "caller-closed")
