"""The texts of a crisis that goes on and ends, French and English side by side, written
by hand like those of a call (core/texts.py): each fits one segment whenever its link
has at most 60 characters, the word EXERCISE included.
"""

from datetime import datetime

from escalation.core.gsm7 import to_gsm7
from escalation.core.texts import LANGUAGES

COPIES = {
    "fr": {
        "over": "{code}: la crise est terminée, merci. Plus rien à faire. Débriefing "
        "au plus tard le {day}.",
        "over_only": "{code}: c'est terminé, merci. Vous n'avez plus rien à faire.",
        "update_due": "{code}: rien n'a été publié à {time} comme annoncé. Publiez, ou "
        "notez: rien de nouveau. {link}",
        "validate": "{code}: {name} vous demande de valider un texte avant {time}: "
        "{link}",
        "validated_yes": "{code}: {name} valide le texte tel quel. {link}",
        "validated_changed": "{code}: {name} valide avec des changements. Le texte: "
        "{link}",
        "validated_no": "{code}: {name} demande de ne pas publier. Pourquoi: {link}",
        "unvalidated": "{code}: {name} n'a pas répondu. Décidez, ou demandez à "
        "quelqu'un d'autre: {link}",
        "relay": "{code}: vous prenez le relais à {time} ({task}). C'est ici: {link}",
    },
    "en": {
        "over": "{code}: the crisis is over, thank you. Nothing more to do. Debrief by "
        "{day}.",
        "over_only": "{code}: it is over, thank you. Nothing more for you to do.",
        "update_due": "{code}: nothing was published at {time} as announced. Publish, "
        "or note: nothing new. {link}",
        "validate": "{code}: {name} asks you to validate a text before {time}: {link}",
        "validated_yes": "{code}: {name} says publish the text as it is. {link}",
        "validated_changed": "{code}: {name} says publish with changes. The text: "
        "{link}",
        "validated_no": "{code}: {name} says do not publish. Why: {link}",
        "unvalidated": "{code}: {name} has not answered. Decide yourself, or ask "
        "somebody else: {link}",
        "relay": "{code}: you take over at {time} ({task}). It is here: {link}",
    },
}
TASKS = {
    "fr": {"call": "l'appel", "moderation": "modération", "monitoring": "veille"},
    "en": {"call": "the call", "moderation": "moderation", "monitoring": "monitoring"},
}


def crisis_text(
    *,
    language: str,
    kind: str,
    code: str,
    exercise: bool,
    name: str = "",
    time: datetime | None = None,
    day: str = "",
    task: str = "",
    link: str = "",
) -> str:
    """What is told of a crisis. `kind` is over (with the `day` of its debrief) or
    over_only; update_due; validate, validated_yes, validated_changed, validated_no or
    unvalidated (with the `name` of who asks or answers); relay (with its `task`). Times
    are on the team's clock. Raises KeyError for another kind."""
    language = language if language in COPIES else "fr"
    copy = LANGUAGES[language]
    words = COPIES[language][kind].format(
        code=code,
        name=name,
        time=time.strftime(copy.clock) if time else "",
        day=day,
        task=TASKS[language].get(task, ""),
        link=link,
    )
    # a short name has a full stop of its own
    return to_gsm7((copy.exercise if exercise else "") + words.replace("..", "."))
