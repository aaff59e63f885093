"""What whoever called is told by text, French and English side by side, written by
hand like the texts of a call (core/copies.py): one segment where it fits, never more
than two.

A reason is shortened first; links, names and the number to ring are never cut. Links
of posts stay out where there is no room for them: the page that the text leads to has
them all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from escalation.core.copies import LANGUAGES
from escalation.core.following import (
    CLOSED,
    DECIDED,
    LOWERED,
    NO_ANSWER,
    PASSED,
    POSTED,
    RAISED,
    TAKEN,
    News,
)
from escalation.core.gsm7 import measure, shorten, to_gsm7
from escalation.core.texts import TWO_SEGMENTS
from rota.core.dates import show_moment

# a reason cut shorter than this says nothing
SHORTEST = 20


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of one language; sentences begin small, the first stands after a
    colon."""

    head: str
    says: dict[str, str]
    ring: str
    decisions: dict[str, str]
    outcomes: dict[str, str]
    because: str
    follow: str


COPIES = {
    "fr": Copy(
        head="Astreinte {code}: ",
        says={
            TAKEN: "pris en charge par {name} à {time}.",
            PASSED: "{name} passe la main, nous appelons quelqu'un d'autre.",
            NO_ANSWER: "personne n'a encore répondu, nous continuons d'appeler.",
            RAISED: "passé en CRISE.",
            LOWERED: "ce n'est plus une crise.",
            POSTED: "publié: {outlets}.",
        },
        ring="téléphonez aussi: {contact}.",
        decisions={
            "publish": "décision: publier.",
            "hold": "décision: attendre jusqu'à {until}.",
            "not": "décision: ne pas publier.",
        },
        outcomes={
            "published": "terminé, publié.",
            "not_published": "terminé, rien n'est publié, volontairement.",
            "out_of_frame": "hors des deux cas d'urgence, votre demande attend le "
            "prochain jour ouvré.",
            "stopped": "arrêté, appelé par erreur.",
            "over": "terminé avant toute publication, plus personne n'est appelé.",
            "interrupted": "exercice interrompu, un vrai appel est en cours.",
            "unanswered": "exercice terminé, sans réponse.",
        },
        because="Motif: ",
        follow="Suivi: ",
    ),
    "en": Copy(
        head="On call {code}: ",
        says={
            TAKEN: "taken by {name} at {time}.",
            PASSED: "{name} hands it back, we are calling somebody else.",
            NO_ANSWER: "nobody has answered yet, we go on calling.",
            RAISED: "it is a CRISIS now.",
            LOWERED: "it is no crisis any more.",
            POSTED: "published: {outlets}.",
        },
        ring="please ring as well: {contact}.",
        decisions={
            "publish": "decided: publish.",
            "hold": "decided: wait until {until}.",
            "not": "decided: do not publish.",
        },
        outcomes={
            "published": "over, published.",
            "not_published": "over, nothing published, on purpose.",
            "out_of_frame": "outside the two urgent cases, your request waits for the "
            "next working day.",
            "stopped": "stopped, called by mistake.",
            "over": "over before anything was published, nobody else is called.",
            "interrupted": "exercise stopped, a real call is open.",
            "unanswered": "exercise over, nobody answered.",
        },
        because="Because: ",
        follow="Follow: ",
    ),
}


def caller_text(
    *,
    language: str,
    code: str,
    news: Sequence[News],
    contact: str,
    link: str,
    exercise: bool,
) -> str:
    """The text: GSM-7, at most two segments with a link of up to 100 characters. Times
    in `news` are on the team's clock; `contact` is whom to ring while nobody has the
    call, or empty. Raises KeyError for a decision or an outcome that has no words."""
    copy = COPIES.get(language, COPIES["fr"])
    exercising = LANGUAGES.get(language, LANGUAGES["fr"]).exercise if exercise else ""
    head = to_gsm7(exercising + copy.head.format(code=code))
    tail = f"\n{to_gsm7(copy.follow)}{link}"
    said = to_gsm7(" ".join(sentences(language, news, contact)))
    room = TWO_SEGMENTS - _width(head) - _width(tail)
    posts = "".join(f"\n{post}" for post in _links(news))
    if posts and _width(said) + _width(posts) <= room:
        return f"{head}{said}{posts}{tail}"
    is_over = any(one.kind == CLOSED for one in news)
    why = to_gsm7(" " if is_over else f" {copy.because}")
    left = room - _width(said) - _width(why)
    reason = " ".join(to_gsm7(reason_of(news)).split())
    if reason and left >= SHORTEST:
        said = f"{said}{why}{shorten(reason, left)}"
    return f"{head}{shorten(said, room)}{tail}"


def sentences(language: str, news: Iterable[News], contact: str) -> list[str]:
    """What happened, a sentence each, the first one beginning small; without its
    reason."""
    copy = COPIES.get(language, COPIES["fr"])
    clock = LANGUAGES.get(language, LANGUAGES["fr"]).clock
    found: list[str] = []
    for one in news:
        match one.kind:
            case "decided":
                until = show_moment(one.until, language) if one.until else "--"
                found.append(copy.decisions[one.value].format(until=until))
            case "closed":
                found.append(copy.outcomes[one.value])
            case _:
                words = copy.says[one.kind].format(
                    name=one.name,
                    time=one.at.strftime(clock),
                    outlets=", ".join(dict.fromkeys(name for name, _ in one.posts)),
                )
                # a short name has a full stop of its own
                found.append(words.replace("..", "."))
        if one.kind in (PASSED, NO_ANSWER) and contact:
            found.append(copy.ring.format(contact=contact))
    return [*found[:1], *(one[0].upper() + one[1:] for one in found[1:])]


def reason_of(news: Iterable[News]) -> str:
    """Why it was decided so, or what was said at the end; empty when nothing was."""
    said = [one.text for one in news if one.kind in (DECIDED, LOWERED, CLOSED)]
    return said[-1] if said else ""


def _links(news: Iterable[News]) -> list[str]:
    """Those that the cheap alphabet leaves as they are; another one would lead to
    nowhere."""
    links = (link for one in news for _, link in one.posts if link)
    return [link for link in dict.fromkeys(links) if to_gsm7(link) == link]


def _width(text: str) -> int:
    return measure(text).septets
