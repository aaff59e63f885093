"""One spelling for one word."""

from rota.core.spelling import fold, known_spelling


def test_accents_case_and_spaces_do_not_make_another_word() -> None:
    assert fold("  Médias  SOCIAUX ") == fold("medias sociaux")


def test_the_spelling_already_in_use_is_kept() -> None:
    assert known_spelling("community MANAGER", ["Community manager"]) == (
        "Community manager"
    )
    assert known_spelling(" Journaliste  web ", []) == "Journaliste web"
