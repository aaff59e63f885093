"""Seats nobody can take: the rules in the way, and who could be asked all the same."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.board.reading import Board
from rota.board.wording import conflict_text, dated_text, seat_text
from rota.core import conflicts as found
from rota.core.conflicts import seat_conflicts
from rota.core.months import month_of
from rota.core.plan import SeatKey, Slot
from rota.core.planner.explain import Gap, gaps
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
MOST_ASKED = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who could take the seat if what is in the way gave way."""

    member: Membership
    why: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A seat nobody can take. `page` and `cell` lead to it on the board."""

    text: str
    starts_at: datetime
    rules: list[str]
    asked: list[Asked]
    page: str
    cell: str


def holes(board: Board, empty: Collection[SeatKey]) -> list[Hole]:
    """Those seats in order of time, with the rest of the proposal in place."""
    found = [
        _hole(board, board.agenda.slots[gap.slot], gap)
        for gap in gaps(board.agenda.plan, empty, {})
    ]
    return sorted(found, key=lambda hole: hole.starts_at)


def _hole(board: Board, slot: Slot, gap: Gap) -> Hole:
    period, seat = board.periods[gap.slot], gap.seat
    counts = Counter(_first_rules(board, slot, seat))
    return Hole(
        text=_("%(day)s, %(seat)s")
        % {"day": dated_text(board, period), "seat": seat_text(seat)},
        starts_at=slot.starts_at,
        rules=[_rule_text(code, counts[code]) for code in RULES if counts[code]]
        or [_("nobody in the team takes weekends then")],
        asked=[
            Asked(
                member=board.members[way.member],
                why=", ".join(
                    conflict_text(one, board, period, seat) for one in way.rules
                ),
            )
            for way in gap.ways[:MOST_ASKED]
        ],
        page=month_of(slot.first).key,
        cell=f"{slot.pk}-{seat}",
    )


def _first_rules(board: Board, slot: Slot, seat: str) -> Iterator[str]:
    """For each member who is there and takes duties, the first rule in her way."""
    for pk, member in board.agenda.members.items():
        wrong = {one.code for one in seat_conflicts(board.agenda, pk, slot, seat)}
        if member.counts_in(slot) and wrong & set(RULES):
            yield next(code for code in RULES if code in wrong)


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
