"""What a voice says in both languages: whole, short, and readable aloud."""

from datetime import datetime
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.speech import (
    LANGUAGES,
    answer_speech,
    code_speech,
    invitation,
    page_speech,
    trial_speech,
)

AT = datetime(2026, 11, 21, 2, 5)
# said in some 25 seconds: voices read about fifteen characters a second
MOST = 380


def page(**changes) -> str:
    """The words of a call, with what the test is about changed."""
    return page_speech(
        **{
            "language": "fr",
            "team": "Édition numérique",
            "case": "crisis",
            "title": "Fumées visibles à Cheviré",
            "at": AT,
            "exercise": False,
            "reason": "",
        }
        | changes
    )


FLAGS, REASONS = (False, True), ("", "fallback", "offer", "cell")
KINDS = [
    dict(zip(("language", "case", "exercise", "reason"), v, strict=True))
    for v in product(("fr", "en"), ("crisis", "user_info"), FLAGS, REASONS)
]


def test_a_call_says_who_what_kind_when_and_what():
    assert page() == (
        "Appel d'astreinte, équipe Édition numérique. Crise, samedi à 2 heures 5. "
        "Fumées visibles à Cheviré."
    )
    assert page(language="en", case="user_info") == (
        "On-call alert, team Édition numérique. Urgent user information, Saturday at "
        "2:05 am. Fumées visibles à Cheviré."
    )


@pytest.mark.parametrize(
    ("clock", "french", "english"),
    [
        ((0, 0), "samedi à minuit.", "Saturday at 12 am."),
        ((0, 10), "samedi à minuit 10.", "Saturday at 12:10 am."),
        ((1, 0), "samedi à 1 heure.", "Saturday at 1 am."),
        ((12, 30), "samedi à 12 heures 30.", "Saturday at 12:30 pm."),
        ((14, 5), "samedi à 14 heures 5.", "Saturday at 2:05 pm."),
    ],
)
def test_hours_are_said_as_people_say_them(clock, french, english):
    at = datetime(2026, 11, 21, *clock)

    assert french in page(at=at)
    assert english in page(at=at, language="en")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_an_exercise_is_said_first_and_only_then(kind):
    first = page(**kind).startswith(("Ceci est un exercice.", "This is an exercise."))

    assert first == kind["exercise"]
    assert ("exerci" in page(**kind)) == kind["exercise"]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_somebody_off_duty_hears_why_she_is_called(kind):
    why = ("Personne n'est d'astreinte", "Nobody is on call")

    assert any(words in page(**kind) for words in why) == (kind["reason"] == "fallback")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_call_with_the_longest_title_stays_short(kind):
    assert len(page(**kind, title="x" * 120)) < MOST


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Crue", " Crue."),
        ("Crue !", " Crue !"),
        ("  Crue\n du\tquai. ", " Crue du quai."),
        ("Cr\0ue\x1b\ud800\u200b\ufffe", " Crue."),
        ("{time} <b>", " {time} <b>."),
    ],
)
def test_a_title_becomes_a_sentence_that_can_be_read(title, said):
    assert page(title=title).endswith(said)


@given(
    kind=st.sampled_from(KINDS),
    title=st.text(min_size=1, max_size=120),
    team=st.text(max_size=60),
)
def test_nothing_that_is_said_breaks_the_xml_around_it(kind, title, team):
    say = ElementTree.Element("Say")
    say.text = page(**kind, title=title, team=team)

    assert ElementTree.fromstring(ElementTree.tostring(say)).text == say.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_invitation_names_both_keys(language):
    words = invitation(language)

    assert " 1 " in words
    assert " 2 " in words


@pytest.mark.parametrize("exercise", FLAGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_said_whole(language, exercise):
    for kind in LANGUAGES[language].answers:
        words = answer_speech(language=language, kind=kind, exercise=exercise)

        assert "{" not in words
        assert words.endswith(".")
        assert ("exerci" in words) == exercise


def test_who_comes_second_hears_who_was_first_and_when():
    at = datetime(2026, 11, 21, 14, 35)

    french, english = (
        answer_speech(language=one, kind="already_taken", owner="Malik T.", time=at)
        for one in ("fr", "en")
    )

    assert "pris par Malik T. à 14 heures 35." in french
    assert "taken by Malik T. at 2:35 pm." in english


def test_who_comes_second_hears_of_somebody_when_nobody_knows_whom():
    words = answer_speech(language="fr", kind="already_taken")

    assert "pris par quelqu'un d'autre." in words


def test_a_language_that_nobody_wrote_is_french():
    assert page(language="br") == page()
    assert invitation("br") == invitation("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_said_digit_by_digit_twice(language):
    assert code_speech(language, "012345").count("0. 1. 2. 3. 4. 5.") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_call_asks_for_nothing(language):
    words = trial_speech(language)

    assert {"fr": "un essai", "en": "a test"}[language] in words
    assert not any(digit in words for digit in "0123456789")


def test_both_languages_answer_the_same():
    french, english = LANGUAGES.values()

    assert set(french.answers) == set(english.answers)
    assert set(french.cases) == set(english.cases)
