"""The slots of a message: “{where}”, filled from what is known of a call.

One name per slot in every language, so that what was written for one reader fills
the words for another. What is not known stays visible, in words: nobody publishes
“{until}” by mistake (DOMAIN.md C5).
"""

import re
from collections.abc import Mapping

# in the order in which somebody is asked for them
SLOTS = (
    "what",
    "where",
    "from",
    "until",
    "why",
    "do",
    "alternative",
    "source",
    "next_update",
    "contact",
    "url",
)
# filled from the call itself when nobody wrote them otherwise
KNOWN = ("what", "from")
UNKNOWN = {
    "fr": {
        "what": "quoi ?",
        "where": "où ?",
        "from": "depuis quand ?",
        "until": "jusqu’à quand ?",
        "why": "pourquoi ?",
        "do": "que faire ?",
        "alternative": "quelle solution à la place ?",
        "source": "selon qui ?",
        "next_update": "prochain point quand ?",
        "contact": "qui appeler ?",
        "url": "quelle page ?",
    },
    "en": {
        "what": "what?",
        "where": "where?",
        "from": "since when?",
        "until": "until when?",
        "why": "why?",
        "do": "what should people do?",
        "alternative": "what instead?",
        "source": "who says so?",
        "next_update": "next update when?",
        "contact": "whom to call?",
        "url": "which page?",
    },
}
SLOT = re.compile(r"\{([^{}\n]*)\}")


def named(text: str) -> list[str]:
    """The slots of a message, each once, in the order they appear."""
    return list(dict.fromkeys(SLOT.findall(text)))


def unknown(text: str) -> list[str]:
    """Names in braces that are no slots."""
    return [name for name in named(text) if name not in SLOTS]


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """The slots of a message that nothing is known for."""
    return [name for name in named(text) if not values.get(name, "").strip()]


def fill(text: str, values: Mapping[str, str], language: str) -> str:
    """The message with what is known; the rest reads “[where?]”."""
    questions = UNKNOWN["fr" if language == "fr" else "en"]

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return values.get(name, "").strip() or f"[{questions.get(name, name)}]"

    return SLOT.sub(value, text)
