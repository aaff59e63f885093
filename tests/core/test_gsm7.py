"""The cheap alphabet: spelling, cost, and agreement with an independent counter."""

import random
import unicodedata

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.gsm7 import (
    BASIC,
    EXTENDED,
    Measure,
    measure,
    shorten,
    to_gsm7,
    unspeakable,
)

ALPHABET = BASIC | EXTENDED
# letters of every cost: one septet, two, sixteen bits, two times sixteen
MIXED = "aé€[~^\n çœ—水😀"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Vous êtes d’astreinte", "Vous etes d'astreinte"),
        ("Ça va, élu prévenu où ça ?", "Ça va, élu prévenu où ca ?"),
        ("« forêt » et “gué”", '"foret" et "gué"'),
        ("«\u202fcrue\u202f»", '"crue"'),
        ("Manœuvre, ŒUVRE, Œuvre", "Manoeuvre, OEUVRE, Oeuvre"),
        ("Île, Être, À l'Hôtel, août, Noël", "Ile, Etre, A l'Hotel, aout, Noel"),
        ("5 € l’entrée", "5 € l'entrée"),
        ("quai n°12, N° 3", "quai no 12, No 3"),
        ("38°C à l’ombre, cap 270°", "38 deg C à l'ombre, cap 270 deg"),
        ("100 m², 1ᵉʳ étage, ½ pont", "100 m2, 1er étage, 1/2 pont"),
        ("fermé – jusqu’à dimanche…", "fermé - jusqu'à dimanche..."),
        ("1½ tonne, 10² m", "1 1/2 tonne, 10^2 m"),
        ("tram 1 → gare", "tram 1 -> gare"),
        ("18\u202fh\u00a030", "18 h 30"),
        ("Zażółć Łódź Groß", "Zazolc Lodz Groß"),
        ("ligne 1\r\nligne 2\u2028ligne 3", "ligne 1\nligne 2\nligne 3"),
        ("zéro\u200blargeur\ufeff", "zérolargeur"),
    ],
)
def test_french_is_written_as_a_reader_accepts_it(text, written):
    assert to_gsm7(text) == written
    assert unspeakable(text) == ()


def test_decomposed_letters_count_as_one():
    assert to_gsm7("e\u0301te\u0301") == "été"


def test_a_lost_letter_is_seen_and_told():
    assert to_gsm7("Métro 水水 火") == "Métro ?? ?"
    assert unspeakable("Métro 水水 火") == ("水", "火")


def test_an_emoji_does_not_turn_a_fact_into_a_question():
    assert to_gsm7("Rue barrée 🚧") == "Rue barrée "
    assert unspeakable("Rue barrée 🚧") == ("🚧",)


@given(st.text())
def test_the_result_is_always_in_the_alphabet(text):
    assert ALPHABET.issuperset(to_gsm7(text))


@given(st.text())
def test_writing_it_twice_changes_nothing(text):
    assert to_gsm7(to_gsm7(text)) == to_gsm7(text)


@given(st.text(alphabet=sorted(ALPHABET - {"\r", "`"})))
def test_what_is_cheap_already_stays_as_it_is(text):
    assert to_gsm7(text) == text
    assert unspeakable(text) == ()


@given(st.text().filter(lambda text: "?" not in unicodedata.normalize("NFKD", text)))
def test_a_question_mark_nobody_wrote_is_always_told(text):
    assert "?" not in to_gsm7(text) or unspeakable(text)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("", Measure("GSM-7", 0, 0)),
        ("a" * 160, Measure("GSM-7", 160, 1)),
        ("a" * 161, Measure("GSM-7", 161, 2)),
        ("€" * 80, Measure("GSM-7", 160, 1)),
        ("a" * 306, Measure("GSM-7", 306, 2)),
        # the euro would straddle: it moves to the second segment whole
        ("a" * 152 + "€" + "a" * 152, Measure("GSM-7", 306, 3)),
        ("ê" * 70, Measure("UCS-2", 70, 1)),
        ("ê" * 71, Measure("UCS-2", 71, 2)),
        ("😀" * 35, Measure("UCS-2", 70, 1)),
        ("😀" * 67, Measure("UCS-2", 134, 3)),
    ],
)
def test_cost(text, cost):
    assert measure(text) == cost


def test_cost_agrees_with_an_independent_counter():
    rng = random.Random(2026)
    for _ in range(4000):
        letters = rng.choice(
            [MIXED, MIXED[:6], "ab€", "ab" * 9 + "€", sorted(ALPHABET)]
        )
        text = "".join(rng.choices(letters, k=rng.randint(1, 480)))

        theirs = smsutil.split(text)

        encoding = "GSM-7" if theirs.encoding == "gsm0338" else "UCS-2"
        units = sum(part.bytes for part in theirs.parts)
        units = units if encoding == "GSM-7" else units // 2
        assert measure(text) == Measure(encoding, units, len(theirs.parts)), text


@given(st.text(alphabet=sorted(ALPHABET)), st.integers(min_value=3, max_value=200))
def test_a_shortened_text_fits_and_says_so(text, room):
    short = shorten(text, room)

    assert measure(short).septets <= room
    assert short == text or short.endswith("...")


@pytest.mark.parametrize(
    ("room", "written"),
    [
        (35, "Parc de Procé fermé à 15 h, rafales"),
        (34, "Parc de Procé fermé à 15 h..."),
        (28, "Parc de Procé fermé à 15..."),
        (10, "Parc de..."),
        (6, "Par..."),
        (0, ""),
    ],
)
def test_a_title_is_cut_between_words_where_that_costs_little(room, written):
    assert shorten("Parc de Procé fermé à 15 h, rafales", room) == written
