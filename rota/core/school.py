"""School holidays of a zone: a hint for whoever says when she cannot, never a rule.

The dates are those of rota/data/school_holidays.csv, which names its sources and
says what is not known.
"""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rota.core.holidays import OVERSEAS

Standing = Literal["published", "unconfirmed"]
MAINLAND = ("A", "B", "C")
CORSICA = "corse"
# code, French name, English name; overseas the code is that of the region
ZONES: tuple[tuple[str, str, str], ...] = (
    ("A", "Zone A", "Zone A"),
    ("B", "Zone B", "Zone B"),
    ("C", "Zone C", "Zone C"),
    (CORSICA, "Corse", "Corsica"),
    *OVERSEAS,
)
CODES = frozenset(code for code, _french, _english in ZONES)
# the academies of Strasbourg and Nancy-Metz
ALSACE_MOSELLE = {"FR-6AE": "B", "FR-57": "B", "FR-67": "B", "FR-68": "B"}


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """Days without classes in one zone, both ends included. `name`: toussaint, noel,
    hiver, printemps or ete; `standing`: whether an official text says so."""

    zone: str
    name: str
    first: date
    last: date
    standing: Standing


def zone_of(region: str) -> str:
    """The zone of a region of public holidays; empty where there are several."""
    return ALSACE_MOSELLE.get(region, region if region in CODES else "")


def read_school_holidays(text: str) -> tuple[SchoolHoliday, ...]:
    """The lines of the data file. Raises ValueError for one that makes no sense."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = tuple(map(_holiday, csv.DictReader(lines)))
    for one in found:
        if one.zone not in CODES or one.last < one.first:
            raise ValueError(f"{one} makes no sense")
    return found


def touching(
    holidays: Iterable[SchoolHoliday], zone: str, first: date, last: date
) -> list[SchoolHoliday]:
    """Those of a zone that touch these days, both ends included, in order.

    Without a zone, only those of which every day is off in zones A, B and C alike.
    """
    known = list(holidays)
    known = [one for one in known if one.zone == zone] if zone else _common(known)
    found = [one for one in known if one.first <= last and first <= one.last]
    return sorted(found, key=lambda one: one.first)


def known_until(holidays: Iterable[SchoolHoliday], zone: str) -> date | None:
    """The last day of which something is known for a zone; None: nothing is."""
    zones = {zone} if zone else set(MAINLAND)
    return max((one.last for one in holidays if one.zone in zones), default=None)


def _common(holidays: Collection[SchoolHoliday]) -> list[SchoolHoliday]:
    """Those of zone A that B and C have on the very same days."""
    others = [
        {(one.first, one.last) for one in holidays if one.zone == z} for z in "BC"
    ]
    return [
        one
        for one in holidays
        if one.zone == "A" and all((one.first, one.last) in some for some in others)
    ]


def _holiday(line: dict[str, str]) -> SchoolHoliday:
    standing: Standing = (
        "published" if line["standing"] == "published" else "unconfirmed"
    )
    return SchoolHoliday(
        zone=line["zone"],
        name=line["name"],
        first=date.fromisoformat(line["first"]),
        last=date.fromisoformat(line["last"]),
        standing=standing,
    )
