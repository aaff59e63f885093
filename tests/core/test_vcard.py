"""The contact that people save, so that their telephones let us through."""

from escalation.core.vcard import vcard


def test_every_telephone_can_read_it():
    card = vcard("Astreinte", ["+33939000001", "38123"])

    assert card.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:;Astreinte;;;",
        "FN:Astreinte",
        "TEL;TYPE=CELL,VOICE:+33939000001",
        "TEL;TYPE=CELL,VOICE:38123",
        "END:VCARD",
        "",
    ]


def test_a_number_that_texts_and_rings_is_there_once():
    assert vcard("Astreinte", ["38123", "38123"]).count("38123") == 1
