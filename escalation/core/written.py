"""Days and times of day as people write them in a cell of a spreadsheet, in French and
in English: “sam. 28 nov.”, “28/11/2026 10h30”, “Nov 28, 10:30 AM”, or the number that
stands behind a date (46354,4375). Pure; a day may be meant in more than one way.
"""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

from rota.core.spelling import fold

WEEKDAYS = (
    *("lundi mon", "mardi tue", "mercredi wed", "jeudi thu", "vendredi fri"),
    *("samedi sat", "dimanche sun"),
)
MONTHS = (
    *("janvier jan", "fevrier feb", "mars mar", "avril apr", "mai may", "juin june"),
    *("juillet july", "aout aug", "septembre sep", "octobre oct", "novembre nov"),
    "decembre dec",
)
NAMED = {"midi": time(12), "noon": time(12), "minuit": time(0), "midnight": time(0)}
# 10h, 10 h 30, 10:30, 10:30:00, 10 am, 10:30 PM
CLOCK = re.compile(
    r"(?<![\d/.,-])(?P<h>\d{1,2})"
    r"(?:\s*(?:heures?|h|:)\s*(?P<m>[0-5]\d)?(?::[0-5]\d)?(?:\s*min)?"
    r"|(?=\s*[ap]\.?m\b))"
    r"\s*(?P<half>[ap]\.?m\b\.?)?(?![\d/])",
)
NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?")
FRACTION = re.compile(r"0[.,]\d+")
PARTS = re.compile(r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{2,4}))?\.?")
# the day that spreadsheets count as zero
ZERO = date(1899, 12, 30)
DAY_MINUTES = 24 * 60


def split_moment(text: str) -> tuple[str, time | None]:
    """What a cell says of the day, and of the time if it says one."""
    plain = fold(text).replace("’", "'")
    if NUMBER.fullmatch(plain) and re.search("[.,]", plain):
        whole, _, rest = re.split("([.,])", plain)
        return whole, _of_fraction(f"0.{rest}")
    if FRACTION.fullmatch(plain):
        return "", _of_fraction(plain)
    plain = re.sub(r"(?<=\d)t(?=\d\d:)", " ", plain)
    if found := CLOCK.search(plain):
        if (clock := _of_clock(found)) is None:
            return plain, None
        return _rest(plain, found.start(), found.end()), clock
    for name, clock in NAMED.items():
        if found := re.search(rf"\b{name}\b", plain):
            return _rest(plain, found.start(), found.end()), clock
    return plain, None


def days(text: str, near: date) -> list[date]:
    """The days a text may mean, most likely first; none when it means no day.

    `near`: the year that is left out is one that brings it there, and so is the week
    of a weekday that stands alone. Where 5/6 may be either, June 5 comes first as
    well as May 6.
    """
    plain = fold(text).strip(" ,.")
    if NUMBER.fullmatch(plain):
        return [ZERO + timedelta(days=int(plain[:5]))]
    words = re.sub(r"\b(le|the|of|du)\b|,|\.(?!\d)", " ", plain).split()
    named = [word for word in words if not _weekday(word)]
    weekdays = [number for word in words if (number := _weekday(word))]
    if not named:
        return [_next(near, weekdays[0] - 1)] if len(weekdays) == 1 else []
    found = dict.fromkeys(_dates(" ".join(named), near))
    # “sam. 29 nov.” where the 29th is a Sunday: one of the two is wrong
    return [day for day in found if not weekdays or day.weekday() + 1 in weekdays]


def _dates(plain: str, near: date) -> Iterator[date]:
    if parts := PARTS.fullmatch(plain):
        first, second, third = parts.groups()
        if len(first) == 4:
            if third and (day := _date(int(first), int(second), int(third))):
                yield day
            return
        for one, other in ((first, second), (second, first)):
            yield from _in_year(int(one), int(other), third, near)
        return
    found = re.fullmatch(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)(?: (\d{4}))?", plain)
    if found and (month := _month(found[2])):
        yield from _in_year(int(found[1]), month, found[3], near)
        return
    found = re.fullmatch(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?", plain)
    if found and (month := _month(found[1])):
        yield from _in_year(int(found[2]), month, found[3], near)


def _in_year(day: int, month: int, year: str | None, near: date) -> Iterator[date]:
    if year:
        whole = int(year) + 2000 if len(year) == 2 else int(year)
        years = [whole]
    else:
        years = [near.year, near.year + 1, near.year - 1]
    found = [one for y in years if (one := _date(y, month, day))]
    yield from sorted(found, key=lambda one: abs(one - near))[:1]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(near: date, weekday: int) -> date:
    return near + timedelta(days=(weekday - near.weekday()) % 7)


def _weekday(word: str) -> int:
    """1 for Monday; 0: no weekday. “sam”, “sat”, “samedi”, “saturday”."""
    return _place(word, WEEKDAYS, "day")


def _month(word: str) -> int:
    return _place(word.strip("."), MONTHS, "")


def _place(word: str, names: tuple[str, ...], ending: str) -> int:
    """Where in a list of names this one or its beginning stands, from 1."""
    word = word.strip(".")
    for number, name in enumerate(names, 1):
        french, english = name.split()
        if len(word) >= 3 and (
            french.startswith(word) or _is_english(word, english, ending)
        ):
            return number
    return 0


def _is_english(word: str, start: str, ending: str) -> bool:
    return word.startswith(start) and (
        word.endswith(ending) or len(word) <= len(start) + 1
    )


def _of_clock(found: re.Match[str]) -> time | None:
    hour, minute = int(found["h"]), int(found["m"] or 0)
    if half := found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute) if hour < 24 else None


def _of_fraction(text: str) -> time:
    minutes = round(float(text.replace(",", ".")) * DAY_MINUTES) % DAY_MINUTES
    return time(minutes // 60, minutes % 60)


def _rest(text: str, start: int, end: int) -> str:
    """What is left without the time and the word that leads to it."""
    before = re.sub(r"(\b(a|at|vers)|,|-|–|@)\s*$", "", text[:start].strip())
    return " ".join(f"{before} {text[end:]}".split()).strip(" ,-–")
