"""Rows of cells in a text, as spreadsheets save or copy them. Pure; it keeps what it
cannot read."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number from 1 in the text, the text it came from, its cells."""

    number: int
    text: str
    cells: list[str]

    @property
    def is_unclosed(self) -> bool:
        """True when a quotation mark that is never closed swallowed what follows."""
        return "\n" in self.text and self.text.count('"') % 2 == 1


def read_cells(text: str, separator: str = "") -> Iterator[Line]:
    """The rows that hold something, each with the text it came from. Without a
    `separator` it is the one that the first line uses most: `;`, tab or comma."""
    physical = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    start = 0
    reader = csv.reader(
        (f"{line}\n" for line in physical), delimiter=separator or _separator(physical)
    )
    for cells in reader:
        written = "\n".join(physical[start : reader.line_num])
        if any(cell.strip() for cell in cells) and not _names_separator(written):
            yield Line(start + 1, written, [_cell(cell) for cell in cells])
        start = reader.line_num


def _separator(physical: list[str]) -> str:
    """The one the headings use most; a spreadsheet's `sep=;` line goes before."""
    for line in physical:
        if _names_separator(line):
            return line.strip()[-1]
        if line.strip(' \t",;'):
            return max(";\t,", key=line.count)
    return ";"


def _names_separator(line: str) -> bool:
    return re.fullmatch(r"sep=[;,]", line.strip().lower()) is not None


def _cell(cell: str) -> str:
    """Without the marks that keep spreadsheets from changing it: `="06…"`, `'06…`."""
    kept = re.fullmatch(r'="?([^"]*)"?', cell.strip())
    return (kept.group(1) if kept else cell.strip()).removeprefix("'").strip()
