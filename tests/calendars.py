"""A second reader of calendars, written from RFC 5545 and sharing no code with
the library that writes ours: what both understand, clients understand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

ESCAPES = {"n": "\n", "N": "\n", ",": ",", ";": ";", "\\": "\\"}


@dataclass(frozen=True)
class Event:
    """One entry of a calendar, as a client shows it."""

    uid: str
    summary: str
    description: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    lines: tuple[str, ...]


def read_calendar(body: bytes) -> list[Event]:
    """The events of a calendar; fails on what a strict client would refuse."""
    lines = list(unfold(body))
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events, inside = [], None
    for line in without_alarms(lines):
        if line == "BEGIN:VEVENT":
            inside = []
        elif line == "END:VEVENT":
            events.append(_event(inside))
            inside = None
        elif inside is not None:
            inside.append(line)
    return events


def without_alarms(lines: list[str]) -> Iterator[str]:
    """The lines but for those of reminders, which have names of events' lines."""
    shown = True
    for line in lines:
        shown = shown and line != "BEGIN:VALARM"
        if shown:
            yield line
        shown = shown or line == "END:VALARM"


def unfold(body: bytes) -> Iterator[str]:
    """Logical lines: at most 75 bytes each as sent, joined at CRLF and space."""
    assert body.endswith(b"\r\n"), "the last line has no end"
    held = b""
    for raw in body.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(raw) <= 75, f"{len(raw)} bytes in {raw!r}"
        assert b"\n" not in raw
        assert b"\r" not in raw
        if raw[:1] in (b" ", b"\t"):
            held += raw[1:]
            continue
        if held:
            yield held.decode()
        held = raw
    yield held.decode()


def _event(lines: list[str]) -> Event:
    values = {}
    for line in lines:
        name, _, value = line.partition(":")
        values[name.split(";")[0]] = value
    return Event(
        uid=values["UID"],
        summary=_plain(values["SUMMARY"]),
        description=_plain(values.get("DESCRIPTION", "")),
        starts_at=_instant(values["DTSTART"]),
        ends_at=_instant(values["DTEND"]),
        sequence=int(values.get("SEQUENCE", "0")),
        lines=tuple(lines),
    )


def _plain(text: str) -> str:
    out, letters = "", iter(text)
    for letter in letters:
        out += ESCAPES[next(letters)] if letter == "\\" else letter
    return out


def _instant(text: str) -> datetime:
    # ours are in UTC: every client agrees on those (CALENDAR.md A)
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
