"""Other people's programs that read calendars: none of them wrote ours, and most
share no line with each other.

ical.js is Thunderbird's, libical is Evolution's and KDE's, node-ical is home
automation's, vobject is Python's oldest; recurring-ical-events looks at a span of
time, as calendars that show a month do.
"""

import json
import subprocess
from collections.abc import Callable
from ctypes import CDLL, Structure, c_char_p, c_int, c_void_p
from ctypes.util import find_library
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import icalendar
import recurring_ical_events
import vobject
from sources import ROOT

SCRIPTS = ROOT / "tests" / "parsers"
# from before any calendar of ours to after it
AGES = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, order=True)
class Entry:
    """One event as a program understands it; instants in UTC."""

    starts_at: datetime
    ends_at: datetime
    uid: str
    summary: str
    description: str
    sequence: int


def by_icaljs(body: bytes) -> list[Entry]:
    """ical.js."""
    return _by_node("icaljs.mjs", body)


def by_nodeical(body: bytes) -> list[Entry]:
    """node-ical."""
    return _by_node("nodeical.mjs", body)


def by_vobject(body: bytes) -> list[Entry]:
    """vobject."""
    calendar = vobject.readOne(body.decode())
    return sorted(
        Entry(
            starts_at=event.dtstart.value.astimezone(UTC),
            ends_at=event.dtend.value.astimezone(UTC),
            uid=event.uid.value,
            summary=event.summary.value,
            description=event.description.value,
            sequence=int(event.sequence.value),
        )
        for event in calendar.contents.get("vevent", [])
    )


def by_recurring(body: bytes) -> list[Entry]:
    """recurring-ical-events, asked for all that happens in a century."""
    calendar = icalendar.Calendar.from_ical(body)
    return sorted(
        Entry(
            starts_at=event["DTSTART"].dt.astimezone(UTC),
            ends_at=event["DTEND"].dt.astimezone(UTC),
            uid=str(event["UID"]),
            summary=str(event["SUMMARY"]),
            description=str(event["DESCRIPTION"]),
            sequence=int(event["SEQUENCE"]),
        )
        for event in recurring_ical_events.of(calendar).between(*AGES)
    )


def by_libical(body: bytes) -> list[Entry]:
    """libical; fails on what it counts as errors, or finds against its rules."""
    library = libical()
    root = library.icalparser_parse_string(body)
    try:
        assert root, "no calendar at all"
        assert library.icalcomponent_count_errors(root) == 0
        assert library.icalrestriction_check(root) == 1
        return sorted(_of_libical(library, root))
    finally:
        library.icalcomponent_free(root)


READERS: dict[str, Callable[[bytes], list[Entry]]] = {
    "ical.js": by_icaljs,
    "node-ical": by_nodeical,
    "libical": by_libical,
    "vobject": by_vobject,
    "recurring-ical-events": by_recurring,
}


def _by_node(script: str, body: bytes) -> list[Entry]:
    done = subprocess.run(
        ["node", SCRIPTS / script], input=body, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    moments = ("starts_at", "ends_at")
    return sorted(
        Entry(**one | {name: datetime.fromisoformat(one[name]) for name in moments})
        for one in json.loads(done.stdout)["events"]
    )


class _Time(Structure):
    """icaltimetype, as libical 3 passes it around."""

    _fields_ = [
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute")),
        *((name, c_int) for name in ("second", "is_date", "is_daylight")),
        ("zone", c_void_p),
    ]

    def instant(self, utc: int) -> datetime:
        """In UTC; fails for any other zone."""
        assert not self.is_date
        assert self.zone == utc
        parts = (self.year, self.month, self.day, self.hour, self.minute, self.second)
        return datetime(*parts, tzinfo=UTC)


@cache
def libical() -> CDLL:
    """The library of Debian's libical3."""
    library = CDLL(find_library("ical") or "libical.so.3")
    results = {
        "icalparser_parse_string": c_void_p,
        "icalcomponent_get_first_component": c_void_p,
        "icalcomponent_get_next_component": c_void_p,
        "icalcomponent_get_uid": c_char_p,
        "icalcomponent_get_summary": c_char_p,
        "icalcomponent_get_description": c_char_p,
        "icalcomponent_get_dtstart": _Time,
        "icalcomponent_get_dtend": _Time,
        "icaltimezone_get_utc_timezone": c_void_p,
    }
    for name, result in results.items():
        getattr(library, name).restype = result
    for name in (*results, "icalcomponent_free", "icalcomponent_get_sequence"):
        if name.startswith("icalcomponent"):
            takes_kind = name.endswith("_component")
            getattr(library, name).argtypes = [c_void_p, c_int][: 1 + takes_kind]
    for name in ("icalcomponent_count_errors", "icalrestriction_check"):
        getattr(library, name).argtypes = [c_void_p]
    return library


def _of_libical(library: CDLL, root: int) -> list[Entry]:
    kind = library.icalcomponent_string_to_kind(b"VEVENT")
    utc = library.icaltimezone_get_utc_timezone()
    found = []
    event = library.icalcomponent_get_first_component(root, kind)
    while event:
        found.append(
            Entry(
                starts_at=library.icalcomponent_get_dtstart(event).instant(utc),
                ends_at=library.icalcomponent_get_dtend(event).instant(utc),
                uid=library.icalcomponent_get_uid(event).decode(),
                summary=library.icalcomponent_get_summary(event).decode(),
                description=library.icalcomponent_get_description(event).decode(),
                sequence=library.icalcomponent_get_sequence(event),
            )
        )
        event = library.icalcomponent_get_next_component(root, kind)
    return found
