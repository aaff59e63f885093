"""One spelling for one word: “Community Manager” and “community manager” are the
same trade, “Média” and “media” the same training."""

import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """The text without accents, case, or doubled spaces, for comparing only."""
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def known_spelling(text: str, known: Iterable[str]) -> str:
    """The spelling in `known` of this word, else the word itself, spaces tidied."""
    wanted = fold(text)
    for word in known:
        if fold(word) == wanted:
            return word
    return " ".join(text.split())
