"""Days and times as French and English spreadsheets write them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.written import days, split_moment

FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
HALF_TEN = time(10, 30)


@pytest.mark.parametrize(
    "text",
    [
        "sam. 28 nov. 10h30",
        "Samedi 28 novembre 2026 à 10 h 30",
        "28/11/2026 10:30",
        "28/11/26 10h30",
        "28.11.2026 10:30:00",
        "28-11-2026, 10:30",
        "28/11 - 10h30",
        "samedi 10h30",
        "sam 10 h 30 min",
        "SAMEDI À 10H30",
        "le 28 nov à 10h30",
        "11/28/2026 10:30 AM",
        "Sat 28 Nov, 10:30",
        "Saturday, November 28, 2026 10:30 am",
        "Nov 28th at 10:30",
        "28th of November 10:30",
        "2026-11-28 10:30",
        "2026-11-28T10:30:00",
        "46354,4375",
        "46354.4375",
        "10h30 le 28/11",
    ],
)
def test_one_moment_in_many_spellings(text):
    day, clock = split_moment(text)

    assert clock == HALF_TEN
    assert days(day, FRIDAY)[0] == SATURDAY


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10h", time(10)),
        ("10 h", time(10)),
        ("9 am", time(9)),
        ("9:05 p.m.", time(21, 5)),
        ("12 am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("midi", time(12)),
        ("Noon", time(12)),
        ("minuit", time(0)),
        ("0,75", time(18)),
        ("0.75", time(18)),
        ("7 heures 45", time(7, 45)),
    ],
)
def test_time_alone(text, clock):
    assert split_moment(text) == ("", clock)


@pytest.mark.parametrize("text", ["25h", "13 pm", "99:99", "bientôt", "12", "1:75"])
def test_what_is_no_time_is_not_taken_for_one(text):
    rest, clock = split_moment(text)

    assert clock is None
    assert rest


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er mars 2027", date(2027, 3, 1)),
        ("28.11.", SATURDAY),
        ("dimanche", date(2026, 11, 29)),
        ("mon", date(2026, 11, 30)),
        ("1/1", date(2027, 1, 1)),
        ("31 déc.", date(2026, 12, 31)),
        ("February 2", date(2027, 2, 2)),
    ],
)
def test_day_alone(text, day):
    assert days(text, FRIDAY)[0] == day


def test_either_order_of_day_and_month_is_offered():
    assert days("11/12/2026", FRIDAY) == [date(2026, 12, 11), date(2026, 11, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "demain",
        "30/02/2026",
        "sam. 29 nov.",
        "29",
        "mars",
        "ven. sam.",
        "28/11/2026/1",
    ],
)
def test_what_is_no_day_is_none(text):
    assert days(text, FRIDAY) == []


@given(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    st.times(),
    st.sampled_from(["%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M", "%Y-%m-%d %H:%M:%S"]),
)
def test_dates_of_spreadsheets_are_read_back(day, clock, form):
    text = f"{day:{form.split()[0]}} {clock:{form.split()[1]}}"

    rest, read = split_moment(text)

    assert read == clock.replace(second=0, microsecond=0)
    assert days(rest, day)[0] == day


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(0, 1439))
def test_numbers_behind_dates_are_read_back(day, minutes):
    number = (day - date(1899, 12, 30)).days + minutes / 1440

    rest, read = split_moment(f"{number:.6f}".replace(".", ","))

    assert read == time(minutes // 60, minutes % 60)
    assert days(rest, FRIDAY) == [day]


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(text):
    rest, _ = split_moment(text)

    assert all(abs(day - FRIDAY) < timedelta(days=40_000) for day in days(rest, FRIDAY))
