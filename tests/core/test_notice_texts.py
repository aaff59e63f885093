"""What the rota tells by text: cheap letters, one segment, nobody named."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.core.gsm7 import measure
from escalation.core.notice_texts import COPIES, LOST, REMINDER, notice_text

LINK = "https://astreinte.ville-exemple.fr/ready/1a2b-0123456789abcd"
WHEN = datetime(2027, 2, 26, 18, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize("language", COPIES)
@pytest.mark.parametrize("kind", COPIES["fr"].notices)
@pytest.mark.parametrize("seat", ["on_call", "backup"])
def test_each_text_is_one_segment(language, kind, seat):
    text = notice_text(
        language=language, kind=kind, seat=seat, starts_at=WHEN, link=LINK
    )

    assert len(LINK) == 60
    assert (measure(text).encoding, measure(text).segments) == ("GSM-7", 1), text
    assert LINK in text
    assert "?" not in text.replace("impossible?", "").replace("cannot?", "")


def test_other_weekends_are_counted():
    said = {
        count: notice_text(
            language="fr",
            kind=LOST,
            seat="on_call",
            starts_at=WHEN,
            link="L",
            others=count,
        )
        for count in (0, 1, 2)
    }

    assert said[0] == (
        "Planning publié: vous n'etes plus d'astreinte ven. 26 févr., 18 h 30. "
        "Détails: L"
    )
    assert "18 h 30 et 1 autre fois." in said[1]
    assert "18 h 30 et 2 autres fois." in said[2]


def test_an_unknown_language_reads_french():
    text = notice_text(
        language="", kind=REMINDER, seat="backup", starts_at=WHEN, link="L"
    )

    assert "vous etes en renfort" in text


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        notice_text(language="fr", kind="x", seat="backup", starts_at=WHEN, link="L")
