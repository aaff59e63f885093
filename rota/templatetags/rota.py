"""Filters every template may use: dates, periods, phones, French typography.

They write in the active language. A datetime straight from the database is UTC
and is shown on the site's clock, unless the filter is given the team or
`local:team` has put it on the team's clock first.
"""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django import template
from django.template.defaultfilters import stringfilter
from django.utils import timezone
from django.utils.translation import get_language

from rota.core import dates
from rota.core.phones import mask_phone, show_phone
from rota.models import Team

register = template.Library()

NARROW_NBSP = "\u202f"
BEFORE = re.compile("[ \u00a0]([:;!?»])")
AFTER = re.compile("«[ \u00a0]")


class Interval(Protocol):
    """A period, a shift, off-hours: anything from one instant to another."""

    starts_at: datetime
    ends_at: datetime


class OnClock(datetime):
    """A datetime that Django's own `date` and `time` filters leave on its clock."""

    convert_to_local_time = False


@register.filter
def local(value: datetime | None, team: Team | ZoneInfo) -> datetime | str:
    """The same instant on the team's wall clock; empty stays empty."""
    if not value:
        return ""
    zone = team.zone if isinstance(team, Team) else team
    return OnClock.fromtimestamp(value.timestamp(), zone)


@register.filter
def moment(value: datetime | None, team: Team | None = None) -> str:
    """“Sat 16 May, 18:00”, “sam. 16 mai, 18 h”."""
    return dates.show_moment(_on_clock(value, team), _language()) if value else ""


@register.filter
def clock_time(value: datetime | time | None, team: Team | None = None) -> str:
    """“18:00”, “18 h”. A bare time is taken as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = _on_clock(value, team)
    return dates.show_clock(value, _language())


@register.filter
def period(value: Interval | None, team: Team | None = None) -> str:
    """“Fri 27 Nov, 18:00 → Mon 30 Nov, 08:00”, “ven. 27 nov. 18 h → …”."""
    if not value:
        return ""
    return dates.show_period(
        _on_clock(value.starts_at, team), _on_clock(value.ends_at, team), _language()
    )


@register.simple_tag
def dated_period(value: Interval, team: Team, now: datetime) -> str:
    """Like `period`; a day of another year than that of `now` says its year."""
    return dates.show_period(
        _on_clock(value.starts_at, team),
        _on_clock(value.ends_at, team),
        _language(),
        today=_on_clock(now, team),
    )


@register.filter
def duration(value: timedelta | Interval | None) -> str:
    """“62 h”, “1 h 30”: a length, or the elapsed time of an interval.

    Elapsed, so 61 or 63 h on the weekends when clocks change.
    """
    if value is None or value == "":
        return ""
    if not isinstance(value, timedelta):
        # in UTC: the difference of two times of one zone is that of their clocks
        value = value.ends_at.astimezone(UTC) - value.starts_at.astimezone(UTC)
    return dates.show_length(value, _language())


@register.filter
def measure(value: timedelta | None) -> str:
    """“0.4 s”, “1 min 12 s”: a length to the second, or better."""
    return dates.show_measure(value, _language()) if value is not None else ""


@register.filter
def phone(value: str) -> str:
    """A stored number as people write it: “06 39 98 12 34”."""
    return show_phone(value) if value else ""


@register.filter
def masked_phone(value: str) -> str:
    """All but the last two digits hidden."""
    return mask_phone(value) if value else ""


@register.filter(is_safe=True)
@stringfilter
def typo(value: str) -> str:
    """In French, spaces before : ; ! ? and inside « » no longer break the line.

    Only a space that is there is changed: “08:00” and addresses stay as they are.
    """
    if _language() != "fr":
        return value
    return AFTER.sub(f"«{NARROW_NBSP}", BEFORE.sub(rf"{NARROW_NBSP}\1", value))


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def _on_clock(value: datetime, team: Team | None) -> datetime:
    """On the team's clock; else as somebody put it; else, from the database, on
    the site's."""
    if team:
        return value.astimezone(team.zone)
    if isinstance(value, OnClock) or value.tzinfo is not UTC:
        return value
    return timezone.localtime(value)
