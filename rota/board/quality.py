"""How good a proposal is, in words: what was reached, and whether anything better
exists (ROTA.md §4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rota.board.question import Question
from rota.board.reading import Board
from rota.core.balance import WEEKEND_MILLI
from rota.core.plan import SeatKey
from rota.core.planner import COMFORT, COVERAGE, FAIRNESS, STABILITY, Goal


@dataclass(frozen=True, slots=True)
class Verdict:
    """One goal: what was reached, and what is known about better ones. `proven`:
    nothing better exists."""

    reached: str
    limit: str
    proven: bool


def verdicts(
    question: Question, given: Mapping[SeatKey, int], goals: Iterable[Goal]
) -> list[Verdict]:
    """A sentence or two for each goal, the most important first."""
    board = question.answered(given)
    words = {
        COVERAGE: _coverage,
        STABILITY: _stability,
        FAIRNESS: _fairness,
        COMFORT: _comfort,
    }
    return [
        Verdict(*words[goal.name](question, board, given, goal), goal.proven)
        for goal in goals
    ]


def gap_text(gap: int) -> str:
    """From who carries most above her share to who carries most below it."""
    if gap * 40 < WEEKEND_MILLI:
        return _("Everybody carries exactly a fair share.")
    return _("Largest gap between two people: %(gap)s.") % {"gap": points_text(gap)}


def room_text(room: int, people: int) -> str:
    """By how much a rota might be fairer, for all that is known. `room`: what lies
    between the best found and the bound, in thousandths, for so many people."""
    if room <= 0:
        return _("No fairer rota exists.")
    each = points_text(max(1, room // max(1, people)))
    return _("A fairer one may exist, by %(gap)s at the most.") % {"gap": each}


def points_text(amount: int) -> str:
    """Thousandths of a point as a part of a weekend: “half a weekend”, “0.3 of a
    weekend”, “2.1 weekends”."""
    tenths = max(1, round(amount * 10 / WEEKEND_MILLI))
    if tenths == 5:
        return _("half a weekend")
    if tenths == 10:
        return _("one weekend")
    number = f"{tenths / 10:g}"
    if (get_language() or "").startswith("fr"):
        number = number.replace(".", ",")
    if tenths < 10:
        return _("%(number)s of a weekend") % {"number": number}
    # one and a half is plural in English, singular in French: like nil
    count = 0 if tenths < 20 else tenths // 10
    return ngettext("%(number)s weekend", "%(number)s weekends", count) % {
        "number": number
    }


def _coverage(
    question: Question, board: Board, given: Mapping[SeatKey, int], goal: Goal
) -> tuple[str, str]:
    seats = board.agenda.plan.rules.seats
    empty = sum(
        (pk, seat) not in board.agenda.held
        for pk in question.wanted
        if pk not in question.plan.uncovered
        for seat in seats
    )
    if not empty:
        return _("Every seat has somebody."), ""
    reached = ngettext(
        "%(count)d seat stays empty.", "%(count)d seats stay empty.", empty
    ) % {"count": empty}
    if goal.proven:
        return reached, _("No rota that keeps the rules fills more.")
    return reached, _("Whether more can be filled could not be settled in time.")


def _stability(
    question: Question, board: Board, given: Mapping[SeatKey, int], goal: Goal
) -> tuple[str, str]:
    # the goal knows nothing of seats whose holder cannot keep them in any case
    moved = sum(given.get(key) != pk for key, pk in question.published.items())
    if not moved:
        return _("What is published stays as it is."), ""
    reached = ngettext(
        "%(count)d published seat changes hands.",
        "%(count)d published seats change hands.",
        moved,
    ) % {"count": moved}
    if goal.proven:
        return reached, _("It cannot be done with fewer.")
    least = moved - (goal.value - goal.bound)
    return reached, _("It takes at least %(count)d; fewer might do.") % {"count": least}


def _fairness(
    question: Question, board: Board, given: Mapping[SeatKey, int], goal: Goal
) -> tuple[str, str]:
    gap, unfairness = question.unfairness(board.agenda)
    if goal.proven and question.published:
        return gap_text(gap), _("No fairer rota changes as little.")
    room = 0 if goal.proven else max(1, min(goal.value, unfairness) - goal.bound)
    return gap_text(gap), room_text(room, len(question.counted))


def _comfort(
    question: Question, board: Board, given: Mapping[SeatKey, int], goal: Goal
) -> tuple[str, str]:
    parts = [pause_text(board, given)]
    unwilling = sum(
        (pk, slot) in question.plan.reluctant for (slot, _seat), pk in given.items()
    )
    if unwilling:
        text = ngettext(
            "%(count)d weekend falls where somebody would rather not.",
            "%(count)d weekends fall where somebody would rather not.",
            unwilling,
        )
        parts.append(text % {"count": unwilling})
    elif question.plan.reluctant:
        parts.append(_("Everybody’s wishes are met."))
    limit = (
        _("Pauses and wishes cannot be met better.")
        if goal.proven
        else _("Pauses and wishes could perhaps be met a little better.")
    )
    reached = " ".join(part for part in parts if part)
    return (reached, limit) if reached else (limit, "")


def pause_text(board: Board, given: Mapping[SeatKey, int]) -> str:
    """The shortest pause that these seats leave to somebody."""
    weeks = [
        abs(board.agenda.slots[other].week - board.agenda.slots[slot].week)
        for (slot, _seat), pk in given.items()
        for other, _other_seat in board.agenda.duties[pk]
        if other != slot
    ]
    if not weeks:
        return ""
    shortest = min(weeks)
    if not shortest:
        return _("Somebody is on duty twice in one week.")
    return ngettext(
        "At least %(count)d week from one duty of a person to her next.",
        "At least %(count)d weeks from one duty of a person to her next.",
        shortest,
    ) % {"count": shortest}
