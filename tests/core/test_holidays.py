"""The days off of French regions, by date."""

from datetime import date

import pytest

from rota.core.holidays import REGIONS, holiday_name, public_holidays


def test_france_has_eleven_days_off_a_year():
    assert len(public_holidays("FR", [2026])) == 11
    assert date(2027, 3, 29) in public_holidays("FR", [2027])


def test_alsace_and_moselle_add_good_friday_and_saint_stephen():
    added = public_holidays("FR-6AE", [2026]) - public_holidays("FR", [2026])

    assert added == {date(2026, 4, 3), date(2026, 12, 26)}


@pytest.mark.parametrize("departement", ["57", "67", "68"])
def test_each_of_their_departements_has_the_same_days(departement):
    assert public_holidays(f"FR-{departement}", [2026]) == public_holidays(
        "FR-6AE", [2026]
    )


def test_a_part_of_france_without_days_of_its_own_has_the_national_ones():
    assert public_holidays("FR-44", [2026]) == public_holidays("FR", [2026])


@pytest.mark.parametrize(
    ("region", "day"),
    [
        ("FR-971", date(2026, 5, 27)),
        ("FR-972", date(2026, 5, 22)),
        ("FR-973", date(2026, 6, 10)),
        ("FR-974", date(2026, 12, 20)),
        ("FR-976", date(2026, 4, 27)),
    ],
)
def test_overseas_keep_the_day_slavery_was_abolished(region, day):
    assert day in public_holidays(region, [2026])
    assert day not in public_holidays("FR", [2026])


@pytest.mark.parametrize("region", [code for code, _, _ in REGIONS])
def test_every_region_on_offer_is_known_and_named_in_both_languages(region):
    days = public_holidays(region, [2026, 2027])

    assert public_holidays("FR", [2026, 2027]) <= days
    assert all(holiday_name(region, day, "fr") for day in days)
    assert all(holiday_name(region, day, "en") for day in days)


def test_names_are_in_the_readers_language():
    easter = date(2027, 3, 29)

    assert holiday_name("FR", easter, "fr") == "Lundi de Pâques"
    assert holiday_name("FR", easter, "en") == "Easter Monday"


def test_english_is_not_american():
    assert holiday_name("FR", date(2026, 5, 1), "en") == "Labour Day"
    assert holiday_name("FR", date(2026, 5, 25), "en") == "Whit Monday"


def test_two_holidays_on_one_day_are_both_named():
    assert holiday_name("FR", date(2008, 5, 1), "fr") == "Ascension, Fête du Travail"


def test_another_day_has_no_name():
    assert holiday_name("FR", date(2026, 11, 12), "fr") == ""


def test_an_unknown_country_is_refused():
    with pytest.raises(ValueError, match="XX"):
        public_holidays("XX-1", [2026])
