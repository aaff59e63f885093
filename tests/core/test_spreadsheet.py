"""Files for spreadsheets: what people typed stays words in them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.spreadsheet import BOM, FORMULA, harmless, to_csv


def read(file: bytes, delimiter: str) -> list[list[str]]:
    text = file.decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=delimiter))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('=HYPERLINK("http://x";"y")', '\'=HYPERLINK("http://x";"y")'),
        ("+33639980101", "'+33639980101"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        ("＝1", "'＝1"),
        ("Vent d'est\nforce 7", "Vent d'est force 7"),
        ("a = b", "a = b"),
        ("18\u202fh", "18 h"),
        ("", ""),
    ],
)
def test_what_could_be_a_formula_stays_words(typed, written):
    assert harmless(typed) == written


def test_french_separates_with_semicolons():
    rows = [["Heure", "Qui"], ["21:10", "Inès"]]

    assert to_csv(rows, semicolons=True) == (
        "\ufeffHeure;Qui\r\n21:10;Inès\r\n".encode()
    )
    assert read(to_csv(rows, semicolons=False), ",") == rows


@given(rows=st.lists(st.lists(st.text(), min_size=2, max_size=4), max_size=4))
@pytest.mark.parametrize("semicolons", [True, False])
def test_whatever_was_typed_the_table_keeps_its_shape(rows, semicolons):
    found = read(to_csv(rows, semicolons=semicolons), ";" if semicolons else ",")

    assert [len(row) for row in found] == [len(row) for row in rows]
    cells = [cell for row in found for cell in row]
    assert not any(cell.startswith(FORMULA) for cell in cells)
    assert not any(c in cell for cell in cells for c in "\r\n\t\0")
