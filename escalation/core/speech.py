"""Every word spoken on the telephone, in French and English side by side, written
by hand: a voice reads them aloud to somebody half asleep.

So: short sentences, what matters first, hours as people say them, nothing that
needs eyes. No call holds the facts or a number (DOMAIN.md B9): a voicemail hears
it all.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Script:
    """The words of one language."""

    days: tuple[str, ...]
    clock: Callable[[datetime], str]
    exercise: str
    # who calls, what kind, when, and the title
    page: str
    cases: dict[str, str]
    # why this person is called, where she is not the one on call
    reasons: dict[str, str]
    invitation: str
    somebody: str
    when: str
    answers: dict[str, str]
    code: str
    test: str


def _french_clock(at: datetime) -> str:
    """“2 heures 5”, “1 heure”, “minuit 10”: “02 h 05” would be read letter by
    letter."""
    hours = f"{at.hour} heure{'s' if at.hour > 1 else ''}" if at.hour else "minuit"
    return f"{hours} {at.minute}" if at.minute else hours


def _english_clock(at: datetime) -> str:
    """“2:05 am”, “2 pm”: a voice knows these."""
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


FRENCH = Script(
    days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    clock=_french_clock,
    exercise="Ceci est un exercice.",
    page="Appel d'astreinte, équipe {team}. {case}, {day} à {time}. {title}",
    cases={"crisis": "Crise", "user_info": "Information urgente aux usagers"},
    reasons={
        "fallback": "Personne n'est d'astreinte, c'est pourquoi nous vous appelons.",
        "offer": "{by} vous demande de prendre le relais.",
        "cell": "On vous demande de rejoindre la cellule de crise : {by}. Prendre "
        "l'appel, c'est dire oui.",
    },
    invitation="Appuyez sur 1 pour prendre l'appel, sur 2 pour passer la main.",
    somebody="quelqu'un d'autre",
    when=" à {time}",
    answers={
        "taken": "C'est noté, vous prenez l'appel. La suite est derrière le lien de "
        "notre message. Au revoir.",
        "yours": "Vous avez déjà pris cet appel. La suite est derrière le lien de "
        "notre message. Au revoir.",
        "passed": "C'est noté, nous appelons quelqu'un d'autre. Merci, au revoir.",
        "already_taken": "Cet appel a déjà été pris par {owner}{when}. Vous n'avez "
        "rien à faire. Merci, au revoir.",
        "touched": "C'est noté, vous vous occupez encore de cet appel. Merci, au "
        "revoir.",
        "gone": "Vous n'êtes plus dans l'équipe, votre réponse ne change rien. Merci, "
        "au revoir.",
        "closed": "Cet appel est terminé. Vous n'avez rien à faire. Merci, au revoir.",
        "stays": "C'est noté, l'appel reste à {owner}. Merci, au revoir.",
        "joined": "C'est noté, vous rejoignez la cellule de crise. La suite est "
        "derrière le lien de notre message. Au revoir.",
        "seat_taken": "Ce rôle est déjà pris dans la cellule de crise. Vous n'avez "
        "rien à faire. Merci, au revoir.",
        "again": "Nous n'avons pas compris.",
        "goodbye": "Vous n'avez pas pris l'appel. Nous continuons d'appeler. Au "
        "revoir.",
    },
    code="Astreinte. Voici votre code de vérification. {digits}. Je répète. {digits}. "
    "Au revoir.",
    test="Ceci est un essai de l'astreinte. Votre téléphone sonne : tout va bien. Vous "
    "n'avez rien à faire. Au revoir.",
)
ENGLISH = Script(
    days=(
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
        "Sunday",
    ),
    clock=_english_clock,
    exercise="This is an exercise.",
    page="On-call alert, team {team}. {case}, {day} at {time}. {title}",
    cases={"crisis": "Crisis", "user_info": "Urgent user information"},
    reasons={
        "fallback": "Nobody is on call, which is why we are ringing you.",
        "offer": "{by} asks you to take it over.",
        "cell": "You are asked to join the crisis cell: {by}. To take the call is to "
        "say yes.",
    },
    invitation="Press 1 to take the call, 2 to pass it on.",
    somebody="somebody else",
    when=" at {time}",
    answers={
        "taken": "Noted, you are taking the call. What to do is behind the link in "
        "our message. Goodbye.",
        "yours": "You have taken this call already. What to do is behind the link in "
        "our message. Goodbye.",
        "passed": "Noted, we are calling somebody else. Thank you, goodbye.",
        "already_taken": "This call was already taken by {owner}{when}. There is "
        "nothing for you to do. Thank you, goodbye.",
        "touched": "Noted, you are still on this call. Thank you, goodbye.",
        "gone": "You have left the team, so your answer changes nothing. Thank you, "
        "goodbye.",
        "closed": "This call is over. There is nothing for you to do. Thank you, "
        "goodbye.",
        "stays": "Noted, the call stays with {owner}. Thank you, goodbye.",
        "joined": "Noted, you are joining the crisis cell. What to do is behind the "
        "link in our message. Goodbye.",
        "seat_taken": "Somebody has this role in the crisis cell already. There is "
        "nothing for you to do. Thank you, goodbye.",
        "again": "We did not understand.",
        "goodbye": "You have not taken the call. We go on calling. Goodbye.",
    },
    code="Astreinte. Here is your verification code. {digits}. Once more. {digits}. "
    "Goodbye.",
    test="This is a test of the on-call system. Your telephone rings: all is well. "
    "There is nothing for you to do. Goodbye.",
)
LANGUAGES = {"fr": FRENCH, "en": ENGLISH}


def page_speech(
    *,
    language: str,
    team: str,
    case: str,
    title: str,
    at: datetime,
    exercise: bool,
    reason: str = "",
    by: str = "",
) -> str:
    """What somebody hears who answers, before the invitation to press a key.

    `at` is when it happened, on the team's clock; `reason` tells why somebody else
    than the person on call is rung: “fallback”, or “offer”, of a colleague, `by`, or
    “cell”: `by` is then what the crisis cell needs her for.
    """
    script = LANGUAGES.get(language, FRENCH)
    words = script.page.format(
        team=_aloud(team),
        case=script.cases[case],
        day=script.days[at.weekday()],
        time=script.clock(at),
        title=_sentence(title),
    )
    said = (script.exercise if exercise else "", words)
    why = script.reasons.get(reason, "").format(by=_aloud(by))
    return " ".join(filter(None, (*said, why)))


def invitation(language: str) -> str:
    """Which keys there are. Only one of them is an answer (PAGING.md T21)."""
    return LANGUAGES.get(language, FRENCH).invitation


def answer_speech(
    *,
    language: str,
    kind: str,
    owner: str = "",
    time: datetime | None = None,
    exercise: bool = False,
) -> str:
    """What is said once a key was pressed, or to whom the call is no longer for.

    `kind` is taken, yours (again), touched (she is still on it), passed, stays (with
    the colleague who offered it), already_taken, joined (a crisis cell), seat_taken
    (of it, by somebody else), closed, gone (of the team), again
    (another key: it is asked once more) or goodbye (no key in the end); `owner` is who
    has it and `time` since when, on the team's clock. Raises KeyError for another kind.
    """
    script = LANGUAGES.get(language, FRENCH)
    when = script.when.format(time=script.clock(time)) if time else ""
    words = script.answers[kind].format(
        owner=_aloud(owner) or script.somebody, when=when
    )
    return f"{script.exercise} {words}" if exercise else words


def code_speech(language: str, code: str) -> str:
    """The code that proves a number, digit by digit, twice."""
    script = LANGUAGES.get(language, FRENCH)
    return script.code.format(digits=". ".join(code))


def trial_speech(language: str) -> str:
    """What somebody hears who asked to be rung for a test."""
    return LANGUAGES.get(language, FRENCH).test


def _sentence(text: str) -> str:
    """The text with an end to it, where the voice falls."""
    text = _aloud(text)
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _aloud(text: str) -> str:
    """The text on one line, without what no voice can read and no XML may hold."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(c for c in line if not unicodedata.category(c).startswith("C"))
