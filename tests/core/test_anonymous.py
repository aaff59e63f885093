"""Nobody can be told from what is left of a text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.anonymous import Kind, Known, Part, Piece, anonymise, capitals
from rota.core.spelling import fold

KNOWN = [
    Known("Camille Roux", Part.ON_CALL),
    Known("Malik Traoré", Part.BACKUP),
    Known("Jean-Marc Le Goff", Part.LEAD),
    Known("Lœtitia N’Diaye", Part.COLLEAGUE),
    Known("Vu An", Part.COLLEAGUE),
    Known("PC information", Part.CALLER, Kind.SERVICE),
    Known("K7Q2X", Part.CALL, Kind.WORDS),
]
TELLING = {"camille", "roux", "malik", "traore", "jean", "marc", "goff", "loetitia"}
TELLING |= {"diaye", "pc", "k7q2x"}


def plain(pieces: list[Piece]) -> str:
    return "".join(piece.text or f"[{piece.part}]" for piece in pieces)


def read(text: str, known=KNOWN) -> str:
    return plain(anonymise(text, known))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Camille Roux arrive", "[on_call] arrive"),
        ("CAMILLE ROUX", "[on_call]"),
        ("camille, puis roux", "[on_call], puis [on_call]"),
        ("Roux Camille", "[on_call]"),
        ("Camille R. arrive", "[on_call] arrive"),
        ("C. Roux arrive", "[on_call] arrive"),
        ("Camille-Roux", "[on_call]"),
        ("l’appel de Camille", "l’appel de [on_call]"),
        ("d'Odile à Camille's", "d'Odile à [on_call]'s"),
        ("traore, Traoré, TRAORÉ", "[backup], [backup], [backup]"),
        ("Trao\u0301re et Traore\u0301", "[backup] et [backup]"),
        ("Ca\u00admil\u200ble", "[on_call]"),
        ("Jean Marc, Jean-Marc, Jean\u2011Marc", "[lead], [lead], [lead]"),
        ("Le Goff est là, le parc aussi", "[lead] est là, le parc aussi"),
        ("Jean-Baptiste", "[lead]"),
        ("Loetitia et Ndiaye, N'Diaye", "[colleague] et [colleague], [colleague]"),
        ("camilleroux", "[on_call]"),
        ("j’ai vu un an après", "j’ai vu un an après"),
        ("An a vu", "[colleague] a vu"),
        ("Rappelé le PC information", "Rappelé le [caller]"),
        ("information aux usagers", "information aux usagers"),
        ("l'appel k7q2x", "l'appel [call]"),
        ("roussir, Rouxel, Marcel", "roussir, Rouxel, Marcel"),
    ],
)
def test_names_go_however_they_are_written(text, left):
    assert read(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("au 06 39 98 01 01.", "au [number]."),
        ("au 06.39.98.01.01", "au [number]"),
        ("au 06/39/98/01/01", "au [number]"),
        ("au 06\u00a039\u202f98 01 01", "au [number]"),
        ("au +33 (0)6 39 98 01 01 ou +44 20 7946 0018", "au [number] ou [number]"),
        ("au 0639980101", "au [number]"),
        ("poste 4512", "[number]"),
        ("camille.roux@ville.example, merci", "[email], merci"),
        ("Voir https://ville.example/a?b=1#c. Puis", "Voir [link]. Puis"),
        ("Voir www.ville.fr/parcs", "Voir [link]"),
        ("Voir ville.fr/parcs, puis", "Voir [link], puis"),
        ("@camille_roux a écrit", "[account] a écrit"),
        ("Mme Durand-Petit rappelle", "Mme [person] rappelle"),
        ("M. Paul de la Tour", "M. [person]"),
        ("M. Jean de la Tour", "[lead]"),
        ("Mme la maire", "Mme la maire"),
    ],
)
def test_numbers_addresses_and_titles_go(text, left):
    assert read(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Parc fermé à 15 h, rafales à 90 km/h.",
        "Le 21/11/2026 à 10 h 30 : 1 200 personnes, lignes 1, 2 et 3",
        "Confirmée.Publié sur le site",
        "",
        "  deux  espaces\n\nune ligne ",
    ],
)
def test_the_rest_stays_as_it_was(text):
    assert anonymise(text, KNOWN) == ([Piece(text)] if text else [])


def test_one_word_of_two_people_is_a_colleague():
    known = [Known("Camille Roux", Part.ON_CALL), Known("Camille Petit", Part.BACKUP)]

    assert read("Camille, Camille Petit", known) == "[colleague], [backup]"


def test_services_lose_their_own_words_only_with_a_capital():
    known = [Known("Cabinet de la Maire", Part.CALLER, Kind.SERVICE)]

    assert read("Cabinet prévenu, la Maire aussi, la maire, le cabinet", known) == (
        "[caller] prévenu, [caller] aussi, la maire, le cabinet"
    )


def test_words_of_a_lead_go_as_they_are_and_in_order():
    known = [Known("rue des Tanneurs", Part.WORDS, Kind.WORDS)]

    assert read("Rue  des tanneurs, rue du Port", known) == "[words], rue du Port"


def test_capitals_that_stay_are_shown_once():
    pieces = anonymise("Camille à la Gaudière. Facebook, la Gaudière, SDIS 44", KNOWN)

    assert capitals(pieces) == ["Gaudière", "Facebook", "SDIS"]


NAMES = [word for one in KNOWN for word in one.name.split()]
SHAPES = [
    *(name.upper() for name in NAMES),
    *(name.title() for name in NAMES),
    *(unicodedata.normalize("NFD", name) for name in NAMES),
    *(f"{name[:2]}\u00ad{name[2:]}" for name in NAMES),
]
BESIDE = ["", " ", ", ", "(", "«\u00a0", "’", "-", "\n", ".", "@", "/"]
WORDS = ["le parc", "fermé", "15 h", "Publié :", "x", "de", "R.", "é"]
PARTS = st.sampled_from([*SHAPES, *BESIDE * 2, *WORDS])


@given(st.lists(PARTS, max_size=12))
def test_no_telling_word_is_left(parts):
    pieces = anonymise("".join(parts), KNOWN)

    left = {
        fold(word).replace("œ", "oe")
        for piece in pieces
        for word in re.findall(r"[^\W_]+", piece.text)
    }
    assert not left & TELLING


@given(st.text(max_size=300))
def test_any_text_comes_out_in_pieces(text):
    for piece in anonymise(text, KNOWN):
        assert bool(piece.text) != bool(piece.part)
        assert not piece.part or piece.part in Part


@pytest.mark.parametrize("word", ["a", "a.", "1 ", "Camille-", "a@", "M. A", "@a", "é"])
def test_long_texts_take_no_time(word):
    anonymise(word * (20_000 // len(word)), KNOWN)
