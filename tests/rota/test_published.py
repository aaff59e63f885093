"""The published rota as a table, and the way from a calendar's entry to the board."""

from datetime import datetime, timedelta
from uuid import uuid4

import drafting
import pytest
from browsing import Browser, signed_in
from people import phone_of

from rota.core.rota_csv import Line, write_rota
from rota.models import Seat

CSV = "/t/edition/rota/rota.csv"


@pytest.fixture
def camille(world) -> Browser:
    """Camille's browser, in English."""
    return Browser(signed_in("camille@ville.example"))


def table(browser: Browser, separator: str = ",") -> list[list[str]]:
    browser.open(CSV)
    text = browser.response.content.decode("utf-8-sig")
    return [line.split(separator) for line in text.splitlines()]


def test_table_says_who_when_and_how_long(world, camille):
    first = world.on_duty("camille", backup="malik")
    world.on_duty("yann", at=first.ends_at)

    rows = table(camille)

    assert rows == [
        ["From", "Until", "Hours", "Seat", "Person"],
        ["2026-11-20 18:00", "2026-11-23 08:00", "62", "on call", "Camille Roux"],
        ["2026-11-20 18:00", "2026-11-23 08:00", "62", "backup", "Malik Traoré"],
        ["2026-11-27 18:00", "2026-11-30 08:00", "62", "on call", "Yann Guérin"],
    ]


def test_french_spreadsheets_split_it_at_semicolons(world, camille):
    world.on_duty("camille")
    camille.client.cookies["django_language"] = "fr"

    assert table(camille, ";")[0] == ["Début", "Fin", "Heures", "Place", "Personne"]
    assert camille.response["Content-Type"] == "text/csv; charset=utf-8"
    assert camille.response.content.startswith(b"\xef\xbb\xbf")
    assert "rota-edition.csv" in camille.response["Content-Disposition"]


def test_weekend_that_nobody_holds_is_a_line_without_a_name(world, camille):
    world.on_duty("", backup="malik")

    assert [row[3:] for row in table(camille)[1:]] == [
        ["on call", ""],
        ["backup", "Malik Traoré"],
    ]


def test_drafts_and_numbers_are_in_no_table(world, camille):
    drafting.give(world, world.weekend(), "lena")
    world.on_duty("camille", at=world.weekend().ends_at)

    table(camille)

    assert "Lena" not in camille.html
    assert phone_of("camille")[-8:] not in camille.html


@pytest.mark.parametrize(
    ("friday", "hours"),
    [(datetime(2027, 3, 26, 18), "61"), (datetime(2027, 10, 29, 18), "63")],
)
def test_hours_are_those_that_pass_when_clocks_change(world, friday, hours):
    zone = world.team.zone
    starts_at, ends_at = (
        at.replace(tzinfo=zone)
        for at in (friday, friday.replace(hour=8) + timedelta(days=3))
    )

    body = write_rota([Line(starts_at, ends_at, Seat.ON_CALL, "Zoé")], "en", zone)

    assert body.decode("utf-8-sig").splitlines()[1].split(",")[2] == hours


@pytest.mark.parametrize("name", ["=1+1", "+33", "-Zoé", "@SUM(A1)"])
def test_no_name_is_a_formula(world, name):
    at = world.clock.now
    half = at + timedelta(hours=1, minutes=30)

    body = write_rota([Line(at, half, Seat.BACKUP, name)], "fr", world.team.zone)

    assert body.decode("utf-8-sig").splitlines()[1].split(";")[2:] == [
        "1,5",
        "renfort",
        f"'{name}",
    ]


def test_entry_of_a_calendar_leads_to_its_weekend_on_the_board(world, camille):
    later = world.weekend(world.clock.now + timedelta(days=100))
    world.on_duty("camille", at=later.starts_at)
    (event,) = world.feed("camille")
    (link,) = [line for line in event.lines if line.startswith("URL:")]

    answer = camille.client.get(link.removeprefix("URL:http://localhost:8000"))

    assert answer["Location"] == f"/t/edition/rota/?from=2027-02#p{later.pk}"


def test_entry_that_is_no_longer_true_says_so(world, camille):
    camille.open(f"/t/edition/rota/shift/{uuid4()}/")

    camille.sees("your calendar is behind", "Weekend rota")


def test_lead_prints_what_is_published_not_what_she_drafts(world):
    world.on_duty("camille")
    drafting.give(world, world.weekend(), "lena")
    odile = Browser(signed_in("odile@ville.example")).open("/t/edition/rota/")
    odile.sees("Lena B.", "with changes not published yet")

    odile.follow("As published, to print")

    table = odile.html.partition("<table")[2].partition("</table>")[0]
    assert "</b>Camille R." in table
    assert "</b>Lena B." not in table
    assert "not published yet" not in odile.text
