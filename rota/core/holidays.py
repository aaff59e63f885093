"""Public holidays of a region, and their names. The only door to `holidays`.

A region is an ISO 3166 country and a subdivision: "FR", "FR-974". Dates come
from the package; its tables for overseas differ here and there from other
lists (DOMAIN.md B10), and Good Friday is off in some communes of Alsace and
Moselle only (Labour Code L3134-13): a team's own list may correct them later.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

# code, French name, English name; overseas
OVERSEAS: tuple[tuple[str, str, str], ...] = (
    ("FR-971", "Guadeloupe", "Guadeloupe"),
    ("FR-972", "Martinique", "Martinique"),
    ("FR-973", "Guyane", "French Guiana"),
    ("FR-974", "La Réunion", "Réunion"),
    ("FR-976", "Mayotte", "Mayotte"),
    ("FR-BL", "Saint-Barthélemy", "Saint Barthélemy"),
    ("FR-MF", "Saint-Martin", "Saint Martin"),
    ("FR-PM", "Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"),
    ("FR-NC", "Nouvelle-Calédonie", "New Caledonia"),
    ("FR-PF", "Polynésie française", "French Polynesia"),
    ("FR-WF", "Wallis-et-Futuna", "Wallis and Futuna"),
)
# the territories that have their own days off
REGIONS: tuple[tuple[str, str, str], ...] = (
    ("FR", "France", "France"),
    ("FR-6AE", "Alsace et Moselle", "Alsace and Moselle"),
    *OVERSEAS,
)
# Alsace and Moselle by their départements: the package knows 57 but neither 67
# nor 68, and all three have the same days.
ALSACE_MOSELLE = frozenset({"57", "67", "68"})
# The package's English is American; ours is not.
ENGLISH = {
    "Labor Day": "Labour Day",
    "Mi-Careme": "Mid-Lent",
    "Pentecost Monday": "Whit Monday",
}


def public_holidays(region: str, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of `region` in those calendar years.

    A part of France without days of its own ("FR-44") has the national ones.
    Raises ValueError when the country is unknown.
    """
    return frozenset(day for year in years for day in _calendar(region, year, "fr"))


def holiday_name(region: str, day: date, language: str) -> str:
    """The name of that day off in `language` ("fr" or "en"); empty on other days.

    Raises ValueError when the country is unknown.
    """
    found = _calendar(region, day.year, language).get(day, "")
    names = [ENGLISH.get(name, name) for name in found.split("; ")]
    return ", ".join(names).replace("'", "’")


@lru_cache(maxsize=256)
def _calendar(region: str, year: int, language: str) -> dict[date, str]:
    country, _, part = region.partition("-")
    if country == "FR" and part in ALSACE_MOSELLE:
        part = "6AE"
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise ValueError(f"no public holidays known for “{region}”")
    return dict(
        holidays.country_holidays(
            country,
            subdiv=part if part in known[country] else None,
            years=year,
            expand=False,
            language="fr" if language == "fr" else "en_US",
        )
    )
