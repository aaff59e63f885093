"""What is not asked of the person on call, when the team has not said it itself.

Product copy, written in each language; it comes from the written frame that the
first team of this kind gave itself: being reachable is not working.
"""

DEFAULT_FRAME = {
    "fr": (
        "Pas de modération, pas de réponses aux usagers, pas de retard à rattraper, "
        "pas d’avance à prendre. Seule exception : une crise."
    ),
    "en": (
        "No moderation, no replies to users, no catching up, no getting ahead. "
        "The only exception is a crisis."
    ),
}


def frame_text(frame: str, language: str) -> str:
    """The team's own text, or else the usual one in `language` ("fr" or "en")."""
    return frame.strip() or DEFAULT_FRAME["fr" if language == "fr" else "en"]
