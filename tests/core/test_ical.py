"""The byte rules of a calendar (CALENDAR.md A to C)."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as Parsed

from rota.core.ical import Calendar, Event, clean, render

ROOT = Path(__file__).resolve().parents[2]
PARIS = ZoneInfo("Europe/Paris")
EVENT = Event(
    uid=UUID("7d2f0f2e-98b2-4a0e-9f0a-4f3c1f0c0001"),
    starts_at=datetime(2026, 11, 27, 18, tzinfo=PARIS),
    ends_at=datetime(2026, 11, 30, 8, tzinfo=PARIS),
    summary="Astreinte : Zoé Le Goff",
    description="Équipe Édition.",
    category="Astreinte",
    url="https://astreinte.example/t/edition/rota/?from=2026-11",
    sequence=3,
    changed_at=datetime(2026, 10, 1, 9, 30, 15, 250_000, tzinfo=UTC),
)
NAMES = [
    "Zoé Le Goff-Ménard",
    "Roux, Camille; dite « Cam »",
    'O\'Brien "Red"',
    "Two\nlines",
    "Back\\slash and \\N and \\n",
    "🎉 Inès 👩🏽‍🚒🇫🇷",
    "محمد عبد الله",
    "陳大文",
    "é" * 80,
    "🎉" * 40,
    "a" * 37 + "\\" * 4 + "," * 40,
]


def rendered(*events: Event, name: str = "Astreinte – Édition") -> bytes:
    return render(Calendar(name=name, colour="teal", events=events))


def lines(body: bytes) -> list[str]:
    """Content lines, unfolded."""
    return body.replace(b"\r\n ", b"").decode().split("\r\n")


def value(body: bytes, name: str) -> str:
    """What follows the colon of the only line of this name."""
    (found,) = [
        line for line in lines(body) if line.startswith((name + ":", name + ";"))
    ]
    return found.partition(":")[2]


def unescaped(text: str) -> str:
    """RFC 5545 TEXT read left to right, unlike the library's own reader."""
    out, escaped = [], False
    for char in text:
        if escaped:
            out.append("\n" if char in "nN" else char)
            escaped = False
        elif char == "\\":
            escaped = True
        else:
            out.append(char)
    return "".join(out)


def test_head_is_what_every_client_reads():
    head = lines(rendered(EVENT))[:10]

    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Astreinte//Rota//FR",
        "CALSCALE:GREGORIAN",
        "NAME:Astreinte – Édition",
        "X-WR-CALNAME:Astreinte – Édition",
        "COLOR:teal",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-APPLE-CALENDAR-COLOR:#008080",
        "X-PUBLISHED-TTL:PT1H",
    ]


@pytest.mark.parametrize(
    "word",
    [
        "METHOD",
        "X-WR-TIMEZONE",
        "SOURCE",
        "ORGANIZER",
        "ATTENDEE",
        "VALARM",
        "TZID=",
    ],
)
def test_what_some_client_reads_wrong_is_left_out(word):
    assert word not in rendered(EVENT).decode()


def test_calendar_itself_has_no_uid():
    assert [line for line in lines(rendered(EVENT)) if line.startswith("UID")] == [
        f"UID:{EVENT.uid}"
    ]


def test_event_says_all_that_clients_need():
    body = lines(rendered(EVENT))
    event = set(body[body.index("BEGIN:VEVENT") + 1 : body.index("END:VEVENT")])

    assert event == {
        "UID:7d2f0f2e-98b2-4a0e-9f0a-4f3c1f0c0001",
        "DTSTAMP:20261001T093015Z",
        "LAST-MODIFIED:20261001T093015Z",
        "SEQUENCE:3",
        "DTSTART:20261127T170000Z",
        "DTEND:20261130T070000Z",
        "SUMMARY:Astreinte : Zoé Le Goff",
        "DESCRIPTION:Équipe Édition.",
        "CATEGORIES:Astreinte",
        "URL:https://astreinte.example/t/edition/rota/?from=2026-11",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    }


@pytest.mark.parametrize(
    ("friday", "start", "end", "hours"),
    [
        ((2026, 3, 27), "20260327T170000Z", "20260330T060000Z", 61),
        ((2026, 10, 23), "20261023T160000Z", "20261026T070000Z", 63),
    ],
)
def test_weekend_of_clock_change_keeps_its_true_instants(friday, start, end, hours):
    day = datetime(*friday, tzinfo=PARIS)
    event = replace(
        EVENT,
        starts_at=day.replace(hour=18),
        ends_at=(day + timedelta(days=3)).replace(hour=8),
    )

    body = rendered(event)

    assert value(body, "DTEND") == end
    assert f"DTSTART:{start}" in lines(body)
    (parsed,) = Parsed.from_ical(body).walk("VEVENT")
    assert parsed.end - parsed.start == timedelta(hours=hours)


def test_empty_calendar_is_valid():
    parsed = Parsed.from_ical(rendered())

    assert not parsed.walk("VEVENT")
    assert [zone["TZID"] for zone in parsed.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert not parsed.errors


def test_zone_has_yearly_rules_and_onsets_in_the_outgoing_offset():
    body = lines(rendered())
    zone = body[body.index("BEGIN:VTIMEZONE") : body.index("END:VTIMEZONE")]

    assert "DTSTART:19700329T020000" in zone
    assert "DTSTART:19701025T030000" in zone
    assert sum(line.startswith("RRULE:FREQ=YEARLY") for line in zone) == 2
    assert not any("RDATE" in line for line in zone)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_comes_back_as_it_was(name):
    body = rendered(replace(EVENT, summary=name, description=name), name=name)

    for field in ("NAME", "X-WR-CALNAME", "SUMMARY", "DESCRIPTION"):
        assert unescaped(value(body, field)) == name


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_folded_as_google_wants(name):
    body = rendered(replace(EVENT, summary=name), name=name)

    assert body.endswith(b"END:VCALENDAR\r\n")
    assert not body.startswith(b"\xef\xbb\xbf")
    physical = body.split(b"\r\n")
    assert max(len(line) for line in physical) <= 75
    for line in physical:
        line.decode()  # no character is cut in two
        assert b"\n" not in line
        assert b"\r" not in line
    assert not any(
        line.endswith(b"\\") and after.startswith(b" n")
        for line, after in pairwise(physical)
    )


@given(st.text(max_size=90))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_out_of_its_line(text):
    body = rendered(replace(EVENT, summary=text), name=text)

    assert unescaped(value(body, "SUMMARY")) == clean(text)
    assert unescaped(value(body, "NAME")) == clean(text)
    begun = [line for line in lines(body) if line.startswith("BEGIN:")]
    assert len(begun) == 5
    assert "".join(begun).count("VEVENT") == 1


def test_control_characters_and_foreign_line_ends_go():
    assert clean("a\x00b\x0b\x1b\x7fc\td\r\ne\rf\x85g\u2028h\u2029i\ud800j") == (
        "abc d\ne\nf\ng\nh\nij"
    )


def test_no_html_entities():
    assert value(rendered(replace(EVENT, summary="O'B & <co>")), "SUMMARY") == (
        "O'B & <co>"
    )


def test_events_are_sorted_by_start_then_uid():
    later = replace(EVENT, uid=UUID(int=1), starts_at=EVENT.starts_at + timedelta(1))
    twin = replace(EVENT, uid=UUID(int=2))

    body = rendered(later, EVENT, twin)

    uids = [line[4:] for line in lines(body) if line.startswith("UID:")]
    assert uids == [str(twin.uid), str(EVENT.uid), str(later.uid)]
    assert body == rendered(twin, later, EVENT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": EVENT.starts_at},
        {"starts_at": datetime(2026, 11, 27, 18)},
        {"changed_at": datetime(2026, 10, 1)},
        {"sequence": 2**31},
        {"sequence": -1},
    ],
    ids=str,
)
def test_what_clients_refuse_is_refused_here(wrong):
    with pytest.raises(ValueError, match=r"end|zone|range"):
        rendered(replace(EVENT, **wrong))


def test_bytes_are_the_same_in_a_process_with_another_hash_seed():
    code = (
        "import sys; sys.path[:0] = ['.', 'tests/core'];"
        "from test_ical import EVENT, NAMES, rendered; from dataclasses import replace;"
        "from uuid import UUID;"
        "sys.stdout.buffer.write(rendered(*(replace(EVENT, uid=UUID(int=i), summary=n)"
        " for i, n in enumerate(NAMES))))"
    )

    bodies = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    here = rendered(
        *(replace(EVENT, uid=UUID(int=i), summary=n) for i, n in enumerate(NAMES))
    )
    assert bodies == {here}
