"""What a feed says, in both languages, and how far back it reaches."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rota.core.clients import BROWSER, client_family
from rota.core.feed import WORDS, FeedShift, feed_calendar, file_name, first_shown

PARIS = ZoneInfo("Europe/Paris")


def shift(seat: str = "on_call") -> FeedShift:
    return FeedShift(
        uid=UUID(int=7),
        seat=seat,
        person="Zoé Le Goff",
        starts_at=datetime(2026, 11, 27, 17, tzinfo=UTC),
        ends_at=datetime(2026, 11, 30, 7, tzinfo=UTC),
        url="https://astreinte.example/t/edition/rota/?from=2026-11",
        sequence=0,
        changed_at=datetime(2026, 10, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("language", "own", "seat", "summary"),
    [
        ("fr", False, "on_call", "Astreinte : Zoé Le Goff"),
        ("fr", False, "backup", "Renfort : Zoé Le Goff"),
        ("fr", True, "on_call", "Mon astreinte – Édition"),
        ("fr", True, "backup", "En renfort – Édition"),
        ("en", False, "on_call", "On call: Zoé Le Goff"),
        ("en", False, "backup", "Backup: Zoé Le Goff"),
        ("en", True, "on_call", "My on-call – Édition"),
        ("en", True, "backup", "My backup duty – Édition"),
    ],
)
def test_title_says_who_first(language, own, seat, summary):
    calendar = feed_calendar(
        team="Édition", language=language, own=own, shifts=[shift(seat)]
    )

    assert [event.summary for event in calendar.events] == [summary]


def test_same_shift_is_the_same_event_in_both_feeds():
    team, own = (
        feed_calendar(team="É", language="fr", own=own, shifts=[shift()])
        for own in (False, True)
    )

    assert team.events[0].uid == own.events[0].uid


def test_braces_in_a_name_are_only_braces():
    calendar = feed_calendar(team="{team} {0}", language="en", own=False, shifts=[])

    assert calendar.name == "On call – {team} {0}"


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
