"""The rota board by keyboard, by mouse and by finger, in a real browser."""

import re
from datetime import timedelta

import pytest
from drafting import give, go
from playwright.sync_api import Page, expect
from seeing import NARROW, barriers, look

from rota.actions.draft import fill
from rota.actions.periods import extend_periods
from rota.models import DraftSeat, Period, Role, Seat

BOARD = "/t/edition/rota/"


@pytest.fixture
def board(signed_in_as, site, world) -> Page:
    """Odile's board, nothing given yet."""
    page = signed_in_as("odile")
    page.goto(site + BOARD)
    return page


@pytest.fixture
def weekends(world) -> list[Period]:
    return list(world.team.periods.all())


def seat(page: Page, period: Period, place: str = Seat.ON_CALL):
    return page.locator(f"#c{period.pk}-{place}")


def chip(page: Page, name: str):
    return page.locator(".people").get_by_role("link", name=name)


def drag(page: Page, source, target) -> None:
    """With the mouse, in small steps, as a hand does."""
    start, end = source.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 12, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] / 2, steps=8)


def drafted(period: Period) -> dict[str, str]:
    rows = period.drafts.select_related("membership__person")
    return {row.seat: row.membership.person.name.split()[0] for row in rows}


def test_a_name_is_typed_into_a_seat(board, weekends):
    first, second = weekends[:2]
    seat(board, first).focus()

    board.keyboard.press("ArrowDown")
    expect(seat(board, second)).to_be_focused()
    board.keyboard.press("ArrowRight")
    expect(seat(board, second, Seat.BACKUP)).to_be_focused()
    board.keyboard.type("mal")
    expect(board.get_by_role("option", name="Malik T.")).to_be_visible()
    assert barriers(board) == []
    board.keyboard.press("Enter")

    expect(seat(board, second, Seat.BACKUP)).to_contain_text("Malik T.")
    expect(seat(board, second, Seat.BACKUP)).to_be_focused()
    expect(board.locator("#aloud")).to_contain_text("Malik T., backup")
    assert drafted(second) == {Seat.BACKUP: "Malik"}


def test_the_list_says_what_speaks_against_somebody(board, weekends, world, site):
    give(world, weekends[0], "camille")
    board.reload()
    seat(board, weekends[1]).focus()

    board.keyboard.type("c")

    expect(board.get_by_role("option", name="Camille")).to_contain_text(
        "on call the week before"
    )
    board.keyboard.press("Escape")
    expect(seat(board, weekends[1])).to_be_focused()
    assert drafted(weekends[1]) == {}


def test_only_one_seat_is_a_stop_of_the_tab_key(board, weekends):
    seat(board, weekends[0]).focus()
    board.keyboard.press("End")
    last = board.evaluate("document.activeElement.id")
    board.keyboard.press("PageUp")
    assert board.evaluate("document.activeElement.id") != last
    board.keyboard.press("Home")
    expect(seat(board, weekends[0])).to_be_focused()

    board.keyboard.press("Tab")

    assert not board.evaluate("document.activeElement.matches('a.seat')")
    assert board.locator("a.seat[tabindex='0']").count() == 1


def test_keys_are_explained(board, weekends):
    seat(board, weekends[0]).focus()

    board.keyboard.press("?")

    expect(board.get_by_role("heading", name="With the keyboard")).to_be_visible()
    look(board, "board-keys")
    board.keyboard.press("Escape")
    expect(board.get_by_role("dialog")).to_be_hidden()


def test_undo_and_redo_with_the_keyboard(board, weekends):
    seat(board, weekends[0]).focus()
    board.keyboard.type("cam")
    board.keyboard.press("Enter")
    expect(seat(board, weekends[0])).to_contain_text("Camille R.")
    expect(
        board.get_by_role("button", name="Undo: Camille R. on Fri 20 Nov")
    ).to_be_visible()

    board.keyboard.press("Control+z")
    expect(seat(board, weekends[0])).to_contain_text("nobody yet")
    expect(board.get_by_text("Undone: Camille R. on Fri 20 Nov.")).to_be_visible()
    assert not DraftSeat.objects.exists()
    board.keyboard.press("Control+Shift+z")

    expect(seat(board, weekends[0])).to_contain_text("Camille R.")
    assert drafted(weekends[0]) == {Seat.ON_CALL: "Camille"}
    board.keyboard.press("Delete")
    expect(seat(board, weekends[0])).to_contain_text("nobody yet")


def test_a_person_is_dragged_onto_a_seat(board, weekends, world):
    give(world, weekends[1], "camille")
    board.reload()

    drag(board, chip(board, "Camille R."), seat(board, weekends[0]))
    expect(board.locator(".ghost")).to_contain_text("on call the week after")
    expect(board.locator("#aloud")).to_contain_text("on call, Fri 20")
    board.mouse.up()

    expect(seat(board, weekends[0])).to_contain_text("Camille R.")
    expect(board.locator(".ghost")).to_have_count(0)
    assert drafted(weekends[0]) == {Seat.ON_CALL: "Camille"}


def test_escape_lets_go_of_what_is_dragged(board, weekends):
    drag(board, chip(board, "Camille R."), seat(board, weekends[0]))
    expect(board.locator(".ghost")).to_be_visible()

    board.keyboard.press("Escape")
    board.mouse.up()

    expect(board.locator(".ghost")).to_have_count(0)
    assert not DraftSeat.objects.exists()


def test_a_seat_dragged_onto_another_exchanges_them(board, weekends, world):
    first, _second, third = weekends[:3]
    give(world, first, "camille")
    give(world, third, "yann")
    board.reload()

    drag(board, seat(board, first).locator(".chip"), seat(board, third))
    board.mouse.up()

    expect(seat(board, third)).to_contain_text("Camille R.")
    expect(seat(board, first)).to_contain_text("Yann G.")
    expect(board.get_by_role("button", name="Undo: 2 seats")).to_be_visible()


def test_person_then_seats_with_a_finger(signed_in_as, site, world, weekends):
    page = signed_in_as("odile", has_touch=True, is_mobile=True, viewport=NARROW)
    page.goto(site + BOARD)

    chip(page, "Malik T.").tap()
    expect(page.get_by_text("Malik T. in these months: 0 on call")).to_be_visible()
    seat(page, weekends[0]).tap()
    expect(seat(page, weekends[0])).to_contain_text("Malik T.")
    seat(page, weekends[3], Seat.BACKUP).tap()
    expect(seat(page, weekends[3], Seat.BACKUP)).to_contain_text("Malik T.")

    page.get_by_role("link", name="Show everybody").tap()
    expect(page.get_by_text("in these months:")).to_be_hidden()
    assert drafted(weekends[0]) == {Seat.ON_CALL: "Malik"}
    assert drafted(weekends[3]) == {Seat.BACKUP: "Malik"}


def test_a_chosen_person_stands_out_and_each_seat_says_whether_she_fits(
    board, weekends, world, site
):
    fill(
        team=world.team,
        until=world.clock.now.date() + timedelta(days=150),
        by=world.person("odile"),
        at=world.clock.now,
    )
    board.reload()

    chip(board, "Camille R.").click()

    expect(board).to_have_url(re.compile("person="))
    expect(board.locator(".fit[data-tone=crisis]").first).to_be_attached()
    look(board, "board-person")
    # where the reader's own colours replace ours, a line still says whose they are
    board.emulate_media(forced_colors="active", color_scheme="dark")
    hers = board.locator(".weekends td[data-hers] .chip").first
    assert hers.evaluate("chip => getComputedStyle(chip).outlineStyle") == "solid"
    board.emulate_media(forced_colors="none", color_scheme="light")
    board.keyboard.press("Escape")
    expect(board).not_to_have_url(re.compile("person="))


def test_a_page_left_open_says_that_somebody_else_changed_the_rota(
    board, signed_in_as, site, world, weekends
):
    lena = world.member("lena")
    lena.role = Role.LEAD
    lena.save()
    other = signed_in_as("lena")
    other.goto(site + BOARD)
    seat(other, weekends[0]).focus()
    other.keyboard.type("yann")
    other.keyboard.press("Enter")
    expect(seat(other, weekends[0])).to_contain_text("Yann G.")

    board.evaluate("dispatchEvent(new Event('focus'))")

    expect(
        board.get_by_text("Lena B. has changed this rota since you opened it.")
    ).to_be_visible()
    # what she does meanwhile overwrites nothing
    seat(board, weekends[0]).focus()
    board.keyboard.type("cam")
    board.keyboard.press("Enter")
    expect(board.get_by_text("as Lena B. has just decided")).to_be_visible()
    expect(seat(board, weekends[0])).to_contain_text("Yann G.")
    assert drafted(weekends[0]) == {Seat.ON_CALL: "Yann"}


@pytest.mark.parametrize("months", [6, 12])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_rota_is_one_sheet_of_paper(months, language, board, site, world):
    at, year = world.clock.now, world.clock.now.date() + timedelta(days=400)
    world.team.periods.all().delete()
    extend_periods(team=world.team, until=year, by=None, at=at)  # with its holidays
    fill(team=world.team, until=year, by=None, at=at)
    go(world)
    board.context.add_cookies(
        [{"name": "django_language", "value": language, "url": site}]
    )
    board.goto(f"{site}{BOARD}sheet/?from=2026-12&months={months}")

    paper = board.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
    shown = board.locator(".sheet tbody tr").count()
    assert shown >= (26 if months == 6 else 55)
    assert not re.search(r"\d{2} \d{2} \d{2}", board.locator(".sheet").inner_text())
