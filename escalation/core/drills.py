"""Whether a planned drill is held now, later or not at all. Pure.

A drill gives way to everything: it may never hide or delay a real call, and it
rehearses a machinery that works.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# why a drill cannot be held
REAL_CALL, MACHINERY, LATE = "real_call", "machinery", "late"
PUT_OFF_BY = timedelta(minutes=30)
MOST_PUT_OFFS = 3
# nobody was there to hold it: at another hour than planned it would only disturb
TOO_LATE = timedelta(minutes=30)
# an exercise that nobody takes ends by itself: a ladder that goes round until
# somebody answers is for what is real
LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """Raise it now."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Try again at `until`."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not be held."""

    why: str


def decide(
    due_at: datetime, put_offs: int, obstacle: str, at: datetime
) -> Hold | PutOff | GiveUp:
    """What becomes of a drill that was due at `due_at`, after so many put-offs.

    `obstacle`: “real_call”, “machinery”, or empty.
    """
    if at > due_at + TOO_LATE:
        return GiveUp(LATE)
    if not obstacle:
        return Hold()
    if put_offs < MOST_PUT_OFFS:
        return PutOff(due_at + PUT_OFF_BY, obstacle)
    return GiveUp(obstacle)
