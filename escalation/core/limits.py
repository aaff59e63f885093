"""How often somebody is texted about what she knows already, and how much leaves
the house in an hour (PAGING.md T12). Pure.

No limit silences what calls somebody: the first text of a call to a person, a
colleague's offer, a telephone that rings. Limits are for what repeats or adds, so
that a ladder with short steps floods nobody and two machines that answer each other
empty no account.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from escalation.core.channels import SMS

REPLY, NEWS, CODE, TEST, PAGE = "reply", "news", "code", "test", "page"
CELL = "cell"
CALLER = "caller"
MINUTE, QUARTER, HOUR = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)
IN_A_MINUTE, IN_A_QUARTER = 1, 5  # repeats to one person
# to one number of a caller in an hour: a link that got about must not flood a stranger
TO_A_CALLER = 10
# why a message was held back
LIMIT, BRAKE = "limit", "brake"
HELD = (LIMIT, BRAKE)


class Right(StrEnum):
    """What a message may claim. An answer to a text of hers, and a code, have limits of
    their own (actions/replies.py, core/pacing.py); so is told what somebody decided
    about a call: only the brake stops these. A test is stopped by nothing here: a
    hundred phones are tried in one morning, and that is no loop. What a caller is told
    counts by itself: it must neither use up what the house needs nor leave when the
    house brakes, and her page says the same."""

    ALWAYS = "always"
    ANSWER = "answer"
    REPEAT = "repeat"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Tally:
    """What left before a message: repeats to the same person in the last minute and
    in the last quarter of an hour; all texts and calls of the house in the last
    hour; whether this very call has called her in the last quarter of an hour. Before
    one to a caller: those to her number, and to all callers, in the last hour."""

    minute: int = 0
    quarter: int = 0
    hour: int = 0
    called_lately: bool = False
    to_number: int = 0
    to_callers: int = 0


def right_of(
    channel: str, purpose: str, *, texted: bool, decides: bool = False
) -> Right:
    """`texted`: an earlier text about this call reached her, or may have; `decides`:
    it offers her the call, or tells her whose it is from now on."""
    # into a crisis cell nobody is called twice for the same role
    if channel != SMS or purpose in (TEST, CELL):
        return Right.ALWAYS
    if purpose == CALLER:
        return Right.ASIDE
    if purpose in (REPLY, CODE):
        return Right.ANSWER
    if purpose == PAGE:
        return Right.REPEAT if texted and not decides else Right.ALWAYS
    if purpose == NEWS and not texted:
        return Right.ALWAYS
    return Right.ANSWER if decides else Right.REPEAT


def held_by(right: Right, purpose: str, tally: Tally, *, per_hour: int) -> str:
    """“limit” or “brake” for a message that may not leave now, else empty.

    Under the brake a call that nobody took goes on asking for help: the ladder
    repeats itself to one person every quarter of an hour, and no more.
    """
    if right == Right.ALWAYS:
        return ""
    asks_for_help = purpose == PAGE and not tally.called_lately
    if tally.hour >= per_hour and not asks_for_help:
        return BRAKE
    if right == Right.ASIDE:
        many = tally.to_number >= TO_A_CALLER or tally.to_callers >= per_hour
        return LIMIT if many else ""
    too_soon = tally.minute >= IN_A_MINUTE or tally.quarter >= IN_A_QUARTER
    return LIMIT if right == Right.REPEAT and too_soon else ""
