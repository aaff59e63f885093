"""What a feed says, in both languages, and how far back it reaches."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rota.core.clients import BROWSER, client_family
from rota.core.feed import (
    FAREWELL,
    WORDED,
    WORDS,
    Change,
    FeedShift,
    Wording,
    farewell,
    feed_calendar,
    file_name,
    first_shown,
)
from rota.core.ical import Calendar, render

PARIS = ZoneInfo("Europe/Paris")
# what WORDED stands for: see test_words_are_those_subscribers_were_told_of
WORDED_AS = "810e09b5ae4d9c57"
SHADOW_WORDED_AS = "824a16639767490f"


def day(number: int) -> datetime:
    return datetime(2026, 10, number, tzinfo=UTC)


def shift(seat: str = "on_call") -> FeedShift:
    return FeedShift(
        uid=UUID(int=7),
        seat=seat,
        person="Zoé Le Goff",
        starts_at=datetime(2026, 11, 27, 17, tzinfo=UTC),
        ends_at=datetime(2026, 11, 30, 7, tzinfo=UTC),
        url="https://astreinte.example/t/edition/rota/shift/7/",
        moved=Change(3, day(1)),
        renamed=Change(2, day(2)),
    )


def wording(language: str = "fr", *, own: bool = False, **fields) -> Wording:
    return Wording(**{"team": "Édition", "language": language, "own": own} | fields)


@pytest.mark.parametrize(
    ("language", "own", "seat", "summary"),
    [
        ("fr", False, "on_call", "Astreinte : Zoé Le Goff"),
        ("fr", False, "backup", "Renfort : Zoé Le Goff"),
        ("fr", False, "shadow", "Doublure, hors astreinte : Zoé Le Goff"),
        ("fr", True, "shadow", "En doublure, hors astreinte – Édition"),
        ("fr", True, "on_call", "Mon astreinte – Édition"),
        ("fr", True, "backup", "En renfort – Édition"),
        ("en", False, "on_call", "On call: Zoé Le Goff"),
        ("en", False, "backup", "Backup: Zoé Le Goff"),
        ("en", False, "shadow", "Shadowing, not called: Zoé Le Goff"),
        ("en", True, "shadow", "Shadowing, not called – Édition"),
        ("en", True, "on_call", "My on-call – Édition"),
        ("en", True, "backup", "My backup duty – Édition"),
    ],
)
def test_title_says_who_first(language, own, seat, summary):
    calendar = feed_calendar(wording(language, own=own), [shift(seat)])

    assert [event.summary for event in calendar.events] == [summary]


def test_same_shift_is_the_same_event_in_both_feeds():
    team, own = (feed_calendar(wording(own=own), [shift()]) for own in (False, True))

    assert team.events[0].uid == own.events[0].uid


def test_number_and_stamp_are_those_of_all_that_is_shown():
    changes = (Change(10, day(3)), Change(20, day(4)))

    (in_both,) = feed_calendar(wording(revised=changes), [shift()]).events
    (alone,) = feed_calendar(wording(), [shift()]).events

    assert (in_both.sequence, in_both.changed_at) == (35 + WORDED.count, day(4))
    assert (alone.sequence, alone.changed_at) == (5 + WORDED.count, day(2))


def test_own_feed_does_not_change_with_a_name_it_does_not_say():
    (event,) = feed_calendar(wording(own=True), [shift()]).events

    assert "Zoé" not in event.summary + event.description
    assert (event.sequence, event.changed_at) == (3 + WORDED.count, day(1))


def test_reminder_is_one_for_each_weekend():
    half_a_day = timedelta(hours=12)

    calendar = feed_calendar(wording(own=True, remind_before=half_a_day), [shift()])

    body = render(calendar).decode()
    assert body.count("BEGIN:VALARM") == 1
    alarm = body[body.index("BEGIN:VALARM") : body.index("END:VALARM")]
    assert alarm.splitlines()[1:] == [
        "ACTION:DISPLAY",
        "DESCRIPTION:Mon astreinte – Édition",
        "TRIGGER:-PT12H",
    ]


def test_braces_in_a_name_are_only_braces():
    calendar = feed_calendar(wording("en", team="{team} {0}"), [])

    assert calendar.name == "On call – {team} {0}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("has_left", [True, False])
def test_farewell_is_one_entry_that_says_why_for_a_month(language, has_left):
    url = "https://astreinte.example/t/edition/calendar/"

    calendar = farewell(wording(language), pk=7, url=url, at=day(5), has_left=has_left)

    (event,) = calendar.events
    assert (event.starts_at, event.ends_at) == (day(5), day(5) + FAREWELL)
    assert url in event.description
    assert event.changed_at == day(5)


@pytest.mark.parametrize(
    ("seats", "digest"),
    [(("on_call", "backup"), WORDED_AS), (("shadow",), SHADOW_WORDED_AS)],
)
def test_words_are_those_subscribers_were_told_of(seats, digest):
    """Every subscriber's events change with them, and calendars ignore a change
    without a higher number. After an edit: raise WORDED.count, set WORDED.at to the
    day of release, and write the new digest here."""
    said = hashlib.sha256()
    for language in WORDS:
        for own in (False, True):
            shifts = [shift(seat) for seat in seats]
            told = wording(language, own=own, remind_before=timedelta(hours=1))
            events = feed_calendar(told, shifts).events
            lines = [replace(e, sequence=0, changed_at=day(1)) for e in events]
            said.update(render(Calendar("", "teal", tuple(lines))))

    assert (WORDED.count, said.hexdigest()[:16]) == (0, digest)


def test_both_languages_say_the_same_things():
    assert WORDS["fr"].keys() == WORDS["en"].keys()


def test_file_name_is_what_thunderbird_calls_the_calendar():
    assert file_name(slug="edition", language="fr", own=False) == (
        "astreinte-edition.ics"
    )
    assert file_name(slug="edition", language="en", own=True) == (
        "my-on-call-edition.ics"
    )


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 11, 18, 8, tzinfo=UTC), (2025, 11)),
        (datetime(2027, 1, 1, tzinfo=UTC), (2026, 1)),
        (datetime(2027, 12, 31, tzinfo=UTC), (2026, 12)),
        # already the first of December in Paris
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), (2025, 12)),
    ],
)
def test_twelve_whole_months_are_kept(at, month):
    assert first_shown(at, PARIS) == datetime(*month, 1, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("Google-Calendar-Importer", "Google"),
        ("iOS/17.5 (21F79) dataaccessd/1.0", "Apple"),
        ("macOS/14.5 (23F79) CalendarAgent/1026.1", "Apple"),
        ("Mac+OS+X/10.15.7 (19H2) CalendarAgent/930.5.1", "Apple"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
            "Thunderbird/128.2.0",
            "Thunderbird",
        ),
        ("Microsoft.Exchange/15.20 (Calendar; Subscription)", "Outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0", BROWSER),
        ("curl/7.88.1", ""),
        ("", ""),
    ],
)
def test_only_the_family_of_a_client_is_kept(said, family):
    assert client_family(said) == family
