"""What a calendar feed says: shifts in, the calendar to render out.

Colleagues see a name, and nothing else of a person: feeds are copied to Google
and Microsoft. The words are here, by language, rather than in the catalogue of
translations: an edit there must not silently change every subscriber's events.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from rota.core.ical import Calendar, Event

COLOUR = "teal"
SHADOW = "shadow"  # beside the seats: whoever doubles the person on call, to learn
MONTHS_KEPT = 12
# how long an address that was replaced still tells its calendars so
FAREWELL = timedelta(days=30)
FAREWELLS = UUID("5b0cf2c4-3c53-4c39-8d0c-6f2a3d1b7e10")

WORDS = {
    "fr": {
        "team": "Astreinte – {team}",
        "own": "Mon astreinte – {team}",
        "team_file": "astreinte-{slug}.ics",
        "own_file": "mon-astreinte-{slug}.ics",
        "team_on_call": "Astreinte : {person}",
        "team_backup": "Renfort : {person}",
        "team_shadow": "Doublure, hors astreinte : {person}",
        "own_on_call": "Mon astreinte – {team}",
        "own_backup": "En renfort – {team}",
        "own_shadow": "En doublure, hors astreinte – {team}",
        "category": "Astreinte",
        "description": (
            "Équipe {team}. Appel pour une crise ou une information urgente "
            "aux usagers, rien d’autre.\nPlanning à jour : {url}"
        ),
        "shadow_description": (
            "Équipe {team}. La doublure apprend aux côtés de la personne "
            "d’astreinte : elle n’est ni appelée ni comptée.\n"
            "Planning à jour : {url}"
        ),
        "ended": "Cet agenda ne suit plus l’astreinte : réabonnez-vous",
        "ended_description": (
            "Son adresse a été remplacée. Supprimez cet agenda, puis prenez la "
            "nouvelle adresse : {url}, ou demandez-la à l’équipe {team}."
        ),
        "left": "Vous n’êtes plus dans l’équipe {team}",
        "left_description": (
            "Cet agenda ne montre plus rien : vous pouvez le supprimer.\n{url}"
        ),
    },
    "en": {
        "team": "On call – {team}",
        "own": "My on-call – {team}",
        "team_file": "on-call-{slug}.ics",
        "own_file": "my-on-call-{slug}.ics",
        "team_on_call": "On call: {person}",
        "team_backup": "Backup: {person}",
        "team_shadow": "Shadowing, not called: {person}",
        "own_on_call": "My on-call – {team}",
        "own_backup": "My backup duty – {team}",
        "own_shadow": "Shadowing, not called – {team}",
        "category": "On call",
        "description": (
            "Team {team}. Called for a crisis or urgent user information, nothing "
            "else.\nThe rota as it is now: {url}"
        ),
        "shadow_description": (
            "Team {team}. Whoever shadows learns beside the person on call, and is "
            "neither called nor counted.\nThe rota as it is now: {url}"
        ),
        "ended": "This calendar no longer follows the rota: subscribe again",
        "ended_description": (
            "Its address was replaced. Delete this calendar, then take the new "
            "address: {url}, or ask the team for it ({team})."
        ),
        "left": "You are no longer in the team {team}",
        "left_description": "This calendar shows nothing any more: delete it.\n{url}",
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """How often one thing was changed, a count that only rises, and when last
    (aware)."""

    count: int
    at: datetime


# An edit of WORDS, or of what stands in an event, changes every subscriber's
# events: raise the count and set the day (tests/core/test_feed.py remembers them).
WORDED = Change(0, datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class FeedShift:
    """One published shift. `seat` is `on_call`, `backup` or `shadow`, which is none;
    `url` is its page, which asks for sign-in. `moved`: its window or its holder;
    `renamed`: the holder's name."""

    uid: UUID
    seat: str
    person: str
    starts_at: datetime
    ends_at: datetime
    url: str
    moved: Change
    renamed: Change


@dataclass(frozen=True, slots=True)
class Wording:
    """What a feed adds to its shifts. `language`: fr or en; `own`: one person's
    weekends; `revised`: changes of the team's name and of these settings."""

    team: str
    language: str
    own: bool
    remind_before: timedelta | None = None
    revised: tuple[Change, ...] = ()

    @property
    def words(self) -> dict[str, str]:
        """The texts of its language."""
        return WORDS[self.language]

    @property
    def view(self) -> str:
        """The first word of the texts' names."""
        return "own" if self.own else "team"

    @property
    def name(self) -> str:
        """What the calendar is called."""
        return self.words[self.view].format(team=self.team)


def feed_calendar(wording: Wording, shifts: Iterable[FeedShift]) -> Calendar:
    """The team's calendar, or one person's."""
    events = tuple(_event(wording, shift) for shift in shifts)
    return Calendar(wording.name, COLOUR, events)


def farewell(
    wording: Wording, *, pk: int, url: str, at: datetime, has_left: bool
) -> Calendar:
    """What calendars show once address `pk` was replaced, or its owner has left, at
    `at`: no shift, and one entry that says why for as long as FAREWELL."""
    kind = "left" if has_left else "ended"
    event = Event(
        uid=uuid5(FAREWELLS, str(pk)),
        starts_at=at,
        ends_at=at + FAREWELL,
        summary=wording.words[kind].format(team=wording.team),
        description=wording.words[f"{kind}_description"].format(
            team=wording.team, url=url
        ),
        category=wording.words["category"],
        url=url,
        sequence=0,
        changed_at=at,
    )
    return Calendar(wording.name, COLOUR, (event,))


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


def _event(wording: Wording, shift: FeedShift) -> Event:
    words, view = wording.words, wording.view
    changes = [WORDED, shift.moved, *wording.revised]
    if not wording.own:
        changes.append(shift.renamed)  # her own feed does not say her name
    description = "shadow_description" if shift.seat == SHADOW else "description"
    said = {"team": wording.team, "person": shift.person, "url": shift.url}
    return Event(
        uid=shift.uid,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        summary=words[f"{view}_{shift.seat}"].format(**said),
        description=words[description].format(**said),
        category=words["category"],
        url=shift.url,
        # a sum of counts that only rise, so it only rises
        sequence=sum(change.count for change in changes),
        changed_at=max(change.at for change in changes),
        remind_before=wording.remind_before,
    )
