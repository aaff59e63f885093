"""Rows as they leave Excel, LibreOffice and Google, and what becomes of each cell."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.pasting import (
    MAX_ROWS,
    MAX_TEXT,
    POST,
    SUBJECT,
    Known,
    PasteError,
    read_pasted,
    spellings,
)

FRIDAY = date(2026, 11, 27)
KNOWN = Known(
    [FRIDAY + timedelta(days=number) for number in range(4)],
    spellings([("Site", "1"), ("Facebook", "2"), ("Instagram", "3"), ("X", "4")]),
    spellings([("Camille Renaud", "7"), ("Camille", "7"), ("Malik Traoré", "8")]),
)
HEADINGS = "Date\tHeure\tRéseau\tTexte\tLien\tResponsable\n"
POSTED = {
    "day": "2026-11-28",
    "time": "10:00",
    "outlet": "2",
    "text": "Marché de Noël",
    "link": "https://x.example/1",
    "owner": "7",
}


def read(text: str, kind: str = POST):
    return read_pasted(text, kind, KNOWN).rows


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADINGS}28/11/2026\t10:00\tFacebook\tMarché de Noël\thttps://x.example/1"
        "\tCamille Renaud",
        "Network,Day,Time,Text,Link,Owner\nFacebook,11/28/2026,10:00 AM,Marché de Noël,"
        "https://x.example/1,Camille",
        "Réseau;Jour;Texte;Lien;Qui\nfacebook;sam. 28 nov. 10h;Marché de Noël;"
        "https://x.example/1;camille renaud",
        "samedi 10h\tFacebook\tMarché de Noël\thttps://x.example/1\tCamille",
        "Facebook\tMarché de Noël\tCamille\t46354,416667\thttps://x.example/1",
    ],
)
def test_one_post_in_many_tables(text):
    [row] = read(text)

    assert row.said == POSTED
    assert row.unread == {}


def test_cell_with_lines_and_quotes_is_one_text():
    [row] = read(f'{HEADINGS}28/11\t10h\tSite\t"Venez,\nc’est ""gratuit"" !"\t\t')

    assert row.said["text"] == 'Venez,\nc’est "gratuit" !'


def test_quotation_mark_that_begins_a_text_swallows_nothing():
    rows = read(f'{HEADINGS}28/11\t10h\tX\t"Fête des voisins\n29/11\t9h\tX\tSuite')

    assert [row.said["text"] for row in rows] == ['"Fête des voisins', "Suite"]
    assert [row.line for row in rows] == [2, 3]


@pytest.mark.parametrize(
    "cell", ["Facebook + Instagram", "facebook, insta", "Facebook et Instagram"]
)
def test_two_networks_in_a_cell_are_two_posts(cell):
    rows = read(f"{HEADINGS}28/11\t10h\t{cell}\tMarché\t\t")

    assert [row.said["outlet"] for row in rows] == ["2", "3"]


def test_network_with_more_words_is_that_network():
    [row] = read(f"{HEADINGS}28/11\t10h\tFacebook Ville\tMarché\t\t")

    assert row.said["outlet"] == "2"


def test_what_is_not_understood_is_said_cell_by_cell():
    [row] = read(f"{HEADINGS}31/12\t25h\tLinkedIn\tRien\t\tZoé")

    assert row.said == {"text": "Rien"}
    assert row.unread == {
        "day": "31/12",
        "time": "25h",
        "outlet": "LinkedIn",
        "owner": "Zoé",
    }


def test_weekday_that_contradicts_its_date_is_not_understood():
    [row] = read(f"{HEADINGS}sam. 29 nov.\t10h\tSite\tMarché\t\t")

    assert row.unread == {"day": "sam. 29 nov."}


def test_columns_nobody_knows_are_named():
    paste = read_pasted("Date\tRéseau\tStatut\n28/11\tX\tprêt", POST, KNOWN)

    assert paste.ignored == ("Statut",)


@pytest.mark.parametrize(
    "text",
    [
        "Sujet;Éléments de langage;Source;Jusqu’au;Responsable\n"
        "Tram;Bus relais;Exploitant;30/11/2026;malik traoré",
        "Tram\tBus relais\tExploitant\tlundi\tMalik Traoré",
    ],
)
def test_subjects(text):
    [row] = read(text, SUBJECT)

    assert row.said == {
        "title": "Tram",
        "text": "Bus relais",
        "source": "Exploitant",
        "until_on": "2026-11-30",
        "owner": "8",
    }


def test_a_text_that_speaks_of_a_day_stays_a_text():
    [row] = read("samedi 10h\tX\tMarché de Noël, samedi 10h")

    assert row.said["text"] == "Marché de Noël, samedi 10h"


@pytest.mark.parametrize(
    ("text", "reason", "count"),
    [
        ("", "empty", 0),
        (" \t\n", "empty", 0),
        (HEADINGS, "empty", 0),
        ("x" * (MAX_TEXT + 1), "too_long", MAX_TEXT + 1),
        ("28/11\tX\tRien\n" * (MAX_ROWS + 1), "too_many", MAX_ROWS + 1),
    ],
)
def test_limits_say_how_much_it_was(text, reason, count):
    with pytest.raises(PasteError) as refused:
        read(text)

    assert (refused.value.reason, refused.value.count) == (reason, count)


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]))),
        max_size=20,
    )
)
def test_every_cell_is_somewhere(table):
    text = "\n".join("\t".join(cells) for cells in table)
    try:
        paste = read_pasted(text, POST, KNOWN)
    except PasteError:
        return
    kept = "\n".join(
        value
        for row in paste.rows
        for value in (*row.said.values(), *row.unread.values())
    )
    for cells in table:
        for cell in cells:
            if '"' not in cell and len(cell) > 12 and "=" not in cell:
                assert cell.strip("'") in kept or cell in paste.ignored
