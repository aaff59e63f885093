"""What `manage.py doctor` prints: plain sentences, each of a level."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`WARNING`: works, but not as a real team would want it."""

    FINE = "fine"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One plain sentence, in the house's language."""

    level: Level
    text: str


def fine(text: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.FINE, text)


def warning(text: str) -> Finding:
    """Worth a look."""
    return Finding(Level.WARNING, text)


def error(text: str) -> Finding:
    """A call may fail."""
    return Finding(Level.ERROR, text)
