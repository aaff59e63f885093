"""A crisis cell, by thumb and by keyboard: opened, answered, followed."""

from datetime import datetime

import pytest
from convening import name, stands
from keyboard import tab_to
from playwright.sync_api import Page, expect
from seeing import look

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def incident(world, clock, cabinet):
    """Smoke at night; Camille is told."""
    clock.set(datetime(2026, 11, 28, 21, 10))
    world.on_duty("camille", backup="malik")
    name(world)
    return world.trigger(caller=cabinet, facts="Fumée visible, préfecture prévenue.")


@pytest.fixture
def page(page, site, world, incident) -> Page:
    """Camille's page, on her phone; she took it."""
    link = world.phone("camille").expect("CRISE").link
    page.set_viewport_size(PHONE)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}{link}")
    page.get_by_role("button", name="I take it").click()
    return page


def test_opened_and_answered_with_the_keyboard(
    page, site, world, clock, visitor, incident
):
    look(page, "cell-before")
    tab_to(page, "Call the crisis cell")
    page.keyboard.press("Enter")
    expect(page.get_by_text("called at 21:10").first).to_be_visible()
    clock.tick()

    link = world.phone("sofia").expect("Cellule").link
    sofia = visitor(viewport=PHONE)
    sofia.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    sofia.goto(f"{site}{link}")
    expect(
        sofia.get_by_text("The crisis cell needs you: press officer.")
    ).to_be_visible()
    look(sofia, "cell-asked")
    tab_to(sofia, "^I am coming")
    sofia.keyboard.press("Enter")
    expect(
        sofia.get_by_text("You are in the crisis cell: press officer.")
    ).to_be_visible()
    look(sofia, "cell-in")

    # Camille's page follows by itself
    expect(page.get_by_text("accepted at 21:10")).to_be_visible()
    look(page, "cell-open")
    assert stands(incident)["press"] == ("taken", "sofia")
    for key in ("odile", "yann"):
        world.phone(key).expect("Cellule")


def test_lead_names_and_orders_people_with_the_keyboard(signed_in_as, site, team):
    page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/cell/")
    tab_to(page, "^Called first")
    page.keyboard.type("Odile")
    tab_to(page, "^Down")
    page.keyboard.press("Enter")
    expect(page.locator("#role-1 input[type=text]")).to_have_value("pilot")
    tab_to(page, "^Role")  # Enter in a field saves
    page.keyboard.press("Enter")

    expect(page.get_by_text("Saved. Cells already open")).to_be_visible()
    pilot = team.cell_plan.roles.get(kind="pilot")
    assert pilot.position == 1
    assert pilot.line.get().person.name == "Odile Perrin"
    look(page, "cell-plan-named")
