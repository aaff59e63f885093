"""Numbers as people, spreadsheets and telephones write them (PAGING.md §4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.phones import (
    PhoneError,
    is_mobile,
    mask_phone,
    parse_phone,
    show_phone,
)


@pytest.mark.parametrize(
    "typed",
    [
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "+33 (0)6 12 34 56 78",
        "+33612345678",
        "0033 6 12 34 56 78",
        "33612345678",
        "612345678",
        "O6 12 34 56 78",
        "０６１２３４５６７８",
        "٠٦١٢٣٤٥٦٧٨",
        "06 12 34 56 78\xa0",
        "\u202a06 12 34 56 78\u202c",
        "tel:+33612345678",
        "Tél. : 06 12 34 56 78",
    ],
)
def test_ways_to_type_one_number(typed: str) -> None:
    assert parse_phone(typed, accept_fiction=False) == "+33612345678"


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("0692 12 34 56", "+262692123456"),
        ("0693 12 34 56", "+262693123456"),
        ("0639 01 23 45", "+262639012345"),
        ("0690 12 34 56", "+590690123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0694 12 34 56", "+594694123456"),
        ("+33 692 12 34 56", "+262692123456"),
        ("+262 692 12 34 56", "+262692123456"),
        ("+508 55 12 34", "+508551234"),
        ("+687 75 12 34", "+687751234"),
        ("+689 87 12 34 56", "+68987123456"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_numbers_of_overseas_and_abroad(typed: str, e164: str) -> None:
    assert parse_phone(typed, accept_fiction=False) == e164


def test_numbers_without_country_code_belong_to_the_region() -> None:
    assert parse_phone("0470 12 34 56", "BE", accept_fiction=False) == "+32470123456"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("6,12E+08", "rounded"),
        ("3.36E+10", "rounded"),
        ("06 12 34 56 78 Camille", "letters"),
        ("à venir", "letters"),
        ("—", "letters"),
        ("06 12 34 56 78 poste 12", "extension"),
        ("06 12 34 56 78 ext. 4", "extension"),
        ("0612345678;12", "extension"),
        ("112", "short"),
        ("15", "short"),
        ("3977", "short"),
        ("118 712", "short"),
        ("06 12 34 56", "too_short"),
        ("06 12 34 56 78 9", "too_long"),
        ("06 12 34 56 78 / 07 98 76 54 32", "too_long"),
        ("01 44 55 66 77", "landline"),
        ("0262 12 34 56", "landline"),
        ("09 76 12 34 56", "landline"),
        ("0800 12 34 56", "special"),
        ("0892 12 34 56", "special"),
        ("0700 12 34 56", "special"),
        ("+999 12 34 56 78", "unknown"),
        ("06 39 98 01 23", "fiction"),
    ],
)
def test_refusals_say_why(typed: str, reason: str) -> None:
    with pytest.raises(PhoneError) as refused:
        parse_phone(typed, accept_fiction=False)

    assert refused.value.reason == reason


def test_invented_numbers_pass_where_no_text_leaves() -> None:
    assert parse_phone("06 39 98 01 23", accept_fiction=True) == "+33639980123"


def test_a_range_the_library_does_not_know_yet_is_not_refused() -> None:
    assert parse_phone("07 99 12 34 56", accept_fiction=False) == "+33799123456"


def test_numbers_are_shown_as_people_write_them() -> None:
    assert show_phone("+33639980123") == "06 39 98 01 23"
    assert show_phone("+262692123456") == "+262 692 12 34 56"
    assert show_phone("") == ""


def test_a_masked_number_keeps_two_digits() -> None:
    assert mask_phone("+33639980123") == "•• •• •• •• 23"
    assert mask_phone("") == ""


def test_texts_go_to_mobiles_only() -> None:
    assert is_mobile("+33639980123")
    assert is_mobile("+262692123456")
    assert not is_mobile("+33144556677")
    assert not is_mobile("")


@given(st.text(max_size=30) | st.text("0123456789+ ().-", max_size=20))
def test_any_text_is_a_mobile_number_or_a_reason(typed: str) -> None:
    try:
        e164 = parse_phone(typed, accept_fiction=False)
    except PhoneError:
        return

    assert is_mobile(e164)
    assert parse_phone(show_phone(e164), accept_fiction=False) == e164
