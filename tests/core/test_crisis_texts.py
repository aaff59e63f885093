"""The texts of a crisis that goes on and ends: one segment each, in both languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.core.crisis_texts import COPIES, TASKS, crisis_text
from escalation.core.gsm7 import measure

# as long as an agent's link may be
LINK = "https://astreinte.ville-exemple-metropole.fr/p/ABCDEFGHIJKLM"
WHEN = datetime(2026, 11, 28, 23, 58, tzinfo=ZoneInfo("Europe/Paris"))


def text(language: str, kind: str, **more) -> str:
    slots = {"code": "K7Q2", "exercise": True, "name": "Marie-Christine D."}
    slots |= {"time": WHEN, "day": "mer. 25 nov.", "task": "moderation", "link": LINK}
    return crisis_text(language=language, kind=kind, **slots | more)


@pytest.mark.parametrize("language", COPIES)
@pytest.mark.parametrize("kind", COPIES["fr"])
@pytest.mark.parametrize("task", TASKS["fr"])
def test_each_text_is_one_segment(language, kind, task):
    said = text(language, kind, task=task)

    assert len(LINK) == 60
    assert (measure(said).encoding, measure(said).segments) == ("GSM-7", 1), said
    assert "?" not in said
    assert ".." not in said


def test_both_languages_say_the_same_things():
    assert COPIES["fr"].keys() == COPIES["en"].keys()


@pytest.mark.parametrize(("language", "word"), [("fr", "EXERCICE"), ("en", "EXERCISE")])
def test_exercise_says_so_first(language, word):
    assert text(language, "over_only").startswith(f"{word} - K7Q2")
    assert word not in text(language, "over_only", exercise=False)


def test_words_are_those_of_a_colleague():
    assert text("fr", "validate", exercise=False, link="L") == (
        "K7Q2: Marie-Christine D. vous demande de valider un texte avant 23h58: L"
    )
    assert text("en", "over", exercise=False, day="Sat 5 Dec") == (
        "K7Q2: the crisis is over, thank you. Nothing more to do. Debrief by Sat 5 Dec."
    )


def test_an_unknown_language_reads_french():
    assert "c'est terminé" in text("", "over_only")


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        text("fr", "x")
