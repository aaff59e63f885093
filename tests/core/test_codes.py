"""What codes mean: every one that is known is explained in a plain sentence."""

import re

import pytest
from sources import ROOT

from escalation.core.codes import MEANINGS, meaning_of
from escalation.core.delivery import SCOPES, Scope
from escalation.meanings import SENTENCES, explain

# PAGING.md §1, row by row; then calls, then what no provider says
TABLE = """
20429 429 503 connection 401 20003 20404 21606 21603 21701 30002 21211 21217 21614
21635 30005 30006 21408 21215 21610 21612 30004 30007 30003 30001 30008 30036 21609
21624 21617 21602 21266 21611 no-answer busy no-key STOP certificate server settings
"""


@pytest.mark.parametrize("code", TABLE.split())
def test_code_of_the_error_table_has_a_meaning_of_its_own(code):
    assert code in MEANINGS
    assert explain(code, "failed").endswith(".")


@pytest.mark.parametrize("code", SCOPES)
def test_code_that_moves_the_engine_is_explained(code):
    assert meaning_of(code, "failed") != "other"
    assert explain(code, "failed")


@pytest.mark.parametrize("scope", Scope)
def test_code_of_another_provider_is_explained_by_what_it_speaks_about(
    scope, monkeypatch
):
    monkeypatch.setitem(SCOPES, "new 1", scope)

    assert meaning_of("new 1", "failed") == scope
    assert explain("new 1", "failed")


def test_meanings_and_sentences_are_in_step():
    named = {*MEANINGS.values(), *Scope, "other", "silence", "late"}

    assert named == set(SENTENCES)


def test_no_two_meanings_say_the_same():
    said = [str(SENTENCES[name]) for name in set(MEANINGS.values())]

    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("code", "state", "name"),
    [
        ("", "delivered", ""),
        ("", "accepted", ""),
        ("", "unknown", "silence"),
        ("", "expired", "late"),
        ("99999", "failed", "other"),
        ("30003", "delivered", "unreachable"),
    ],
)
def test_what_needs_no_explanation_gets_none(code, state, name):
    assert meaning_of(code, state) == name
    assert bool(explain(code, state)) == bool(name)


def test_codes_that_our_own_program_writes_are_listed():
    written = set()
    for path in (ROOT / "escalation").rglob("*.py"):
        written |= set(
            re.findall(r'Rejected\(\s*Scope\.\w+, "([^"]+)"', path.read_text())
        )

    assert {"connection", "certificate", "settings", "server"} <= written
    assert written <= set(MEANINGS)
