"""Every text in both languages: what it must hold, and how long it may be."""

from datetime import datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.gsm7 import measure
from escalation.core.texts import (
    LANGUAGES,
    code_text,
    page_text,
    reply_text,
    sensitive_title,
    trial_text,
    urgent_text,
)

AT = datetime(2026, 11, 28, 14, 2)
LINK = "https://astreinte.nantesmetropole.example/p/aB3_dE6-hI9kLmNo"  # 60
LONG_TITLE = (
    "Fermeture immédiate de l’école élémentaire Françoise-Giroud après une fuite de "
    "gaz « importante », évacuation en cours…"
)
FRENCH_WORDS = "Vous êtes prévenu : l’hôtel de ville ferme à 18 h, œuvres évacuées"
CODE_AND_LINK = {
    "code": "K7Q2M",
    "link": "https://astreinte.example/p/aB3_dE6-hI9kLmNo",
}
REPLIES = {
    "taken": {"code": "K7Q2M"},
    "already_taken": {
        "code": "K7Q2M",
        "owner": "Marie-Antoinette-Philippine d.",
        "time": AT,
    },
    "passed": {"code": "K7Q2M"},
    "closed": {"code": "K7Q2M"},
    "which_one": {"codes": "K7Q2M, Z9XW4, ABCDE, FGHJK"},
    "help": {},
    "nothing_open": {},
    **dict.fromkeys(("news", "link", "asked_again", "asked_to_reply"), CODE_AND_LINK),
    "touched": {"code": "K7Q2M"},
    "gone": {"code": "K7Q2M"},
    "stays": {"code": "K7Q2M", "owner": "Marie-Antoinette d."},
    "hers": {"code": "K7Q2M", "owner": "Marie-Antoinette d.", "time": AT},
    **{
        kind: CODE_AND_LINK | {"owner": "Marie-Antoinette d."}
        for kind in ("offer_refused", "offer_unanswered")
    },
    "handed_over": {"code": "K7Q2M", "owner": "Marie-Antoinette d."},
    "taken_over": {"code": "K7Q2M", "owner": "Marie-Antoinette d."},
    "exercise_over": {"code": "K7Q2M"},
    "untouched": CODE_AND_LINK | {"owner": "Marie-Antoinette d.", "time": AT},
}


def page(**changes) -> str:
    """A text as it leaves, with what the test is about changed."""
    return page_text(
        **{
            "language": "fr",
            "case": "user_info",
            "title": "Parc de Procé fermé",
            "at": AT,
            "call_back": "02 40 00 00 00",
            "link": LINK,
            "code": "K7Q2M",
            "exercise": False,
            "two_way": False,
            "reason": "",
        }
        | changes
    )


FLAGS, REASONS = (False, True), ("", "fallback", "offer")
# language, case, exercise, two-way, reason: all of them together
KINDS = [
    dict(
        zip(("language", "case", "exercise", "two_way", "reason"), v, strict=True),
        by="Christelle B.",
    )
    for v in product(("fr", "en"), ("crisis", "user_info"), FLAGS, FLAGS, REASONS)
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("title", ["Crue", LONG_TITLE])
def test_a_page_fits_one_segment(kind, title):
    cost = measure(page(**kind, title=title))

    assert cost.encoding == "GSM-7"
    assert cost.septets <= 160


@given(
    kind=st.sampled_from(KINDS),
    title=st.text(min_size=1, max_size=120),
    call_back=st.text(max_size=40),
    token=st.text("abcXYZ019-_", min_size=16, max_size=16),
    host=st.text("abcdefghij-.", min_size=1, max_size=33),
    code=st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=4, max_size=6),
)
def test_link_code_and_time_are_never_cut(kind, title, call_back, token, host, code):
    link = f"https://{host}/p/{token}"
    text = page(**kind, title=title, call_back=call_back, link=link, code=code)

    time = "sam 14h02" if kind["language"] == "fr" else "Sat 14:02"
    assert text.endswith(f" {link}")
    assert f" {code} {time}: " in text
    assert measure(text).encoding == "GSM-7"
    assert measure(text).septets <= 160


@given(
    kind=st.sampled_from(KINDS),
    title=st.text("aé€[ .", min_size=1, max_size=120),
    length=st.integers(min_value=61, max_value=200),
)
def test_a_longer_link_takes_two_segments_at_most(kind, title, length):
    link = "https://" + "a" * (length - 8)
    text = page(**kind, title=title, link=link)

    assert text.endswith(f" {link}")
    assert measure(text).segments <= 2


@pytest.mark.parametrize("before", ["", "a"])
@pytest.mark.parametrize("length", range(107, 120))
def test_a_euro_between_two_segments_makes_no_third(before, length):
    link = "https://" + "a" * (length - 8)

    text = page(title=before + "€" * 140, link=link, call_back="")

    assert measure(text).segments == 2


def test_a_page_says_the_case_the_time_the_fact_and_whom_to_ring():
    link = "https://astreinte.example/p/aB3_dE6-hI9kLmNo"

    assert page(link=link) == (
        "INFO USAGERS K7Q2M sam 14h02: Parc de Procé fermé. Rappeler 02 40 00 00 00. "
        f"Je prends / je ne peux pas: {link}"
    )
    assert page(link=link, language="en", case="crisis", title="Park closed!") == (
        "CRISIS K7Q2M Sat 14:02: Park closed! Call 02 40 00 00 00. "
        f"I take it / I can't: {link}"
    )


def test_a_sensitive_call_is_called_so_and_no_more():
    titles = {language: sensitive_title(language) for language in LANGUAGES}

    assert titles == {"fr": "appel sensible", "en": "sensitive call"}
    assert sensitive_title("de") == titles["fr"]
    assert ": appel sensible. Je prends" in page(title=titles["fr"], call_back="")


def test_an_exercise_is_the_first_word():
    assert page(exercise=True).startswith("EXERCICE - INFO USAGERS")
    assert page(exercise=True, language="en").startswith("EXERCISE - USER INFO")
    assert "EXERC" not in page() + page(language="en")


def test_a_reply_is_offered_only_when_it_can_arrive():
    assert "OUI" in page(two_way=True)
    assert "OK, NO" in page(two_way=True, language="en")
    assert "OUI" not in page()
    assert "OK" not in page(language="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_asks_for_a_word_that_providers_take(language):
    said = page(language=language, two_way=True) + "".join(
        reply_text(language=language, kind=kind, **slots)
        for kind, slots in REPLIES.items()
    )

    words = set(said.upper().replace(",", " ").replace(".", " ").split())
    assert not words & {"YES", "STOP", "START", "HELP", "CANCEL", "END", "QUIT"}


def test_the_fallback_learns_why_she_is_called():
    short = "https://a.example/p/aB3_dE6-hI9kLmNo"

    assert "Personne d'astreinte, vous etes prévenu(e)." in page(
        reason="fallback", link=short
    )
    assert "Personne d'astreinte: à vous." in page(reason="fallback")
    assert "Nobody on call: it's you." in page(reason="fallback", language="en")


def test_the_call_back_number_goes_before_the_title_does():
    title = "Tramway ligne 1 interrompu entre Commerce et Duchesse Anne"

    text = page(title=title, case="user_info", exercise=True)

    assert "Tramway ligne 1 interrompu entre Commerce et" in text
    assert "Rappeler" not in text


def test_a_long_title_ends_in_dots():
    text = page(title=LONG_TITLE)

    assert "Fermeture immédiate de l'école élémentaire" in text
    assert "... " in text
    assert ".. ." not in text


def test_a_title_cannot_make_a_second_line():
    assert "\n" not in page(title="Crue\nCRISE: autre\u2028chose")


def test_french_is_written_in_the_cheap_alphabet():
    link = "https://a.example/p/aB3_dE6-hI9kLmNo"

    assert (
        "Vous etes prévenu : l'hotel de ville ferme à 18 h, oeuvres évacuées."
        in page(title=FRENCH_WORDS, link=link)
    )


def test_an_unknown_language_is_paged_in_french_rather_than_not_at_all():
    assert page(language="de").startswith("INFO USAGERS")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", REPLIES)
@pytest.mark.parametrize("exercise", [False, True])
def test_a_reply_is_cheap_and_complete(language, kind, exercise):
    slots = REPLIES[kind]

    text = reply_text(language=language, kind=kind, exercise=exercise, **slots)

    assert measure(text).encoding == "GSM-7"
    assert measure(text).segments <= (1 if not exercise else 2)
    assert slots.get("code", "") in text
    assert slots.get("owner", "") in text
    assert slots.get("codes", "") in text
    assert "{" not in text
    # the only question asked is a real one
    assert ("?" in text) == kind.startswith("asked_")
    assert text.startswith("EXERC") == exercise


def test_every_reply_exists_in_every_language():
    assert {frozenset(copy.replies) for copy in LANGUAGES.values()} == {
        frozenset(REPLIES)
    }


def test_the_second_to_answer_hears_who_was_first_and_when():
    at = datetime(2026, 11, 28, 14, 35)
    slots = {"code": "K7Q2M", "owner": "Malik T.", "time": at}

    assert reply_text(language="fr", kind="already_taken", **slots) == (
        "K7Q2M: déjà pris en charge par Malik T. à 14h35. Vous n'avez rien à faire, "
        "merci."
    )
    assert "by Malik T. at 14:35" in reply_text(
        language="en", kind="already_taken", **slots
    )


def test_with_several_calls_the_example_uses_a_real_code():
    text = reply_text(language="fr", kind="which_one", codes="K7Q2M, Z9XW4")

    assert "en cours: K7Q2M, Z9XW4." in text
    assert text.endswith("par exemple OUI K7Q2M.")


def test_an_unknown_reply_is_refused():
    with pytest.raises(KeyError):
        reply_text(language="fr", kind="thanks")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_one_segment_and_never_a_link(language):
    text = code_text(language, "012345")

    assert "012345" in text
    assert not any(sign in text for sign in ("http", "/", "www"))
    assert measure(text).segments == 1


@pytest.mark.parametrize(
    ("language", "kind"), list(product(LANGUAGES, ("asked", "monthly")))
)
def test_a_test_says_first_that_it_is_one_and_fits_a_segment(language, kind):
    text = trial_text(language=language, kind=kind, at=AT, link=LINK)

    first = text[: text.index(":")]
    assert {"fr": "ESSAI", "en": "TEST"}[language] in first
    assert {"fr": "sam 14h02", "en": "Sat 14:02"}[language] in text
    assert text.endswith(LINK)
    assert measure(text).segments == 1


# a token of the rota is longer than that of a page
LONG_LINK = f"https://astreinte.nantesmetropole.example/r/1f-{'0' * 32}"


@pytest.mark.parametrize(
    ("language", "kind", "seat", "since"),
    list(
        product(LANGUAGES, ("replacing", "replaced"), ("on_call", "backup"), (None, AT))
    ),
)
def test_a_replacement_is_told_in_one_segment(language, kind, seat, since):
    text = urgent_text(
        language=language,
        kind=kind,
        seat=seat,
        name="Camille R.",
        since=since,
        until=AT,
        link=LONG_LINK,
    )

    assert "Camille R" in text
    assert text.endswith(LONG_LINK) == (kind == "replacing")
    assert {"fr": "sam 14h02", "en": "Sat 14:02"}[language] in text or not since
    assert measure(text).segments == 1


@pytest.mark.parametrize(
    ("language", "kind"), list(product(LANGUAGES, ("unconfirmed", "refused")))
)
def test_an_alarm_about_a_replacement_leads_to_its_page(language, kind):
    text = urgent_text(
        language=language, kind=kind, seat="on_call", name="Yann G.", link=LONG_LINK
    )

    assert text.endswith(LONG_LINK)
    assert ".." not in text
    assert measure(text).segments == 1
