"""School holidays: a hint, with its sources and what is not known."""

from datetime import date

import pytest

from rota.core.holidays import REGIONS
from rota.core.school import (
    CODES,
    CORSICA,
    MAINLAND,
    known_until,
    read_school_holidays,
    touching,
    zone_of,
)
from rota.school import FILE, school_holidays

HEAD = "zone,name,first,last,standing\n"


def names(zone: str, first: str, last: str) -> list[tuple[str, str]]:
    found = touching(
        school_holidays(), zone, date.fromisoformat(first), date.fromisoformat(last)
    )
    return [(one.zone, one.name) for one in found]


def test_the_data_name_their_date_and_sources():
    text = FILE.read_text()

    assert "Written on 2026-" in text
    assert "https://www.legifrance.gouv.fr/" in text


@pytest.mark.parametrize("zone", MAINLAND)
def test_each_zone_of_the_mainland_has_two_school_years(zone):
    mine = [one for one in school_holidays() if one.zone == zone]

    assert [one.name for one in mine] == [
        *("toussaint", "noel", "hiver", "printemps", "ete"),
        *("toussaint", "noel", "hiver", "printemps"),
    ]
    assert [one.standing for one in mine] == ["published"] * 5 + ["unconfirmed"] * 4
    for one in mine:
        # they begin on a Saturday; school begins again on a Monday, but for the
        # summer and where Monday is a public holiday
        assert one.first.weekday() == 5
        assert one.last.weekday() == 6 or one.last in (
            *(date(2027, 8, 31), date(2028, 5, 8), date(2028, 5, 1)),
        )


def test_zones_take_the_winter_in_turn():
    assert names("A", "2027-02-12", "2027-02-15") == [("A", "hiver")]
    assert names("B", "2027-02-12", "2027-02-15") == []
    assert names("C", "2027-02-19", "2027-02-22") == [("C", "hiver")]


def test_without_a_zone_only_what_all_three_share():
    assert names("", "2026-12-18", "2026-12-21") == [("A", "noel")]
    assert names("", "2027-02-12", "2027-02-15") == []


@pytest.mark.parametrize("zone", sorted(CODES - set(MAINLAND)))
def test_what_is_not_known_is_not_guessed(zone):
    assert known_until(school_holidays(), zone) is None
    assert names(zone, "2026-12-01", "2027-12-31") == []


def test_a_region_tells_the_zone_where_it_can():
    guessed = {code: zone_of(code) for code, _fr, _en in REGIONS}

    assert guessed["FR"] == ""
    assert guessed["FR-6AE"] == zone_of("FR-67") == "B"
    assert guessed["FR-974"] == "FR-974"
    assert {code for code, zone in guessed.items() if not zone} == {"FR"}
    assert CORSICA in CODES


@pytest.mark.parametrize(
    "line", ["D,noel,2026-12-19,2027-01-03,published", "A,noel,2027-01-03,2026-12-19,"]
)
def test_a_line_without_sense_is_refused(line):
    with pytest.raises(ValueError, match="makes no sense"):
        read_school_holidays(HEAD + line)
