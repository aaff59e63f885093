"""Links that make a subscription in each program, and the code for a camera."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from rota.core.dates import show_age
from rota.core.qr import QUIET, code_of
from rota.core.subscribing import Ways

ADDRESS = "https://astreinte.example/cal/1-ab/astreinte-edition.ics"
WAYS = Ways(ADDRESS, "On call – Édition & co")


def test_apple_and_thunderbird_are_given_webcal_never_webcals():
    assert WAYS.webcal == "webcal://astreinte.example/cal/1-ab/astreinte-edition.ics"


def test_google_is_given_webcal_percent_encoded():
    query = urlsplit(WAYS.google).query

    assert query == (
        "cid=webcal%3A%2F%2Fastreinte.example%2Fcal%2F1-ab%2Fastreinte-edition.ics"
    )


@pytest.mark.parametrize("link", [WAYS.outlook_work, WAYS.outlook_home])
def test_outlook_is_given_the_https_address_and_a_name(link):
    assert urlsplit(link).path == "/calendar/0/addfromweb"
    assert parse_qs(urlsplit(link).query) == {"url": [ADDRESS], "name": [WAYS.title]}


def test_code_has_three_corners_and_a_quiet_border():
    code = code_of(WAYS.webcal)
    rows = drawn(code.path, code.size)

    corner = [row[QUIET : QUIET + 7] for row in rows[QUIET : QUIET + 7]]
    assert corner[0] == corner[6] == [1] * 7
    assert corner[3] == [1, 0, 1, 1, 1, 0, 1]
    assert [row[-QUIET - 7 : -QUIET] for row in rows[QUIET : QUIET + 7]] == corner
    assert [row[QUIET : QUIET + 7] for row in rows[-QUIET - 7 : -QUIET]] == corner
    assert not any(map(any, rows[:QUIET]))
    assert not any(any(row[:QUIET]) or any(row[-QUIET:]) for row in rows)


def test_codes_of_other_addresses_are_others():
    assert code_of(WAYS.webcal) != code_of(WAYS.webcal.replace("1-ab", "1-ac"))


def drawn(path: str, size: int) -> list[list[int]]:
    """The squares a browser would fill."""
    rows = [[0] * size for _ in range(size)]
    for run in path.removeprefix("M").removesuffix("z").split("zM"):
        start, _, rest = run.partition("h")
        x, y = map(int, start.split())
        for offset in range(int(rest.partition("v")[0])):
            rows[y][x + offset] = 1
    return rows


@pytest.mark.parametrize(
    ("age", "french", "english"),
    [
        (timedelta(seconds=59), "moins d’une minute", "less than a minute"),
        (timedelta(minutes=5, seconds=20), "5 min", "5 min"),
        (timedelta(hours=9, minutes=40), "9 h", "9 h"),
        (timedelta(hours=47), "47 h", "47 h"),
        (timedelta(days=3, hours=5), "3 jours", "3 days"),
    ],
)
def test_age_is_rounded_to_what_matters(age, french, english):
    said = [show_age(age, language) for language in ("fr", "en")]

    assert [text.replace("\u00a0", " ") for text in said] == [french, english]
