"""News of the rota that cannot wait: what a text about it holds, and how long it is."""

from datetime import datetime
from itertools import product

import pytest

from escalation.core.copies import LANGUAGES
from escalation.core.gsm7 import measure
from escalation.core.texts import urgent_text

AT = datetime(2026, 11, 28, 14, 2)
# a token of the rota is longer than that of a page
LONG_LINK = f"https://astreinte.nantesmetropole.example/r/1f-{'0' * 32}"


@pytest.mark.parametrize(
    ("language", "kind", "seat", "since", "two_way"),
    list(
        product(
            LANGUAGES,
            ("replacing", "replaced"),
            ("on_call", "backup"),
            (None, AT),
            (False, True),
        )
    ),
)
def test_a_replacement_is_told_in_one_segment(language, kind, seat, since, two_way):
    text = urgent_text(
        language=language,
        kind=kind,
        seat=seat,
        name="Camille R.",
        since=since,
        until=AT,
        link=LONG_LINK,
        two_way=two_way,
    )

    assert "Camille R" in text
    assert text.endswith(LONG_LINK) == (kind == "replacing")
    assert ({"fr": "OUI, NON", "en": "OK, NO"}[language] in text) == (
        two_way and kind == "replacing"
    )
    assert {"fr": "sam 14h02", "en": "Sat 14:02"}[language] in text or not since
    assert measure(text).segments == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_name_leaves_the_invitation_out_before_a_second_segment(language):
    text = urgent_text(
        language=language,
        kind="replacing",
        seat="on_call",
        name="Marie-Antoinette d.",
        since=AT,
        until=AT,
        link=LONG_LINK,
        two_way=True,
    )

    assert text.endswith(LONG_LINK)
    assert measure(text).segments == 1


@pytest.mark.parametrize(
    ("language", "kind"),
    list(product(LANGUAGES, ("confirmed", "cannot", "moot", "several", "unclear"))),
)
def test_an_answer_about_a_replacement_is_one_segment(language, kind):
    text = urgent_text(
        language=language,
        kind=kind,
        seat="on_call",
        name="Marie-Antoinette-Philippine d.",
        until=AT,
    )

    assert measure(text).segments == 1
    assert ".." not in text


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
