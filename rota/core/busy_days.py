"""From somebody's own calendar to the days she is away: the door to
recurring-ical-events. Titles are compared with her word and then forgotten.

What is free, tentative or cancelled makes nobody absent. A recurring entry is
followed through its exceptions and moved occurrences.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from rota.core.absences import CANNOT, Stretch, join
from rota.core.spelling import fold

MOST_BYTES = 5_000_000
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
AHEAD = timedelta(days=2 * 365)
# what Outlook marks as free in its own way; OOF and BUSY are not
FREE = frozenset({"FREE", "TENTATIVE", "WORKINGELSEWHERE"})
# the properties that say when an entry is
WHEN = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
)
# nobody is away every hour, and following such a rule could take for ever
TOO_FINE = frozenset(
    {"SECONDLY", "MINUTELY", "HOURLY", "BYSECOND", "BYMINUTE", "BYHOUR"}
)


class NotACalendarError(Exception):
    """The bytes are no calendar anybody could read."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Which entries count: those whose title contains `word`, whatever the case and
    the accents; without a word, those that fill at least one whole day."""

    word: str = ""


def coming_busy_days(
    data: bytes, counted: Counted, zone: ZoneInfo, at: datetime
) -> list[Stretch]:
    """`busy_days` from the day it is at `at` on, two years ahead."""
    today = at.astimezone(zone).date()
    return busy_days(data, counted, zone, today, today + AHEAD)


def busy_days(
    data: bytes, counted: Counted, zone: ZoneInfo, since: date, until: date
) -> list[Stretch]:
    """The days of counted entries that touch [since, until], on the clock of `zone`,
    in order, without overlaps. An entry that makes no sense is left out.

    Raises NotACalendarError.
    """
    try:
        calendar = icalendar.Calendar.from_ical(data)
        calendar.subcomponents = [
            one for one in calendar.subcomponents if _is_sound(one)
        ]
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        found = query.between(since, until + DAY)
        days = [
            _days_of(event, zone) for event in found if _counts(event, counted, zone)
        ]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise NotACalendarError from error
    return join(Stretch(first, last, CANNOT) for first, last in days)


def _counts(event: icalendar.Event, counted: Counted, zone: ZoneInfo) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in FREE:
        return False
    if counted.word:
        return fold(counted.word) in fold(str(event.get("SUMMARY", "")))
    return _fills_a_day(event, zone)


def _fills_a_day(event: icalendar.Event, zone: ZoneInfo) -> bool:
    """True from one midnight to another at least, on the clock of `zone`."""
    moments = _moments(event, zone)
    if moments is None:
        return True
    starts_at, ends_at = moments
    first = starts_at.date() + DAY * (starts_at.time() > time.min)
    return ends_at >= datetime.combine(first + DAY, time.min, tzinfo=zone)


def _days_of(event: icalendar.Event, zone: ZoneInfo) -> tuple[date, date]:
    """Every day it touches; an end at midnight, or a bare date, is not one of them."""
    moments = _moments(event, zone)
    if moments is None:
        return event.start, max(event.start, event.end - DAY)
    starts_at, ends_at = moments
    return starts_at.date(), max(starts_at, ends_at - INSTANT).date()


def _moments(
    event: icalendar.Event, zone: ZoneInfo
) -> tuple[datetime, datetime] | None:
    """Start and end on the clock of `zone`; None when it has bare dates. A time
    without a zone is meant on that clock."""
    start, end = event.start, event.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    return _local(start, zone), _local(end, zone)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def _is_sound(component: icalendar.Component) -> bool:
    """False for an entry whose dates make no sense, or never end."""
    if component.name != "VEVENT":
        return True
    broken = {name for name, _why in component.errors}
    return (
        "DTSTART" in component
        and not WHEN & broken
        and not (TOO_FINE & set(_rule_words(component)))
    )


def _rule_words(component: icalendar.Component) -> Iterator[str]:
    """The parts of its rules, and how often they repeat."""
    rules = component.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        yield from (str(name).upper() for name in rule)
        yield from (str(value).upper() for value in rule.get("FREQ", []))
