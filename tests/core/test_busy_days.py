"""Which days somebody's own calendar makes her away."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.busy_days import (
    Counted,
    NotACalendarError,
    busy_days,
    coming_busy_days,
)

PARIS = ZoneInfo("Europe/Paris")
AWAY, LEAVE = Counted(), Counted("congés")
SINCE, UNTIL = date(2026, 11, 1), date(2028, 11, 1)
CHRISTMAS = "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227"


def calendar(*events: str) -> bytes:
    """A calendar of those events, each the lines of one."""
    inside = "".join(
        f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n"
        for number, event in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{inside}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def found(data: bytes, counted=AWAY, zone=PARIS) -> list[tuple[str, str]]:
    days = busy_days(data, counted, zone, SINCE, UNTIL)
    return [(str(one.first), str(one.last)) for one in days]


def test_a_whole_day_without_an_end_is_one_day():
    assert found(calendar("DTSTART;VALUE=DATE:20261224")) == [
        ("2026-12-24", "2026-12-24")
    ]


def test_the_end_of_whole_days_is_not_one_of_them():
    assert found(calendar(CHRISTMAS)) == [("2026-12-24", "2026-12-26")]


@pytest.mark.parametrize(
    "line",
    [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
    ],
)
@pytest.mark.parametrize("counted", [AWAY, LEAVE])
def test_what_is_free_or_cancelled_makes_nobody_absent(line, counted):
    assert found(calendar(f"{CHRISTMAS}\nSUMMARY:Congés\n{line}"), counted) == []


@pytest.mark.parametrize("status", ["OOF", "BUSY"])
def test_busy_and_out_of_office_count(status):
    line = f"X-MICROSOFT-CDO-BUSYSTATUS:{status}"

    assert found(calendar(f"{CHRISTMAS}\n{line}"))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("20261224T080000", "20261227T180000", [("2026-12-24", "2026-12-27")]),
        ("20261224T000000", "20261225T000000", [("2026-12-24", "2026-12-24")]),
        ("20261224T080000", "20261224T180000", []),
        ("20261224T180000", "20261225T180000", []),
        # the day of 23 hours, and the one of 25
        ("20270328T000000", "20270329T000000", [("2027-03-28", "2027-03-28")]),
        ("20271031T000000", "20271101T000000", [("2027-10-31", "2027-10-31")]),
        ("20271031T000000", "20271031T233000", []),
    ],
)
def test_hours_count_when_they_fill_a_day(start, end, days):
    hours = f"DTSTART;TZID=Europe/Paris:{start}\nDTEND;TZID=Europe/Paris:{end}"

    assert found(calendar(hours)) == days


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Congés", True),
        ("CONGES payés", True),
        ("Retour de congés", True),
        ("Réunion", False),
        ("", False),
    ],
)
def test_a_word_is_found_whatever_its_accents(title, counts):
    event = f"DTSTART:20261224T090000Z\nDTEND:20261224T100000Z\nSUMMARY:{title}"

    assert bool(found(calendar(event), LEAVE)) == counts


def test_times_are_read_on_the_teams_clock():
    event = "DTSTART:20261224T223000Z\nDTEND:20261224T233000Z\nSUMMARY:Congés"

    assert found(calendar(event), LEAVE) == [("2026-12-24", "2026-12-25")]
    assert found(calendar(event), LEAVE, ZoneInfo("Pacific/Noumea")) == [
        ("2026-12-25", "2026-12-25")
    ]


def test_a_time_without_a_zone_is_meant_on_that_clock():
    event = "DTSTART:20261224T233000\nDTEND:20261225T003000\nSUMMARY:Congés"

    assert found(calendar(event), LEAVE) == [("2026-12-24", "2026-12-25")]


def test_the_zones_outlook_writes_are_known():
    hours = (
        "DTSTART;TZID=Romance Standard Time:20261224T000000\n"
        "DTEND;TZID=Romance Standard Time:20261225T000000"
    )

    assert found(calendar(hours)) == [("2026-12-24", "2026-12-24")]


def test_what_recurs_is_followed_with_its_exceptions():
    every = (
        "DTSTART;VALUE=DATE:20261127\nRRULE:FREQ=WEEKLY;COUNT=5\n"
        "EXDATE;VALUE=DATE:20261204"
    )

    assert [first for first, _last in found(calendar(every))] == [
        *("2026-11-27", "2026-12-11", "2026-12-18", "2026-12-25")
    ]


def test_an_occurrence_that_was_moved_or_cancelled_is_there_no_more():
    every = "DTSTART;VALUE=DATE:20261127\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "RECURRENCE-ID;VALUE=DATE:20261204\nDTSTART;VALUE=DATE:20261206"
    gone = "RECURRENCE-ID;VALUE=DATE:20261211\nDTSTART;VALUE=DATE:20261211"
    data = calendar(every, moved, f"{gone}\nSTATUS:CANCELLED")

    days = found(data.replace(b"UID:1\r\n", b"UID:0\r\n").replace(b"UID:2", b"UID:0"))

    assert days == [("2026-11-27", "2026-11-27"), ("2026-12-06", "2026-12-06")]


def test_overlapping_entries_are_one_absence():
    later = "DTSTART;VALUE=DATE:20261226\nDTEND;VALUE=DATE:20270102"

    assert found(calendar(CHRISTMAS, later)) == [("2026-12-24", "2027-01-01")]


def test_what_is_over_or_too_far_is_left_out():
    past = "DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260110"
    far = "DTSTART;VALUE=DATE:20300101"
    at = datetime(2026, 12, 24, 23, 30, tzinfo=UTC)  # the 25th in Paris

    assert found(calendar(past, far)) == []
    assert len(coming_busy_days(calendar(CHRISTMAS), AWAY, PARIS, at)) == 1
    assert not coming_busy_days(
        calendar(CHRISTMAS), AWAY, PARIS, at + timedelta(days=2)
    )


@pytest.mark.parametrize(
    "rule", ["SECONDLY", "MINUTELY", "HOURLY", "DAILY;BYSECOND=1,2"]
)
def test_a_rule_that_would_never_end_is_left_out(rule):
    endless = f"DTSTART:19700101T000000Z\nRRULE:FREQ={rule}\nSUMMARY:Congés"

    assert found(calendar(endless, f"{CHRISTMAS}\nSUMMARY:Congés"), LEAVE) == [
        ("2026-12-24", "2026-12-26")
    ]


def test_one_entry_that_makes_no_sense_does_not_lose_the_others():
    broken = "DTSTART;VALUE=DATE:20261301\nRRULE:FREQ=SOMETIMES"

    assert found(calendar(broken, CHRISTMAS)) == [("2026-12-24", "2026-12-26")]


@pytest.mark.parametrize(
    "data", [b"", b"<html>Sign in</html>", b"\xff\xfe", b"BEGIN:VCALENDAR\r\n"]
)
def test_what_is_no_calendar_is_refused(data):
    with pytest.raises(NotACalendarError):
        found(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(NotACalendarError):
        found(b"BEGIN:VCALENDAR\r\n" + data + b"\r\nEND:VCALENDAR\r\n")
