"""The door to segno: an address as the dark squares of a QR code.

Drawn by the page itself as one path, so the secret in it is in no picture's name,
no cache and no log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # light squares around it, without which cameras do not see it


@dataclass(frozen=True, slots=True)
class Code:
    """`size`: squares on each side, the quiet ones included. `path`: the dark ones,
    as an SVG path."""

    size: int
    path: str


def code_of(text: str) -> Code:
    """The smallest code that survives 15 % of dirt (level M)."""
    rows = segno.make_qr(text, error="M").matrix
    path = "".join(f"M{x} {y}h{n}v1h-{n}z" for y, x, n in _runs(rows))
    return Code(len(rows) + 2 * QUIET, path)


def _runs(rows: Iterable[Iterable[int]]) -> Iterator[tuple[int, int, int]]:
    """The dark squares that touch in a row: its number, the first one, how many."""
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for dark, squares in groupby(row):
            length = len(list(squares))
            if dark:
                yield y, x, length
            x += length
