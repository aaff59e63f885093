"""The rota as a table that spreadsheets open by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rota.core.spreadsheet import to_csv

HOUR = timedelta(hours=1)
# in France, spreadsheets read decimal commas
WORDS: dict[str, dict[str, Any]] = {
    "fr": {
        "headings": ("Début", "Fin", "Heures", "Place", "Personne"),
        "on_call": "astreinte",
        "backup": "renfort",
        "decimal": ",",
    },
    "en": {
        "headings": ("From", "Until", "Hours", "Seat", "Person"),
        "on_call": "on call",
        "backup": "backup",
        "decimal": ".",
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One shift; `seat` is `on_call` or `backup`, `person` empty for nobody."""

    starts_at: datetime
    ends_at: datetime
    seat: str
    person: str


def write_rota(lines: Iterable[Line], language: str, zone: ZoneInfo) -> bytes:
    """A file of rota/core/spreadsheet.py; hours are those that pass, 61 or 63 when
    clocks change. `language`: fr or en; days are those of `zone`."""
    words = WORDS[language]
    rows = [_cells(line, words, zone) for line in lines]
    return to_csv([words["headings"], *rows], semicolons=language == "fr")


def _cells(line: Line, words: dict[str, Any], zone: ZoneInfo) -> list[str]:
    length = (line.ends_at.astimezone(UTC) - line.starts_at.astimezone(UTC)) / HOUR
    return [
        *(f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in _ends(line)),
        f"{round(length, 2):g}".replace(".", words["decimal"]),
        words[line.seat],
        line.person,
    ]


def _ends(line: Line) -> tuple[datetime, datetime]:
    return line.starts_at, line.ends_at
