"""The rota as a table that spreadsheets open by themselves."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
# a cell that starts like this is a formula, whoever's name it is
FORMULA = ("=", "+", "-", "@")
# in France, spreadsheets split at semicolons and read decimal commas
WORDS = {
    "fr": {
        "separator": ";",
        "headings": ("Début", "Fin", "Heures", "Place", "Personne"),
        "on_call": "astreinte",
        "backup": "renfort",
        "decimal": ",",
    },
    "en": {
        "separator": ",",
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
    """UTF-8 with its mark, CRLF; hours are those that pass, 61 or 63 when clocks
    change. `language`: fr or en; days are those of `zone`."""
    words = WORDS[language]
    out = StringIO()
    table = csv.writer(out, delimiter=str(words["separator"]), lineterminator="\r\n")
    table.writerow(words["headings"])
    for line in lines:
        length = (line.ends_at.astimezone(UTC) - line.starts_at.astimezone(UTC)) / HOUR
        table.writerow(
            [
                *(f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in _ends(line)),
                f"{round(length, 2):g}".replace(".", str(words["decimal"])),
                words[line.seat],
                _harmless(line.person),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _ends(line: Line) -> tuple[datetime, datetime]:
    return line.starts_at, line.ends_at


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
