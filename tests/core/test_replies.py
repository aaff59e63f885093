"""What people type, and what they mean by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.actions.raising import CODE_LENGTH, CODE_LETTERS
from escalation.core.copies import LANGUAGES
from escalation.core.replies import CODE, Reply, read_reply

TAKES = [
    *("1", "OK", "ok.", "OUI", "Oui !", " oui\n", "Ôui", "pris", "PRIS!", "ack"),
    *("ouiii", "oiu", "OUii", "O U I", "o.k.", "okay", "D’accord", "１", "1️⃣"),
    *("je prends", "Je prend", "jeprends", "oui je prends", "OK merci", "j'ai pris"),
    *("je m’en occupe", "I take it", "I’ll take it", "on it", "mine", "OUI OUI"),
    *("prsi", "Reçu, je prends", "jpe prends", "je pends"),
]
PASSES = [
    *("0", "2", "NON", "non.", "nno", "Nonnn", "no", "nope", "nok", "KO", "pass"),
    *("je ne peux pas", "Je peux pas, désolé", "je passe"),
    *("I can’t", "can't", "cannot", "impossible", "non merci", "pas dispo"),
    *("indisponible", "je ne suis pas disponible", "imposible"),
]
DOUBTS = [
    *("", " ", "...", "👍", "bonjour", "merci", "je prends pas", "ok mais je peux pas"),
    *("oui non", "1 2", "1 ou 2", "ok 2", "oui mais non", "noté", "je rends", "can"),
    *("pas de souci", "ok pas de problème", "je pars", "qui est-ce", "12", "oui?non"),
    *("3", "10", "00", "11", "prix", "suis", "nous", "je peux", "on", "pr3nds"),
    *("STOP svp non", "stop K7Q2M", "ne pas prendre"),
    "Liked “CRISE K7Q2M sam 14h02: Crue. https://astreinte.example/p/x”",
    "Je suis en réunion et je ne sais pas si je pourrai être là avant midi",
]
STOPS = [
    *("STOP", "stop.", "Stop !", "STOPALL", "UNSUBSCRIBE", "Cancel", "END", "QUIT"),
    *("REVOKE", "OPTOUT", "opt-out", "ARRET", "Arrêt", "arrêté", "ARRETE", "S T O P"),
]


@pytest.mark.parametrize("body", TAKES)
def test_takes_the_call(body):
    assert read_reply(body) == Reply("take")


@pytest.mark.parametrize("body", PASSES)
def test_passes_it_on(body):
    assert read_reply(body) == Reply("pass")


@pytest.mark.parametrize("body", DOUBTS)
def test_doubt_answers_nothing(body):
    assert read_reply(body).intent == "unclear"


@pytest.mark.parametrize("body", STOPS)
def test_stop_words_are_never_commands(body):
    assert read_reply(body) == Reply("stop")


@pytest.mark.parametrize("body", ["START", "start ", "UNSTOP"])
def test_start(body):
    assert read_reply(body) == Reply("start")


@pytest.mark.parametrize("body", ["HELP", "INFO"])
def test_words_that_providers_answer_themselves_are_no_commands(body):
    assert read_reply(body) == Reply("unclear")


@pytest.mark.parametrize(
    "body",
    [
        *("YES", "Yes!", "confirmé", "Je confirme", "oui je confirme", "I confirm"),
        *("je remplace", "yes ok", "OK, confirmed", "Yes please"),
    ],
)
def test_a_yes_that_takes_no_call(body):
    assert read_reply(body) == Reply("yes")


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("OUI remplacement", "take"),
        ("remplacement: oui", "take"),
        ("YES replacement", "yes"),
        ("NON REMPLACEMENT", "pass"),
        ("no replacement", "pass"),
        ("remplacement", "unclear"),
        ("oui non remplacement", "unclear"),
    ],
)
def test_a_replacement_is_named(body, intent):
    assert read_reply(body) == Reply(intent, replacing=True)


@pytest.mark.parametrize("body", ["?", " ?? ", "aide", "AIDE !", "aide?", "Aidez-moi"])
def test_help(body):
    assert read_reply(body) == Reply("help")


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("OUI K7Q2M", "take"),
        ("oui k7q2m merci", "take"),
        ("K7Q2M: oui", "take"),
        ("ouik7q2m", "take"),
        ("K7Q 2M OUI", "take"),
        ("1 k7q2m", "take"),
        ("1K7Q2M", "take"),
        ("je prends K7Q2M", "take"),
        ("NON K7Q2M", "pass"),
        ("2K7Q2M", "pass"),
        ("k7q2m 0", "pass"),
        ("k7q2m je ne peux pas", "pass"),
        ("K7Q2M", "unclear"),
    ],
)
def test_the_code_is_found_wherever_it_stands(body, intent):
    assert read_reply(body) == Reply(intent, "K7Q2M")


@given(
    code=st.text(CODE_LETTERS, min_size=CODE_LENGTH, max_size=CODE_LENGTH),
    answer=st.sampled_from(["OUI", "NON", "OK", "NO", "1", "0"]),
)
def test_what_the_texts_ask_for_is_understood_with_any_code(code, answer):
    intent = "take" if answer in ("OUI", "OK", "1") else "pass"

    assert CODE.fullmatch(code.lower())
    assert read_reply(f"{answer} {code}").intent == intent
    assert read_reply(f"{answer} {code}").code in (code, "")


@pytest.mark.parametrize(
    ("language", "yes", "no"), [("fr", "OUI", "NON"), ("en", "OK", "NO")]
)
def test_the_words_that_the_texts_name_are_the_ones_understood(language, yes, no):
    hint = LANGUAGES[language].replies["help"]

    assert f"{yes} " in hint
    assert f"{no} " in hint
    assert read_reply(yes).intent == "take"
    assert read_reply(no).intent == "pass"


@given(st.text(max_size=200))
def test_rubbish_is_read_without_complaint(body):
    assert read_reply(body).intent in {
        *("take", "pass", "yes", "help", "stop", "start", "unclear")
    }


@given(
    st.lists(
        st.sampled_from(
            ["oui", "ok", "1", "yes", "je confirme", "non", "2", "pas", "stop", "mais"]
        )
    )
)
def test_a_refusal_anywhere_never_takes(words):
    refused = {"non", "2", "pas", "stop", "mais"} & set(words)

    assert not (refused and read_reply(" ".join(words)).intent in ("take", "yes"))
