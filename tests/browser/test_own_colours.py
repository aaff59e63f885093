"""The main pages for readers whose system replaces all colours by a few of their own:
what colours said is still said, and the focus is still seen."""

import pytest
from drafting import give
from playwright.sync_api import Page
from seeing import look_in_own_colours

from rota.models import Seat

PAGES = ("home", "board", "incident", "changes", "agent", "my_days", "calendar")


@pytest.fixture
def drafted(world) -> None:
    """Something to publish, and something wrong with it."""
    first, second, *_others = world.team.periods.all()[1:]
    give(world, first, "camille")
    give(world, first, "malik", Seat.BACKUP)
    give(world, second, "malik", Seat.BACKUP)


@pytest.fixture
def odile(signed_in_as) -> Page:
    page = signed_in_as("odile")
    page.emulate_media(forced_colors="active")
    return page


def style(page: Page, selector: str, name: str) -> str:
    return page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{name}")


@pytest.mark.parametrize("name", PAGES)
def test_page_can_be_used_in_ones_own_colours(name, drafted, house, odile, site):
    odile.goto(site + house.path(name, genuine=True))

    look_in_own_colours(odile, name)


def test_the_main_button_stands_out_and_shows_its_focus(drafted, house, odile, site):
    odile.goto(site + house.path("board", genuine=True))

    main, other = ".button[data-tone=main]", ".toolbar .button:not([data-tone])"
    assert style(odile, main, "backgroundColor") != style(
        odile, other, "backgroundColor"
    )
    odile.locator(main).first.focus()
    odile.keyboard.press("Shift+Tab")
    odile.keyboard.press("Tab")
    assert style(odile, main, "outlineStyle") == "solid"
    assert style(odile, main, "outlineColor") != style(odile, main, "backgroundColor")


def test_weekends_of_the_strip_differ_by_more_than_colour(house, odile, site):
    odile.goto(site + house.path("board", genuine=True))

    held = style(odile, ".year i[data-colour]", "backgroundColor")
    for empty in odile.locator(".year i:not([data-colour])").all()[:5]:
        assert empty.evaluate("one => getComputedStyle(one).backgroundColor") != held


def test_the_tool_in_hand_is_marked(house, odile, site):
    odile.goto(site + house.path("my_days", genuine=True))

    assert style(odile, ".tool:has(:checked)", "outlineStyle") == "solid"
    assert style(odile, ".tool:not(:has(:checked))", "outlineStyle") == "none"
