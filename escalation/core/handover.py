"""Time and words of a weekend that is handed over. Intervals are pairs of instants,
half-open; lengths are elapsed time."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]

# the rest of French public service (DOMAIN.md B6): of a night, and of a week
DAILY_REST = timedelta(hours=11)
WEEKLY_REST = timedelta(hours=35)
# a telephone number as people write one, and an e-mail address
CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w+])\+?\d(?:[ \u00a0\u202f.\-/]?\d){8,14}(?!\w)"
)


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps, in order: two calls at once are one hour."""
    found: list[Interval] = []
    for start, end in sorted(one for one in intervals if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def busy_time(intervals: Iterable[Interval]) -> timedelta:
    """How long somebody was busy."""
    return sum((end - start for start, end in united(intervals)), timedelta())


def longest_quiet(
    starts_at: datetime, ends_at: datetime, busy: Iterable[Interval]
) -> timedelta:
    """The longest stretch of [starts_at, ends_at) in which nothing was going on."""
    longest, free_since = timedelta(), starts_at
    for start, end in united(busy):
        longest = max(longest, min(start, ends_at) - free_since)
        free_since = max(free_since, min(end, ends_at))
    return max(longest, ends_at - free_since)


def rest_for(length: timedelta) -> timedelta:
    """The unbroken rest that time off of this length should hold."""
    return WEEKLY_REST if length > WEEKLY_REST else DAILY_REST


def without_contacts(text: str, instead: str) -> str:
    """A text fit for an e-mail to many: numbers and addresses of people left out."""
    return CONTACT.sub(instead, text)
