"""Two taps on a phone say when somebody cannot; also by keyboard, and without
JavaScript. A lead sees it."""

import pytest
from drafting import give, go
from playwright.sync_api import expect
from seeing import NARROW, look

from rota.models import Absence


def said() -> list[tuple[str, str, str]]:
    rows = Absence.objects.order_by("first_on")
    return [(one.kind, str(one.first_on), str(one.last_on)) for one in rows]


@pytest.fixture
def phone_of_camille(signed_in_as, site, world):
    page = signed_in_as("camille", viewport=NARROW, has_touch=True, is_mobile=True)
    page.goto(f"{site}/t/edition/days/")
    return page


def test_two_taps_on_a_phone(phone_of_camille):
    page = phone_of_camille

    page.locator("label", has_text="Rather not").tap()
    page.locator("#w2026-11-27").tap()

    expect(
        page.get_by_text("Saved: rather not, Fri 27 Nov to Mon 30 Nov.")
    ).to_be_visible()
    expect(page.locator("#w2026-11-27")).to_contain_text("rather not")
    assert said() == [("rather_not", "2026-11-27", "2026-11-30")]
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("Undone: everything is as it was before.")).to_be_visible()
    assert said() == []


def test_what_is_tapped_stays_where_it_is(phone_of_camille):
    page = phone_of_camille
    far = page.locator("#w2027-05-07")
    far.scroll_into_view_if_needed()
    before = far.bounding_box()

    far.tap()

    expect(far).to_contain_text("cannot")
    assert abs(far.bounding_box()["y"] - before["y"]) < 40
    expect(far).to_be_focused()


def test_by_keyboard_enter_on_a_tool_taps_nothing(signed_in_as, site):
    page = signed_in_as("camille")
    page.goto(f"{site}/t/edition/days/")
    page.get_by_role("radio", name="Cannot").focus()

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=gladly")
    expect(page.get_by_role("radio", name="Gladly")).to_be_checked()
    assert said() == []
    page.locator("#w2026-11-27").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#w2026-11-27")).to_contain_text("gladly")
    expect(page.locator("#w2026-11-27")).to_be_focused()
    assert said() == [("gladly", "2026-11-27", "2026-11-30")]


def test_two_taps_without_javascript(signed_in_as, site):
    page = signed_in_as("camille", java_script_enabled=False, viewport=NARROW)
    page.goto(f"{site}/t/edition/days/")

    page.locator("label", has_text="Gladly").click()
    page.locator("#w2026-11-27").click()
    page.locator("#w2026-12-04").click()

    expect(page.get_by_role("radio", name="Gladly")).to_be_checked()
    assert [kind for kind, _first, _last in said()] == ["gladly", "gladly"]
    page.get_by_role("button", name="Undo").click()
    assert len(said()) == 1


def test_on_duty_and_away_the_page_says_so_at_once(phone_of_camille, world):
    give(world, world.team.periods.all()[1], "camille")
    go(world)
    page = phone_of_camille
    page.reload()

    page.locator("#w2026-11-27").tap()

    expect(page.get_by_text("when you cannot: ask for cover")).to_be_visible()


def test_everybody_can_use_the_pages_when_much_is_said(signed_in_as, site, world):
    give(world, world.team.periods.all()[1], "camille")
    go(world)
    page = signed_in_as("camille")
    page.goto(f"{site}/t/edition/days/")
    for tool, weekend in (
        ("Cannot", "2026-11-27"),
        ("Rather not", "2026-12-04"),
        ("Gladly", "2026-12-11"),
    ):
        page.locator("label", has_text=tool).click()
        page.locator(f"#w{weekend}").click()
        expect(page.locator(f"#w{weekend}")).to_have_attribute("data-kind", kind(tool))

    look(page, "my_days_said")
    lead = signed_in_as("odile")
    lead.goto(f"{site}/t/edition/team/days/")
    look(lead, "team_days_said")


def kind(tool: str) -> str:
    return tool.lower().replace(" ", "_")
