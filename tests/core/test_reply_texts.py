"""The automatic reply's words: slots, what is wrong with them, and dates in full."""

from datetime import datetime
from string import ascii_letters
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.reply import (
    DEFAULTS,
    NAMES,
    REQUIRED,
    Slot,
    choose,
    faults_of,
    fill,
    lacking,
    say_break,
    say_opening,
    slot_name,
)

PARIS = ZoneInfo("Europe/Paris")
KNOWN = {
    Slot.OPENING: "lundi 30 novembre à 8 h",
    Slot.BREAK: "le week-end férié",
    Slot.EVENT: "les fumées de Cheviré",
    Slot.URL: "https://ville.example/infos",
    Slot.MINUTES: "60",
}


@pytest.mark.parametrize(("variant", "language"), DEFAULTS)
def test_proposed_texts_have_no_fault_and_are_filled_whole(variant, language):
    text = DEFAULTS[variant, language]

    assert not faults_of(text, variant, language)
    assert "{" not in fill(text, KNOWN)
    assert KNOWN[Slot.URL] in fill(text, KNOWN)


@pytest.mark.parametrize("variant", REQUIRED)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_are_proposed(variant, language):
    assert (variant, language) in DEFAULTS


def test_unknown_slot_is_named_once():
    faults = faults_of("{next_opening} {ouverture} {ouverture}", "off_hours", "en")

    assert faults.unknown == ("ouverture",)
    assert not faults.missing


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "prochaine_ouverture"), ("en", "next_opening")]
)
def test_missing_slot_is_named_in_the_language_of_the_text(language, name):
    assert faults_of("Bonjour.", "off_hours", language).missing == (name,)


@pytest.mark.parametrize(
    "name", ["prochaine_ouverture", "next_opening", " next_opening "]
)
def test_either_name_counts_in_either_language(name):
    for language in ("fr", "en"):
        assert not faults_of(f"À {{{name}}}", "off_hours", language)


@pytest.mark.parametrize(
    "text", ["{next_opening} }", "{ {next_opening}", "{next_opening"]
)
def test_lonely_brace_is_seen(text):
    assert faults_of(text, "off_hours", "en").is_broken


def test_sentence_without_a_value_is_left_out():
    values = KNOWN | {Slot.URL: ""}
    text = "Bonjour. Infos : {url}. Retour {next_opening}."

    assert fill(text, values) == "Bonjour. Retour lundi 30 novembre à 8 h."
    assert lacking(text, values) == {Slot.URL}


def test_lines_stay_lines():
    assert fill("Bonjour !\n\n{next_opening}.", {Slot.OPENING: "Lundi"}) == (
        "Bonjour !\n\nLundi."
    )


def test_what_fills_a_slot_is_no_template_itself():
    assert fill("{event}", {Slot.EVENT: "{url}"}) == "{url}"


@given(st.text(alphabet=ascii_letters + " .!?{}\n", max_size=80))
def test_a_text_without_faults_is_always_filled(text):
    if not faults_of(text, "off_hours", "en"):
        filled = fill(text, KNOWN)
        assert not any(f"{{{name}}}" in filled for name in NAMES)


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        ((2026, 11, 30, 8, 0), "lundi 30 novembre à 8 h", "Monday 30 November, 8 am"),
        (
            (2027, 3, 30, 8, 30),
            "mardi 30 mars 2027 à 8 h 30",
            "Tuesday 30 March 2027, 8:30 am",
        ),
        ((2026, 12, 1, 13, 0), "mardi 1er décembre à 13 h", "Tuesday 1 December, 1 pm"),
        (
            (2026, 12, 2, 12, 0),
            "mercredi 2 décembre à 12 h",
            "Wednesday 2 December, 12 pm",
        ),
        ((2026, 12, 3, 0, 0), "jeudi 3 décembre à 0 h", "Thursday 3 December, 12 am"),
    ],
)
def test_opening_in_full_words(moment, french, english):
    at = datetime(*moment, tzinfo=PARIS)

    said = [say_opening(at, language, year=2026) for language in ("fr", "en")]

    assert [text.replace("\u00a0", " ") for text in said] == [french, english]


@pytest.mark.parametrize(
    ("kind", "crisis_open", "crisis_over", "variant"),
    [
        ("weekend", False, False, "off_hours"),
        ("long_weekend", False, False, "holiday"),
        ("holiday", False, False, "holiday"),
        ("long_weekend", True, True, "crisis_on"),
        ("weekend", False, True, "crisis_end"),
    ],
)
def test_what_goes_on_chooses_the_text(kind, crisis_open, crisis_over, variant):
    chosen = choose(kind=kind, crisis_open=crisis_open, crisis_over=crisis_over)

    assert chosen == variant


def test_what_people_come_back_from():
    assert say_break("holiday", "fr") == "le jour férié"
    assert say_break("long_weekend", "en") == "the holiday weekend"
    assert say_break("weekend", "fr") == "le week-end"


def test_every_slot_has_a_name_in_both_languages():
    for slot in Slot:
        assert NAMES[slot_name(slot, "fr")] == NAMES[slot_name(slot, "en")] == slot
