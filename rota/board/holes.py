"""Seats nobody can take: the rules in the way, and who could be asked all the same."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.board.reading import Board
from rota.board.wording import conflict_text, dated_text, seat_text
from rota.core import conflicts as found
from rota.core.balance import balances
from rota.core.conflicts import Conflict, seat_conflicts
from rota.core.months import month_of
from rota.core.plan import SeatKey, Slot
from rota.models import Membership

# what the planner never breaks, in the order in which it is said
RULES = (
    found.UNTRAINED,
    found.ELSEWHERE,
    found.ABSENT,
    found.OTHER_SEAT,
    found.SAME_TRADE,
    found.NO_EXPERIENCE,
    found.TOO_MANY,
    found.TOO_CLOSE,
)
# a lead may decide otherwise, or the person may: the easier the earlier
NEGOTIABLE = (
    found.TOO_CLOSE,
    found.TOO_MANY,
    found.SAME_TRADE,
    found.NO_EXPERIENCE,
    found.ABSENT,
)
MOST_ASKED = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody whom a single rule keeps from the seat, and which one."""

    member: Membership
    why: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A seat nobody can take. `page` and `cell` lead to it on the board."""

    text: str
    rules: list[str]
    asked: list[Asked]
    page: str
    cell: str


def holes(board: Board, empty: Iterable[SeatKey]) -> list[Hole]:
    """Those seats in order of time, with the rest of the proposal in place."""
    carried = balances(board.agenda)
    return [
        _hole(board, board.agenda.slots[pk], seat, carried)
        for pk, seat in sorted(
            empty, key=lambda one: board.agenda.slots[one[0]].starts_at
        )
    ]


def _hole(board: Board, slot: Slot, seat: str, carried: dict[int, int]) -> Hole:
    period = board.periods[slot.pk]
    against = dict(_against(board, slot, seat))
    asked = sorted(
        (NEGOTIABLE.index(wrong[0].code), carried[pk], pk)
        for pk, wrong in against.items()
        if len(wrong) == 1 and wrong[0].code in NEGOTIABLE
    )
    first = Counter(wrong[0].code for wrong in against.values())
    return Hole(
        text=_("%(day)s, %(seat)s")
        % {"day": dated_text(board, period), "seat": seat_text(seat)},
        rules=[_rule_text(code, first[code]) for code in RULES if first[code]]
        or [_("nobody in the team takes weekends then")],
        asked=[
            Asked(board.members[pk], conflict_text(against[pk][0], board, period, seat))
            for _ease, _load, pk in asked[:MOST_ASKED]
        ],
        page=month_of(slot.first).key,
        cell=f"{slot.pk}-{seat}",
    )


def _against(
    board: Board, slot: Slot, seat: str
) -> Iterator[tuple[int, list[Conflict]]]:
    """For each member who is there and takes duties, the rules in her way."""
    for pk, member in board.agenda.members.items():
        if not member.counts_in(slot):
            continue
        wrong = [
            one
            for one in seat_conflicts(board.agenda, pk, slot, seat)
            if one.code in RULES
        ]
        if wrong:
            yield pk, sorted(wrong, key=lambda one: RULES.index(one.code))


def _rule_text(code: str, people: int) -> str:
    texts = {
        found.UNTRAINED: ngettext(
            "%(count)d lacks a training this seat needs",
            "%(count)d lack a training this seat needs",
            people,
        ),
        found.ELSEWHERE: ngettext(
            "%(count)d is on duty in another team",
            "%(count)d are on duty in another team",
            people,
        ),
        found.ABSENT: ngettext(
            "%(count)d cannot on those days", "%(count)d cannot on those days", people
        ),
        found.OTHER_SEAT: ngettext(
            "%(count)d holds the other seat", "%(count)d hold the other seat", people
        ),
        found.SAME_TRADE: ngettext(
            "%(count)d has the trade of who holds the other seat",
            "%(count)d have the trade of who holds the other seat",
            people,
        ),
        found.NO_EXPERIENCE: ngettext(
            "%(count)d is not experienced, nor is who holds the other seat",
            "%(count)d are not experienced, nor is who holds the other seat",
            people,
        ),
        found.TOO_MANY: ngettext(
            "%(count)d has as many duties as the limit allows",
            "%(count)d have as many duties as the limit allows",
            people,
        ),
        found.TOO_CLOSE: ngettext(
            "%(count)d has another duty too near",
            "%(count)d have another duty too near",
            people,
        ),
    }
    return texts[code] % {"count": people}
