"""Lists of people as spreadsheets, people and accidents write them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.phones import is_mobile
from rota.core.roster_csv import (
    MAX_BYTES,
    MAX_ROWS,
    Roster,
    RosterError,
    RosterRow,
    decode,
    read_roster,
    tidy_name,
)

FRENCH = """Prénom;Nom;Courriel;Téléphone portable;Métier;Formations;Quotité
Léa;MARTIN;lea@ville.example;06 39 98 01 23;Journaliste;Crise|Médias sociaux;80 %
"""


def read(text: str) -> Roster:
    return read_roster(text, accept_fiction=True)


def only_row(text: str) -> RosterRow:
    (row,) = read(text).rows
    return row


def reason_of(data: bytes) -> str:
    with pytest.raises(RosterError) as refused:
        read_roster(decode(data), accept_fiction=True)
    return refused.value.reason


def codes(row: RosterRow) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in row.problems]


@pytest.mark.parametrize(
    "data",
    [
        FRENCH.encode(),
        codecs.BOM_UTF8 + FRENCH.encode(),
        FRENCH.encode("cp1252"),
        FRENCH.encode("utf-16"),
        FRENCH.replace("\n", "\r\n").encode(),
        FRENCH.replace("\n", "\r").encode("cp1252"),
        FRENCH.replace(";", "\t").encode(),
        FRENCH.replace(";", ",").encode(),
        ("sep=;\r\n" + FRENCH).encode("cp1252"),
        ("\n\n;;;\n" + FRENCH + ";;;;;;\n").encode(),
    ],
)
def test_every_way_a_spreadsheet_saves_one_list(data: bytes) -> None:
    (row,) = read_roster(decode(data), accept_fiction=True).rows

    assert row.problems == ()
    assert row.name == "Léa Martin"
    assert row.email == "lea@ville.example"
    assert row.phone == "+33639980123"
    assert row.trade == "Journaliste"
    assert row.trainings == ("Crise", "Médias sociaux")
    assert row.share == 80


@pytest.mark.parametrize(
    "heading",
    [
        "Nom,E-mail,Téléphone",
        "NOM,Courriel,Portable",
        "name,Email,phone",
        "Full name,E-MAIL ADDRESS,Mobile phone",
        "Nom et prénom,Adresse électronique,N° de téléphone",
        "Membre , mél , Tél. portable".replace("mél", "mail"),
    ],
)
def test_headings_in_both_languages(heading: str) -> None:
    row = only_row(f"{heading}\nLéa Martin,lea@ville.example,0639980123\n")

    assert (row.name, row.email, row.phone) == (
        "Léa Martin",
        "lea@ville.example",
        "+33639980123",
    )


def test_the_mobile_number_goes_before_the_one_on_the_desk() -> None:
    text = "nom;mail;téléphone;portable\nLéa;lea@v.example;01 44 55 66 77;0639980123"

    assert only_row(text).phone == "+33639980123"
    assert read(text).ignored == ("téléphone",)


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("100", 100),
        ("80", 80),
        ("80 %", 80),
        ("80%", 80),
        ("0,8", 80),
        ("0.8", 80),
        ("1", 100),
        ("1,0", 100),
        ("1 %", 1),
        ("", None),
    ],
)
def test_shares_of_full_time(written: str, share: int | None) -> None:
    row = only_row(f"name;email;share\nLéa Martin;lea@v.example;{written}\n")

    assert row.share == share
    assert row.problems == ()


@pytest.mark.parametrize("written", ["0", "120", "half", "-80", "8O", "1e2", "٨٠"])
def test_a_share_that_is_none_is_a_problem(written: str) -> None:
    row = only_row(f"name;email;share\nLéa Martin;lea@v.example;{written}\n")

    assert codes(row) == [("share", "invalid")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("RENAUD Camille", "Camille Renaud"),
        ("LE GOFF Anne-Lise", "Anne-Lise Le Goff"),
        ("Camille RENAUD", "Camille Renaud"),
        ("CAMILLE RENAUD", "Camille Renaud"),
        ("Zoé d’Arcy", "Zoé d’Arcy"),
        ("MARTIN-DUPONT  Zoé", "Zoé Martin-Dupont"),
        ("Anne LE GOFF", "Anne Le Goff"),
        ("J. Petit", "J. Petit"),
        ("JP Durand", "JP Durand"),
        ("", ""),
    ],
)
def test_names_as_administrations_write_them(written: str, name: str) -> None:
    assert tidy_name(written) == name


def test_values_are_freed_from_what_spreadsheets_add() -> None:
    row = only_row(
        "name;email;phone\n"
        'Léa Martin;"Léa Martin <Lea@Ville.example>";"=""0639980123"""\n'
    )

    assert (row.email, row.phone) == ("lea@ville.example", "+33639980123")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";lea@v.example;;", ("name", "empty")),
        ("12;lea@v.example;;", ("name", "letters")),
        (f"{'x' * 81};lea@v.example;;", ("name", "too_long")),
        ("Léa;;;", ("email", "empty")),
        ("Léa;lea;;", ("email", "invalid")),
        ("Léa;léa@v.example;;", ("email", "invalid")),
        ("Léa;lea@v..example;;", ("email", "invalid")),
        ("Léa;lea@v.example, leo@v.example;;", ("email", "invalid")),
        (f"Léa;{'x' * 250}@v.example;;", ("email", "too_long")),
        ("Léa;lea@v.example;01 44 55 66 77;", ("phone", "landline")),
        ("Léa;lea@v.example;6,12E+08;", ("phone", "rounded")),
        ("Léa;lea@v.example;;allemand", ("language", "invalid")),
        ("Léa;lea@v.example;;fr;one more", ("row", "cells")),
    ],
)
def test_what_is_wrong_with_a_row(line: str, problem: tuple[str, str]) -> None:
    row = only_row(f"name;email;phone;language\n{line}\n")

    assert codes(row) == [problem]
    assert row.original == line
    assert row.line == 2


def test_an_address_twice_points_at_the_first_line() -> None:
    roster = read("name;email\nLéa;lea@v.example\nLéo;leo@v.example\nL;LEA@v.example\n")

    assert [row.name for row in roster.good] == ["Léa", "Léo"]
    assert codes(roster.bad[0]) == [("email", "repeated")]
    assert roster.bad[0].problems[0].text == "2"


def test_a_quotation_mark_never_closed_keeps_the_lines_it_swallowed() -> None:
    roster = read('name;email\n"Léa;lea@v.example\nLéo;leo@v.example\n')

    assert ("row", "quotes") in codes(roster.bad[0])
    assert roster.bad[0].original.startswith('"Léa;lea@v.example\nLéo;leo@v.example')


def test_headings_nobody_knows_are_named() -> None:
    assert read("name;email;Bureau\nLéa;lea@v.example;B12\n").ignored == ("Bureau",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (codecs.BOM_UTF8 + b" \r\n \n", "empty"),
        (b";;;\n", "empty"),
        (b"name;email\n", "no_rows"),
        (b"name;phone\nLea;0639980123\n", "missing_columns"),
        (b"Lea Martin;lea@v.example\n", "no_headings"),
        (b"name;nom complet;email\nL;L;lea@v.example\n", "repeated_column"),
        (b"PK\x03\x04\x14\x00\x06\x00", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet"),
        (b"%PDF-1.7\n\x00\x01", "binary"),
        (b"\xff\xfe\x00", "binary"),
        (b"name;email\n" + b"x" * MAX_BYTES, "too_large"),
        (b"name;email\n" + b"Lea;lea@v.example\n" * (MAX_ROWS + 1), "too_many_rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    assert reason_of(data) == reason


def test_missing_columns_are_named() -> None:
    with pytest.raises(RosterError) as refused:
        read("phone;trade\n06;x\n")

    assert refused.value.detail == "name, email"


def check_invariants(roster: Roster) -> None:
    addresses = [row.email for row in roster.good]
    assert len(addresses) == len(set(addresses))
    for row in roster.good:
        assert row.name
        assert row.phone == "" or is_mobile(row.phone)
        assert row.share is None or 1 <= row.share <= 100


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_reason(data: bytes) -> None:
    try:
        roster = read_roster(decode(data), accept_fiction=False)
    except RosterError:
        return

    check_invariants(roster)


CELLS = st.text(st.sampled_from("aé@. ;,\t\"'|0369+%=\n\r\x00"), max_size=12)


@given(st.lists(st.lists(CELLS, max_size=8).map(";".join), min_size=1, max_size=6))
def test_any_rows_under_good_headings_are_values_or_reasons(lines: list[str]) -> None:
    text = "nom;courriel;téléphone;métier;formations;quotité\n" + "\n".join(lines)

    try:
        roster = read(text)
    except RosterError:
        return

    check_invariants(roster)
    # no line is lost: each non-empty one is in some row
    kept = "\n".join(row.original for row in roster.rows)
    assert all(line in kept for line in lines if line.isalnum())
