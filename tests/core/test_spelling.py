"""One spelling for one word."""

from rota.core.spelling import fold, known_spelling, one_line


def test_accents_case_and_spaces_do_not_make_another_word() -> None:
    assert fold("  Médias  SOCIAUX ") == fold("medias sociaux")


def test_the_spelling_already_in_use_is_kept() -> None:
    assert known_spelling("community MANAGER", ["Community manager"]) == (
        "Community manager"
    )
    assert known_spelling(" Journaliste  web ", []) == "Journaliste web"


def test_a_name_is_one_line_of_what_can_be_seen() -> None:
    assert one_line(" Zoé\x1b\x00 Le\r\n\tGoff\u202e\ud800 ") == "Zoé Le Goff"


def test_letters_that_hang_together_stay_together() -> None:
    for name in ("👩🏽\u200d🚒", "می\u200cخواهم", "e\u0301"):
        assert one_line(name) == name
