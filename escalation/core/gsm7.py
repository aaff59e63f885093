"""The alphabet of a cheap SMS (GSM 03.38), and French written with it.

One “ê” outside the alphabet makes a whole text cost 70 characters a segment
instead of 160, so letters are replaced by what a French reader would write by
hand without them: “hôtel” → “hotel”, “cœur” → “coeur”, “« crue »” → “"crue"”.
Letters the alphabet has (é è à ù É Ç) are kept, and so is “€”, which costs two.
"""

import re
import unicodedata
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two septets

# What compatibility decomposition does not know, or spells badly.
SPELLINGS = str.maketrans(
    {"œ": "oe", "’": "'", "‘": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'"}
    | {"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‹": "'", "›": "'"}
    | {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-"}
    | {"•": "-", "·": ".", "⁄": "/", "×": "x", "÷": "/", "→": "->", "←": "<-"}
    | {"©": "(c)", "®": "(r)", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "\t": " ", "\v": " ", "⚠": "!"}
    | {"ẞ": "SS", "⩽": "<=", "≤": "<=", "⩾": ">=", "≥": ">=", "≠": "<>", "±": "+/-"}
)
PATTERNS = (
    (re.compile(r"«\s*|\s*»"), '"'),
    (re.compile(r"\r\n?|[\u2028\u2029\x85]"), "\n"),
    (re.compile(r"(?<![^\W\d_])([nN])[°º]\s*"), r"\1o "),  # n° 12 → no 12
    (re.compile(r"(?<=\d)\s*°\s*(?=[CF]\b)"), " deg "),  # 38°C → 38 deg C
    (re.compile(r"(?<=\d)\s*°"), " deg"),
    (re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])"), " "),  # 1½ is not 11/2
    (re.compile(r"(?<=\d)(?=[¹²³⁰-⁹])"), "^"),
    (re.compile(r"Œ(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])Œ"), "OE"),
    (re.compile("Œ"), "Oe"),
)
LOST = "?"
SINGLE, JOINED = 160, 153  # septets in a text alone, and in a part of a longer one
WIDE_SINGLE, WIDE_JOINED = 70, 67  # the same in 16-bit units


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text costs. `septets` are 16-bit units when `encoding` is UCS-2."""

    encoding: str  # "GSM-7" or "UCS-2"
    septets: int
    segments: int


def to_gsm7(text: str) -> str:
    """The same text in the cheap alphabet.

    A letter nobody can spell in it (another script) becomes “?”; a symbol (an
    emoji) goes, for “?” after a fact would make it a question. `unspeakable`
    names both, so that the author is told before it leaves.
    """
    return "".join(
        _spell(char) or ("" if unicodedata.category(char) == "So" else LOST)
        for char in _prepare(text)
    )


def unspeakable(text: str) -> tuple[str, ...]:
    """The characters of `text` that `to_gsm7` has to lose, each once."""
    return tuple(dict.fromkeys(c for c in _prepare(text) if not _spell(c)))


def measure(text: str) -> Measure:
    """The cost of `text` exactly as it is, without any replacement.

    A character of two units is never split between two segments, so segments
    may be more than the plain division says.
    """
    gsm = BASIC.issuperset(text) or (BASIC | EXTENDED).issuperset(text)
    costs = [_septets(c) if gsm else 1 + (ord(c) > 0xFFFF) for c in text]
    single, joined = (SINGLE, JOINED) if gsm else (WIDE_SINGLE, WIDE_JOINED)
    segments, used = 1 if costs else 0, 0
    if sum(costs) > single:
        for cost in costs:
            if used + cost > joined:
                segments, used = segments + 1, 0
            used += cost
    return Measure("GSM-7" if gsm else "UCS-2", sum(costs), segments)


def shorten(text: str, room: int) -> str:
    """`text` (already GSM-7) in at most `room` septets, ended by “...” when cut.

    The cut is made between words when that keeps most of the room.
    """
    if measure(text).septets <= room:
        return text
    left, kept = room - 3, ""
    for char in text:
        left -= _septets(char)
        if left < 0:
            break
        kept += char
    whole = kept[: kept.rfind(" ")] if " " in kept else kept
    if text[len(kept) : len(kept) + 1] != " " and 3 * len(whole) >= 2 * len(kept):
        kept = whole
    return (kept.rstrip(" ,;:.-(\"'") + "...")[: max(room, 0)]


def _prepare(text: str) -> str:
    """Composed, spelt, and without what cannot be seen: marks, joiners, controls."""
    text = unicodedata.normalize("NFC", text)
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    text = text.translate(SPELLINGS)
    return "".join(c for c in text if c in BASIC or c in EXTENDED or not _silent(c))


def _silent(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc", "Cs")


def _spell(char: str) -> str:
    """One character in the alphabet, or "" when it has no spelling there."""
    if char in BASIC or char in EXTENDED:
        return char
    parts = unicodedata.normalize("NFKD", char).translate(SPELLINGS)
    plain = [c for c in parts if not _silent(c)]
    if all(c in BASIC or c in EXTENDED for c in plain):
        return "".join(plain)
    return ""


def _septets(char: str) -> int:
    return 2 if char in EXTENDED else 1
