"""The weekends of a team as days to say something of, whether or not they are on
the rota yet, with the holidays in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rota.core.holidays import holiday_name
from rota.core.school import SchoolHoliday, touching
from rota.duty import planned_off_hours
from rota.models import Team
from rota.school import school_holidays

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Weekend:
    """Off-hours as days on the team's clock, both included; `holidays` and `school`
    are names in the reader's language."""

    first: date
    last: date
    holidays: tuple[str, ...]
    school: str

    @property
    def key(self) -> str:
        """What a button sends: “2026-11-27/2026-11-30”."""
        return f"{self.first}/{self.last}"


def weekends(team: Team, since: datetime, until: date) -> list[Weekend]:
    """Those not over at `since` that start on `until` at the latest, in order: the
    rota's, then what the team's settings give."""
    days = [
        _days_of(team, period.starts_at, period.ends_at)
        for period in team.periods.filter(ends_at__gt=since)
    ]
    last = max((last for _first, last in days), default=date.min)
    days += [
        found
        for run in planned_off_hours(team, since, until)
        if (found := _days_of(team, run.starts_at, run.ends_at))[0] > last
    ]
    return [_weekend(team, first, end) for first, end in days if first <= until]


def school_name(holiday: SchoolHoliday) -> str:
    """“winter holidays”, with a doubt where there is one."""
    name = {
        "toussaint": _("autumn school holidays"),
        "noel": _("Christmas school holidays"),
        "hiver": _("winter school holidays"),
        "printemps": _("spring school holidays"),
        "ete": _("summer school holidays"),
    }.get(holiday.name, _("school holidays"))
    if holiday.standing == "published":
        return name
    return _("%(name)s (to be confirmed)") % {"name": name}


def _weekend(team: Team, first: date, last: date) -> Weekend:
    names = [_holiday(team, day) for day in _each(first, last)]
    found = touching(school_holidays(), team.school_zone, first, last)
    return Weekend(
        first=first,
        last=last,
        holidays=tuple(filter(None, names)),
        school=school_name(found[0]) if found else "",
    )


def _holiday(team: Team, day: date) -> str:
    return holiday_name(team.holiday_region, day, get_language() or team.language)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _days_of(team: Team, starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
    last = ends_at - INSTANT
    return starts_at.astimezone(team.zone).date(), last.astimezone(team.zone).date()
