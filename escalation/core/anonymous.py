"""Takes people out of what was written about a call: each name, number, address and
link is replaced by the part it played (“the on-call person”, “a telephone number”).

What is known is found however it is written: with or without accents, capitals and
hyphens, the whole name or a piece of it. When in doubt a word goes: a text that
reads less well harms nobody. Names that nobody knows cannot be found; a reader looks
for those (`capitals` shows her where).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from rota.core.phones import find_phones
from rota.core.spelling import fold


class Part(StrEnum):
    """What stands where somebody or something was."""

    ON_CALL = "on_call"
    BACKUP = "backup"
    LEAD = "lead"
    COLLEAGUE = "colleague"
    CALLER = "caller"
    PERSON = "person"
    NUMBER = "number"
    EMAIL = "email"
    LINK = "link"
    ACCOUNT = "account"
    CALL = "call"
    WORDS = "words"


class Kind(StrEnum):
    """How much of a name gives it away: of a person each piece; of a service its
    pieces with a capital, written so; of other words only all of them, in order."""

    PERSON = "person"
    SERVICE = "service"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Known:
    """A name that must not be read, and the part that takes its place."""

    name: str
    part: Part
    kind: Kind = Kind.PERSON


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: as it was written, or the part that took its place."""

    text: str = ""
    part: str = ""


Span = tuple[int, int, Part]

WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
# between two words of one name, and after an initial
HYPHENS = "\u2010\u2011-"
GAP = re.compile(rf"[\s.’'{HYPHENS}]{{0,3}}")
APOSTROPHE = re.compile("['’]")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
# pieces of names that are words of their own everywhere
PARTICLES = frozenset(
    WORD.findall(
        "al av ben bin da das de del della den der des di do dos du el et fils ibn l "
        "la le les mac mc o saint sainte san st ste van von y zu zum zur"
    )
)
TLDS = "fr|com|org|net|eu|info|gouv|example|bzh|re|paris|social|be|ch|ca|de|uk|io"
ADDRESS = r"[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]’']"
SPACE = "[ \u00a0\u202f]"
NAMED = r"[^\W\d_a-zà-öø-ÿ][\w’'-]*"
NEXT = rf"{SPACE}(?:(?:de|du|des|le|la) ){{0,2}}{NAMED}"
# the most certain first
FOUND = (
    (Part.LINK, re.compile(rf"(?i)\b(?:[a-z][a-z+.-]{{1,10}}://|www\.){ADDRESS}")),
    (Part.EMAIL, re.compile(r"[^\s@<>(),;:«»\"]{1,64}@[^\s@]*[^\W_]")),
    (
        Part.LINK,
        re.compile(
            rf"(?i)(?<![\w.@-])(?:[\w-]{{1,63}}\.)+(?:{TLDS})\b(?:/(?:{ADDRESS})?)?"
        ),
    ),
    (Part.ACCOUNT, re.compile(r"@\w(?:[\w.-]*\w)?")),
    (Part.NUMBER, re.compile(r"(?i)\b(?:poste|ext|extension)\b\.?\s*\d{2,6}\b")),
    # internal numbers, and those the library knows nothing of
    (Part.NUMBER, re.compile(rf"(?<![\d/])\+?\d(?:(?:{SPACE}|[./-])?\d){{8,}}")),
    # whoever is called by a title
    (
        Part.PERSON,
        re.compile(
            r"\b(?:MM?\.|Mmes?|Mlle|Mr|Mrs|Ms|Dr|Pr|Me|Maître|Monsieur|Madame|Docteur)"
            rf"\.?{SPACE}(?P<name>{NAMED}(?:{NEXT})*)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    written: str
    plain: str


def anonymise(text: str, known: Sequence[Known], region: str = "FR") -> list[Piece]:
    """The text in pieces, in order. `region`: the ISO country of its telephone
    numbers. What is left says what it said; only marks that nobody sees are gone."""
    text = _tidy(text)
    owners: list[Part | None] = [None] * len(text)
    # from what is least certain to what is most
    for start, end, part in (
        *_found(text, region),
        *sorted(_known(text, known), key=lambda span: span[1] - span[0]),
    ):
        if not _is_inside(owners[start:end]):
            owners[start:end] = [part] * (end - start)
    return _pieces(text, owners)


def capitals(pieces: Iterable[Piece]) -> list[str]:
    """The words with a capital that stay, each once, in order: a name that nobody
    knew is among them."""
    found = (
        word.written
        for piece in pieces
        if not piece.part
        for word in _words(piece.text)
        if len(word.plain) > 1 and word.written[0].isupper()
    )
    return list(dict.fromkeys(found))


def _is_inside(owners: Sequence[Part | None]) -> bool:
    """A name within an address or an account is no more than a piece of it."""
    whole = {Part.EMAIL, Part.LINK, Part.ACCOUNT}
    return bool(owners) and set(owners) <= whole


def _tidy(text: str) -> str:
    """One way to write each letter, and no marks inside words that nobody sees."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(c for c in letters if c.isprintable() or c.isspace())


def _plain(word: str) -> str:
    return fold(word).translate(LIGATURES)


def _words(text: str) -> list[_Word]:
    return [_Word(*one.span(), one[0], _plain(one[0])) for one in WORD.finditer(text)]


def _found(text: str, region: str) -> Iterator[Span]:
    """What can be told by its form."""
    yield from ((*span, Part.NUMBER) for span in find_phones(text, region))
    for part, pattern in reversed(FOUND):
        for found in pattern.finditer(text):
            named = "name" in pattern.groupindex
            yield (*found.span("name" if named else 0), part)


def _known(text: str, known: Sequence[Known]) -> Iterator[Span]:
    """What somebody told us; a stretch that may be two people is a colleague."""
    words = _words(text)
    spans: dict[tuple[int, int], set[Part]] = {}
    for one in known:
        for span in _spans(text, words, one):
            spans.setdefault(span, set()).add(one.part)
    for (start, end), parts in spans.items():
        yield start, end, parts.pop() if len(parts) == 1 else Part.COLLEAGUE


def _spans(
    text: str, words: Sequence[_Word], known: Known
) -> Iterator[tuple[int, int]]:
    written = _tidy(known.name)
    # N’Diaye is Ndiaye too
    for spelling in {written, APOSTROPHE.sub("", written)}:
        name = _words(spelling)
        yield from _in_order(words, [word.plain for word in name])
        if known.kind != Kind.WORDS:
            yield from _grown(text, words, name, _telling(words, name, known.kind))


def _in_order(words: Sequence[_Word], name: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where all the words stand one after the other."""
    for first in range(len(words) - len(name) + 1 if name else 0):
        run = words[first : first + len(name)]
        if [word.plain for word in run] == name:
            yield run[0].start, run[-1].end


def _telling(words: Sequence[_Word], name: Sequence[_Word], kind: Kind) -> list[int]:
    """The places of words that give the name away on their own."""
    pieces = {
        word.plain
        for word in name
        if len(word.plain) > 1
        and word.plain not in PARTICLES
        and (kind == Kind.PERSON or word.written[0].isupper())
    }
    # camilleroux, rouxcamille
    plain = [word.plain for word in name]
    pieces |= {"".join(plain), "".join(reversed(plain))} - {*plain}
    return [
        place
        for place, word in enumerate(words)
        if word.plain in pieces
        # “vu” and “an” are words: two letters are a name only with a capital
        and (word.written[0].isupper() or (kind == Kind.PERSON and len(word.plain) > 2))
    ]


def _grown(
    text: str, words: Sequence[_Word], name: Sequence[_Word], places: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """With what belongs to them: the initial beside, “le” of “Le Goff”, the other
    half of what a hyphen joins."""
    plain = [word.plain for word in name]
    initials, couples = {word[0] for word in plain}, set(pairwise(plain))
    runs: list[tuple[int, int]] = []
    for place in places:
        first = last = place
        while first and _belongs(text, words, first - 1, first, initials, couples):
            first -= 1
        while last + 1 < len(words) and _belongs(
            text, words, last + 1, last, initials, couples
        ):
            last += 1
        if runs and (first <= runs[-1][1] or _touch(text, words, runs[-1][1], first)):
            first = runs.pop()[0]
        runs.append((first, last))
    for first, last in runs:
        end = words[last].end
        is_initial = len(words[last].plain) == 1 and text[end : end + 1] == "."
        yield words[first].start, end + is_initial


def _belongs(
    text: str,
    words: Sequence[_Word],
    other: int,
    place: int,
    initials: set[str],
    couples: set[tuple[str, str]],
) -> bool:
    """True for a neighbour that is a piece of the name too."""
    first, second = sorted((other, place))
    if not _touch(text, words, first, second):
        return False
    word, between = words[other], text[words[first].end : words[second].start]
    if (words[first].plain, words[second].plain) in couples:
        return True
    if between and between in HYPHENS:
        return word.written[0].isupper()
    is_initial = len(word.plain) == 1 and word.written.isupper()
    elided = text[word.end : word.end + 1] in ("'", "’")
    return is_initial and word.plain in initials and not elided


def _touch(text: str, words: Sequence[_Word], first: int, second: int) -> bool:
    between = text[words[first].end : words[second].start]
    return bool(GAP.fullmatch(between)) and "\n" not in between


def _pieces(text: str, owners: Sequence[Part | None]) -> list[Piece]:
    """Runs of one owner. Of two that touch, “somebody” says nothing more than who it
    was."""
    pieces: list[Piece] = []
    for part, run in groupby(range(len(text)), lambda place: owners[place]):
        before = pieces[-1].part if pieces else ""
        if part is None:
            pieces.append(Piece("".join(text[place] for place in run)))
        elif before and Part.PERSON in (part, before):
            pieces[-1] = Piece(part=before if part == Part.PERSON else part)
        else:
            pieces.append(Piece(part=part))
    return pieces
