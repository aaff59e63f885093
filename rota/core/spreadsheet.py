"""Rows as a file that spreadsheet programs open as it is meant. Pure.

Whatever a cell holds stays words: none becomes a formula, which could send the file
elsewhere or run a program on the reader's machine (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it, Excel takes UTF-8 for something older
# what makes a program calculate, also in full width
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def to_csv(rows: Iterable[Sequence[object]], *, semicolons: bool) -> bytes:
    """The rows, each cell on one line. `semicolons` where a comma is part of numbers,
    as in French."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if semicolons else ",")
    writer.writerows([[harmless(str(cell)) for cell in row] for row in rows])
    return (BOM + file.getvalue()).encode()


def harmless(cell: str) -> str:
    """The text on one line, marked as text where it could be taken for a formula."""
    line = " ".join("".join(c if c.isprintable() else " " for c in cell).split())
    return f"'{line}" if line.startswith(FORMULA) else line
