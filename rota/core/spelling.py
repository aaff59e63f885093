"""One spelling for one word: “Community Manager” and “community manager” are the
same trade, “Média” and “media” the same training."""

import unicodedata
from collections.abc import Iterable

UNSEEN = ("Cc", "Cs")  # control characters, halves of characters
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def fold(text: str) -> str:
    """The text without accents, case, or doubled spaces, for comparing only."""
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def one_line(text: str) -> str:
    """The text on one line, its spaces put right, without control characters and
    without those that turn the direction of what follows."""
    kept = (c for c in text if unicodedata.category(c) not in UNSEEN or c.isspace())
    return " ".join("".join(c for c in kept if c not in TURNING).split())


def known_spelling(text: str, known: Iterable[str]) -> str:
    """The spelling in `known` of this word, else the word itself, spaces tidied."""
    wanted = fold(text)
    for word in known:
        if fold(word) == wanted:
            return word
    return " ".join(text.split())
