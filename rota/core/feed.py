"""What a calendar feed says: shifts in, the calendar to render out.

Colleagues see a name, and nothing else of a person: feeds are copied to Google
and Microsoft. The words are here, by language, rather than in the catalogue of
translations: an edit there must not silently change every subscriber's events.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from rota.core.ical import Calendar, Event

COLOUR = "teal"
MONTHS_KEPT = 12

WORDS = {
    "fr": {
        "team": "Astreinte – {team}",
        "own": "Mon astreinte – {team}",
        "team_file": "astreinte-{slug}.ics",
        "own_file": "mon-astreinte-{slug}.ics",
        "team_on_call": "Astreinte : {person}",
        "team_backup": "Renfort : {person}",
        "own_on_call": "Mon astreinte – {team}",
        "own_backup": "En renfort – {team}",
        "category": "Astreinte",
        "description": (
            "Équipe {team}. Appel pour une crise ou une information urgente "
            "aux usagers, rien d’autre.\nPlanning à jour : {url}"
        ),
    },
    "en": {
        "team": "On call – {team}",
        "own": "My on-call – {team}",
        "team_file": "on-call-{slug}.ics",
        "own_file": "my-on-call-{slug}.ics",
        "team_on_call": "On call: {person}",
        "team_backup": "Backup: {person}",
        "own_on_call": "My on-call – {team}",
        "own_backup": "My backup duty – {team}",
        "category": "On call",
        "description": (
            "Team {team}. Called for a crisis or urgent user information, nothing "
            "else.\nThe rota as it is now: {url}"
        ),
    },
}


@dataclass(frozen=True, slots=True)
class FeedShift:
    """One published shift. `seat` is `on_call` or `backup`; `url` is its page,
    which asks for sign-in; `sequence` and `changed_at` as in rota.core.ical."""

    uid: UUID
    seat: str
    person: str
    starts_at: datetime
    ends_at: datetime
    url: str
    sequence: int
    changed_at: datetime


def feed_calendar(
    *, team: str, language: str, own: bool, shifts: Iterable[FeedShift]
) -> Calendar:
    """The team's calendar, or one person's (`own`), in `language` (fr or en)."""
    words = WORDS[language]
    view = "own" if own else "team"
    return Calendar(
        name=words[view].format(team=team),
        colour=COLOUR,
        events=tuple(
            Event(
                uid=shift.uid,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                summary=words[f"{view}_{shift.seat}"].format(
                    team=team, person=shift.person
                ),
                description=words["description"].format(team=team, url=shift.url),
                category=words["category"],
                url=shift.url,
                sequence=shift.sequence,
                changed_at=shift.changed_at,
            )
            for shift in shifts
        ),
    )


def file_name(*, slug: str, language: str, own: bool) -> str:
    """The last part of the address: Thunderbird names the calendar after it."""
    return WORDS[language]["own_file" if own else "team_file"].format(slug=slug)


def first_shown(at: datetime, zone: ZoneInfo) -> datetime:
    """The start of the oldest month a feed shows, in UTC.

    Twelve whole months behind the present one, in the team's zone: a fixed edge,
    so that a shift does not vanish from everybody's calendar the moment it ends.
    Ahead, everything published is shown.
    """
    today = at.astimezone(zone)
    year, month = divmod(today.year * 12 + today.month - 1 - MONTHS_KEPT, 12)
    return datetime(year, month + 1, 1, tzinfo=zone).astimezone(UTC)
