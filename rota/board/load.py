"""How much each person carries, beside a fair share."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rota.board.reading import Board
from rota.board.wording import weekends_text
from rota.core.balance import WEEKEND_MILLI, Load, loads
from rota.core.plan import Slot
from rota.core.spelling import fold
from rota.models import Membership


@dataclass(frozen=True, slots=True)
class Bar:
    """The load of one member; `width` and `fair` in percent of the heaviest."""

    member: Membership
    load: Load
    width: int
    fair: int


def load_bars(board: Board, counted: Iterable[Slot]) -> list[Bar]:
    """Who carried how much, by name; without those who were never concerned."""
    found = loads(board.agenda, counted)
    known = [
        (board.members[pk], load)
        for pk, load in found.items()
        if load.points or (load.fair and board.is_still_there(pk))
    ]
    top = max((max(load.points, load.fair) for _m, load in known), default=0) or 1
    return [
        Bar(member, load, load.points * 100 // top, load.fair * 100 // top)
        for member, load in sorted(known, key=lambda one: fold(one[0].person.name))
    ]


def load_sentence(bars: list[Bar]) -> str:
    """How fair the load is, in one sentence."""
    if not any(bar.load.points for bar in bars):
        return _("Nobody holds a weekend yet.")
    worst = max(bars, key=lambda bar: bar.load.balance)
    if worst.load.balance * 2 < WEEKEND_MILLI:
        return _("Nobody carries half a weekend more than a fair share.")
    return _("Furthest above a fair share: %(name)s, by %(weekends)s.") % {
        "name": worst.member.person.short_name,
        "weekends": weekends_text(worst.load.balance),
    }
