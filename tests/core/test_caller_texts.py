"""What callers are told by text: cheap letters, one segment where it fits, never more
than two, and nothing that matters cut."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.caller_texts import COPIES, caller_text, sentences
from escalation.core.following import (
    CLOSED,
    DECIDED,
    LOWERED,
    NO_ANSWER,
    PASSED,
    POSTED,
    RAISED,
    TAKEN,
    News,
)
from escalation.core.gsm7 import measure
from escalation.models import Decision, Outcome

LINK = "https://astreinte.ville-exemple.fr/f/aB3_dE6-hI9kLmNo"
CONTACT = "Permanence de la mairie, 02 40 41 90 00"
AT = datetime(2026, 11, 28, 14, 5, tzinfo=ZoneInfo("Europe/Paris"))
NEWS = {
    TAKEN: News(TAKEN, AT, "Camille R."),
    PASSED: News(PASSED, AT, "Camille R."),
    NO_ANSWER: News(NO_ANSWER, AT),
    RAISED: News(RAISED, AT),
    LOWERED: News(LOWERED, AT, text="Le parc est vide."),
    POSTED: News(POSTED, AT, posts=(("Site, Facebook", ""),)),
    **{
        f"{DECIDED} {value}": News(DECIDED, AT, value=value, until=AT)
        for value in Decision.values
        if value != Decision.OUT_OF_FRAME
    },
    **{f"{CLOSED} {value}": News(CLOSED, AT, value=value) for value in Outcome.values},
}


def text(*news: News, **changes) -> str:
    return caller_text(
        **{
            "language": "fr",
            "code": "K7Q2M",
            "news": news,
            "contact": CONTACT,
            "link": LINK,
            "exercise": False,
        }
        | changes
    )


@pytest.mark.parametrize("language", COPIES)
@pytest.mark.parametrize("kind", NEWS)
def test_each_piece_of_news_is_cheap_and_whole(language, kind):
    said = text(NEWS[kind], language=language)

    assert measure(said).encoding == "GSM-7"
    # whom to ring takes the room it needs
    assert measure(said).segments == 1 or CONTACT in said
    assert measure(said).segments <= 2
    assert said.endswith(f" {LINK}")
    assert "K7Q2M: " in said
    assert "{" not in said
    assert "?" not in said


def test_every_language_has_the_same_words():
    [one, *others] = COPIES.values()
    for other in others:
        for part in ("says", "decisions", "outcomes"):
            assert getattr(one, part).keys() == getattr(other, part).keys()


def test_who_has_it_and_since_when():
    assert text(NEWS[TAKEN]) == (
        f"Astreinte K7Q2M: pris en charge par Camille R. à 14h05.\nSuivi: {LINK}"
    )
    assert text(NEWS[TAKEN], language="en") == (
        f"On call K7Q2M: taken by Camille R. at 14:05.\nFollow: {LINK}"
    )


def test_whoever_nobody_answers_is_told_whom_to_ring():
    assert f"Téléphonez aussi: {CONTACT}." in text(NEWS[NO_ANSWER])
    assert f"Please ring as well: {CONTACT}." in text(NEWS[PASSED], language="en")
    assert "ring" not in text(NEWS[NO_ANSWER], language="en", contact="")


def test_an_exercise_is_the_first_word():
    assert text(NEWS[TAKEN], exercise=True).startswith("EXERCICE - Astreinte")
    assert text(NEWS[TAKEN], exercise=True, language="en").startswith("EXERCISE - On")


def test_links_of_posts_stand_on_lines_of_their_own():
    posts = (("Site", "https://ville.example/a"), ("X", ""), ("Y", "https://y.example"))

    said = text(News(POSTED, AT, posts=posts))

    assert said.splitlines()[1:-1] == ["https://ville.example/a", "https://y.example"]
    assert "publié: Site, X, Y." in said


def test_links_there_is_no_room_for_are_behind_the_other_one():
    posts = (("Site", "https://ville.example/" + "a" * 200), ("X", "https://x.example"))

    said = text(News(POSTED, AT, posts=posts))

    assert said.count("https://") == 1
    assert measure(said).segments == 1


def test_a_link_that_the_cheap_letters_would_break_stays_out():
    posts = (("Site", "https://ville.example/fenêtre"),)

    assert text(News(POSTED, AT, posts=posts)).count("https://") == 1


def test_why_it_was_decided_so_is_told_and_shortened():
    why = "La préfecture publie elle-même, nous relayons. " * 9
    no = News(DECIDED, AT, value="not", text=why)

    said = text(no)

    assert "décision: ne pas publier. Motif: La préfecture publie elle-meme" in said
    assert "...\nSuivi: " in said
    assert measure(said).segments == 2
    assert "Motif: Doublon." in text(News(DECIDED, AT, value="not", text="Doublon."))
    end = News(CLOSED, AT, value="published", text="Rouvert.")
    assert "terminé, publié. Rouvert.\n" in text(end)


@pytest.mark.parametrize("language", COPIES)
@given(
    news=st.lists(st.sampled_from(list(NEWS.values())), min_size=1, max_size=6),
    why=st.text(max_size=1000),
    contact=st.text("abé 0123456789,", max_size=120),
    length=st.integers(min_value=40, max_value=100),
)
def test_no_text_is_longer_than_two_segments(language, news, why, contact, length):
    link = "https://" + "a" * (length - 8)
    end = News(CLOSED, AT, value="published", text=why)

    said = text(*news, end, language=language, link=link, contact=contact)

    assert measure(said).encoding == "GSM-7"
    assert measure(said).segments <= 2
    assert said.endswith(f" {link}")


def test_the_longest_contact_is_never_cut():
    contact = "é" * 100 + " 02 40 41 90 00"

    for kind in (NO_ANSWER, PASSED):
        for language in COPIES:
            said = text(NEWS[kind], contact=contact, exercise=True, language=language)
            assert "02 40 41 90 00." in said


def test_sentences_begin_large_but_for_the_first():
    said = sentences("fr", [NEWS[TAKEN], NEWS[RAISED]], CONTACT)

    assert said == ["pris en charge par Camille R. à 14h05.", "Passé en CRISE."]


def test_an_unknown_language_reads_french():
    assert "pris en charge" in text(NEWS[TAKEN], language="")
