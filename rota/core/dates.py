"""Dates, hours and lengths of time in words, French and English.

Every datetime given here is already on the reader's wall clock. In French an
hour reads “18 h” or “18 h 30”, its spaces unbreakable; in English “18:00”.
"""

from datetime import date, datetime, time, timedelta

NBSP = "\u00a0"
HOUR = timedelta(hours=1)
WEEKDAYS = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = {
    "fr": (
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    "en": (
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
}


def show_day(day: date, language: str, *, today: date | None = None) -> str:
    """“sam. 16 mai”, “Sat 16 May”; the first of a month is “1er” in French.

    Given `today`, a day of another year says its year: “Sun 16 May 2027”.
    """
    language = _known(language)
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    weekday = WEEKDAYS[language][day.weekday()]
    year = f" {day.year}" if today and today.year != day.year else ""
    return f"{weekday} {number} {MONTHS[language][day.month - 1]}{year}"


def show_clock(clock: time | datetime, language: str) -> str:
    """“18 h”, “18 h 30”; “18:00”, “18:30”."""
    if _known(language) == "en":
        return f"{clock:%H:%M}"
    minutes = f"{NBSP}{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour}{NBSP}h{minutes}"


def show_moment(at: datetime, language: str) -> str:
    """“sam. 16 mai, 18 h”, “Sat 16 May, 18:00”."""
    return f"{show_day(at, language)}, {show_clock(at, language)}"


def show_period(
    starts_at: datetime, ends_at: datetime, language: str, *, today: date | None = None
) -> str:
    """“ven. 27 nov. 18 h → lun. 30 nov. 8 h”,
    “Fri 27 Nov, 18:00 → Mon 30 Nov, 08:00”; a line may end at the arrow only.

    Given `today`, an end in another year says its year.
    """
    comma = " " if _known(language) == "fr" else ", "
    start, end = (
        f"{show_day(at, language, today=today)}{comma}{show_clock(at, language)}"
        for at in (starts_at, ends_at)
    )
    start, end = start.replace(" ", NBSP), end.replace(" ", NBSP)
    return f"{start} →{NBSP}{end}"


def show_length(length: timedelta, language: str) -> str:
    """“62 h”, “1 h 30” (English “1 h 30 min”), “5 min”, “40 s”; whole units below.

    Never in days: what counts is hours on call.
    """
    seconds = max(0, int(length.total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if not seconds // 60:
        return f"{seconds}{NBSP}s"
    if not hours:
        return f"{minutes}{NBSP}min"
    if not minutes:
        return f"{hours}{NBSP}h"
    unit = "" if _known(language) == "fr" else f"{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{minutes:02}{unit}"


def show_age(age: timedelta, language: str) -> str:
    """“9 h”, “3 jours”, “3 days”; “moins d’une minute” at first. Exact hours do not
    matter after two days."""
    french = _known(language) == "fr"
    if age < timedelta(minutes=1):
        return "moins d’une minute" if french else "less than a minute"
    if age >= timedelta(days=2):
        return f"{age.days}{NBSP}{'jours' if french else 'days'}"
    whole = age if age < HOUR else age // HOUR * HOUR
    return show_length(whole, language)


def show_measure(length: timedelta, language: str) -> str:
    """A length that was measured: “0.4 s”, “40 s”, “1 min 12 s”, “1 h 05 min”; in
    French “0,4 s”. Tenths below ten seconds, no seconds from an hour on."""
    seconds = max(0, length.total_seconds())
    if seconds < 10:
        shown = f"{seconds:.1f}{NBSP}s"
        return shown.replace(".", ",") if _known(language) == "fr" else shown
    minutes, rest = divmod(int(seconds), 60)
    if 0 < minutes < 60 and rest:
        return f"{minutes}{NBSP}min{NBSP}{rest:02}{NBSP}s"
    return show_length(length, language)


def _known(language: str) -> str:
    return "fr" if language.startswith("fr") else "en"
