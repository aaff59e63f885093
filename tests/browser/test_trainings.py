"""The table of trainings with JavaScript: a cell is changed where it stands."""

import pytest
from playwright.sync_api import Page, expect
from seeing import look

from rota.models import Qualification, Training

CELL = ".matrix tbody tr:first-child .cell"


@pytest.fixture
def table(world, signed_in_as, site) -> Page:
    """The lead's table of one training that nobody has yet."""
    Training.objects.create(
        team=world.team, name="Agorapulse", valid_months=12, needed_on_call=True
    )
    world.on_duty("camille", backup="malik")
    page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/trainings/")
    return page


def test_a_cell_becomes_a_form_and_a_cell_again_the_focus_going_along(table, world):
    table.keyboard.press("Tab")
    expect(table.locator("#lacking")).to_contain_text("lacks a training")
    table.locator(f"{CELL} a").focus()
    table.keyboard.press("Enter")
    expect(table.get_by_label("Done on")).to_be_focused()
    look(table, "trainings-cell")

    table.get_by_label("Done on").fill("2026-11-02")
    table.keyboard.press("Enter")

    expect(table.locator(CELL)).to_contain_text("until 2 November 2027")
    expect(table.locator("#lacking")).to_be_empty()
    expect(table.locator(f"{CELL} a")).to_be_focused()
    assert table.url.endswith("/t/edition/trainings/")
    assert Qualification.objects.get().membership == world.member("camille")


def test_what_is_wrong_is_said_in_the_cell(table):
    table.locator(f"{CELL} a").click()
    table.get_by_label("Done on").fill("2026-11-02")
    table.get_by_label("Counts until").fill("2026-11-01")
    table.get_by_role("button", name="Save").click()

    expect(table.locator(".matrix .errors")).to_contain_text("It would end before")
    table.get_by_role("link", name="Cancel").click()
    expect(table.locator(CELL)).to_contain_text("not trained")


def test_who_is_signed_out_meanwhile_comes_to_the_sign_in_page(table, complaints):
    table.context.clear_cookies()

    table.locator(f"{CELL} a").click()

    table.wait_for_url("**/accounts/login/**")


def test_a_lead_lets_somebody_double_without_leaving_the_board(
    world, signed_in_as, site
):
    period = world.on_duty("camille", backup="malik")
    page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/rota/?cell={period.pk}-on_call")

    page.get_by_label("Who doubles").select_option(label="Tomas Keller")
    page.get_by_role("button", name="Let double").click()

    expect(page.locator(f"#p{period.pk}")).to_contain_text("Tomas K. doubles")
    page.goto(f"{site}/t/edition/rota/?cell={period.pk}-on_call")
    look(page, "board-shadow")
