"""The automatic reply of social networks: a team's own words, with slots that the
program fills (DOMAIN.md C6). Made to be copied: it is never published from here.

A slot is a word in braces: {next_opening}, in French {prochaine_ouverture}; either
name counts in either language. What stands in a text and is no slot, and what must
stand in it and does not, is said before anybody pastes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SLOT = re.compile(r"\{([^{}]*)\}")
SENTENCE = re.compile(r"(?<=[.!?])[ \u00a0]+")
WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": (
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
        "Sunday",
    ),
}
MONTHS = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
        *("septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
}
NBSP = "\u00a0"


class Slot(StrEnum):
    """What the program knows and a text may say."""

    OPENING = "next_opening"
    BREAK = "break"
    EVENT = "event"
    URL = "url"
    MINUTES = "n"


NAMES = {slot.value: slot for slot in Slot} | {
    "prochaine_ouverture": Slot.OPENING,
    "pause": Slot.BREAK,
    "évènement": Slot.EVENT,
    "événement": Slot.EVENT,
    "evenement": Slot.EVENT,
}
FRENCH = {
    Slot.OPENING: "prochaine_ouverture",
    Slot.BREAK: "pause",
    Slot.EVENT: "évènement",
}
# without these a text would promise nothing, or not say what it is about
REQUIRED = {
    "off_hours": frozenset({Slot.OPENING}),
    "holiday": frozenset({Slot.OPENING}),
    "crisis_on": frozenset({Slot.EVENT}),
    "crisis_end": frozenset({Slot.OPENING}),
}
DEFAULTS = {
    ("off_hours", "fr"): (
        "Bonjour, merci pour votre message. L’équipe vous répondra à partir du "
        "{prochaine_ouverture}. En cas d’urgence : 15, 17, 18 ou 112 (114 par SMS). "
        "Infos urgentes : {url}"
    ),
    ("off_hours", "en"): (
        "Hello, thank you for your message. We answer again from {next_opening}. "
        "In an emergency: 15, 17, 18 or 112 (114 by text). Urgent information: {url}"
    ),
    ("holiday", "fr"): (
        "Bonjour, merci pour votre message. L’équipe est de retour le "
        "{prochaine_ouverture}, après {pause}. En cas d’urgence : 15, 17, 18 ou 112 "
        "(114 par SMS). Infos urgentes : {url}"
    ),
    ("holiday", "en"): (
        "Hello, thank you for your message. We are back on {next_opening}, after "
        "{break}. In an emergency: 15, 17, 18 or 112 (114 by text). Urgent "
        "information: {url}"
    ),
    ("crisis_on", "fr"): (
        "Nous suivons {évènement}. Mises à jour toutes les {n} minutes. Ne relayez pas "
        "de rumeur. En cas d’urgence : 15, 17, 18 ou 112 (114 par SMS). Informations "
        "vérifiées : {url}"
    ),
    ("crisis_on", "en"): (
        "We are following {event}. Updates every {n} minutes. Please do not spread "
        "rumours. In an emergency: 15, 17, 18 or 112 (114 by text). Verified "
        "information: {url}"
    ),
    ("crisis_end", "fr"): (
        "L’évènement est terminé. Merci de votre patience : nous répondrons à chacun "
        "à partir du {prochaine_ouverture}. Infos : {url}"
    ),
    ("crisis_end", "en"): (
        "The event is over. Thank you for your patience: we answer everyone from "
        "{next_opening}. Information: {url}"
    ),
}


@dataclass(frozen=True, slots=True)
class Faults:
    """What keeps a text from being used: names in braces that are none, slots it
    must hold and does not, and a brace without its other half."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_broken: bool = False

    def __bool__(self) -> bool:
        return bool(self.unknown or self.missing or self.is_broken)


def faults_of(text: str, variant: str, language: str) -> Faults:
    """Reads a text as somebody wrote it; missing slots are named in `language`."""
    names = [name.strip() for name in SLOT.findall(text)]
    unknown = tuple(dict.fromkeys(name for name in names if name not in NAMES))
    held = {NAMES[name] for name in names if name in NAMES}
    lacking = sorted(REQUIRED[variant] - held)
    return Faults(
        unknown=unknown,
        missing=tuple(slot_name(slot, language) for slot in lacking),
        is_broken=bool(re.search(r"[{}]", SLOT.sub("", text))),
    )


def slot_name(slot: Slot, language: str) -> str:
    """The word between the braces, as a text in that language has it."""
    return FRENCH.get(slot, slot.value) if language == "fr" else slot.value


def fill(text: str, values: Mapping[Slot, str]) -> str:
    """The text with its slots filled. A sentence whose slot has no value is left out:
    half a promise is worse than none."""
    lines = [_fill_line(line, values) for line in text.strip().splitlines()]
    return "\n".join(lines).strip()


def lacking(text: str, values: Mapping[Slot, str]) -> set[Slot]:
    """The slots of a text for which there is no value now."""
    held = {NAMES[name.strip()] for name in SLOT.findall(text)}
    return {slot for slot in held if not values.get(slot)}


def _fill_line(line: str, values: Mapping[Slot, str]) -> str:
    kept = [
        sentence
        for sentence in SENTENCE.split(line)
        if all(values.get(NAMES[name.strip()]) for name in SLOT.findall(sentence))
    ]
    return SLOT.sub(lambda found: values[NAMES[found[1].strip()]], " ".join(kept))


def say_opening(at: datetime, language: str, *, year: int) -> str:
    """“lundi 30 novembre à 8 h”, “Monday 30 November, 8 am”; the year only when it is
    not `year`. `at` is on the team's clock."""
    other = f" {at.year}" if at.year != year else ""
    weekday, month = WEEKDAYS[language][at.weekday()], MONTHS[language][at.month - 1]
    if language == "fr":
        day = "1er" if at.day == 1 else str(at.day)
        minutes = f"{NBSP}{at.minute:02}" if at.minute else ""
        return f"{weekday} {day} {month}{other} à {at.hour}{NBSP}h{minutes}"
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{weekday} {at.day} {month}{other}, {hour}{minutes}{NBSP}{half}"


def choose(*, kind: str, crisis_open: bool, crisis_over: bool) -> str:
    """The variant for what is going on. `kind` of the off-hours: weekend,
    long_weekend or holiday."""
    if crisis_open:
        return "crisis_on"
    if crisis_over:
        return "crisis_end"
    return "off_hours" if kind == "weekend" else "holiday"


def say_break(kind: str, language: str) -> str:
    """What people come back from."""
    french = language == "fr"
    if kind == "holiday":
        return "le jour férié" if french else "the public holiday"
    if kind == "long_weekend":
        return "le week-end férié" if french else "the holiday weekend"
    return "le week-end" if french else "the weekend"
