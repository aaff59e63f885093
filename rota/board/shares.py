"""The load chart: what each person did and holds, in the measure asked for, beside a
fair share of it. By name: it compares with a share, it ranks nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rota.board.reading import Board
from rota.board.wording import weekends_text
from rota.core.balance import MILLI, WEEKEND_MILLI
from rota.core.measures import (
    HOLIDAYS,
    HOURS,
    LOAD,
    WEEKENDS,
    Share,
    shares,
    spread_out,
)
from rota.core.months import Month
from rota.core.plan import Slot
from rota.core.spelling import fold
from rota.core.weights import WEEKEND
from rota.models import Membership, Team

CALLS = "calls"
NAMES = {
    LOAD: gettext_lazy("Load"),
    WEEKENDS: gettext_lazy("Weekends"),
    HOLIDAYS: gettext_lazy("Holidays"),
    HOURS: gettext_lazy("Hours"),
    CALLS: gettext_lazy("Calls"),
}
# months of the past that are carried over
HISTORY = 12
# calls taken by each member of a team between two instants: who counts them is not
# the rota's business (oncall/calls.py)
CountCalls = Callable[[Team, datetime, datetime], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Person:
    """One bar: widths and the mark of a fair share in percent of the longest, the
    numbers as they are read."""

    member: Membership
    before: int
    now: int
    fair: int
    total_text: str
    now_text: str
    fair_text: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to measure, a link."""

    key: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The card beside the board."""

    tabs: list[Tab]
    people: list[Person]
    sentence: str
    unit: str
    has_history: bool


def read_chart(
    board: Board, month: Month, last: Month, measure: str, calls: CountCalls | None
) -> Chart:
    """The year before `month`, and the months of the page up to `last`."""
    known = [key for key in NAMES if key != CALLS or calls]
    chosen = measure if measure in known else LOAD
    before, now = slots_of(board, month, last)
    if chosen == CALLS and calls:
        counted = calls(board.team, *_span([*before, *now], board.at))
        found = spread_out(counted, shares(board.agenda, HOURS, before, now))
    else:
        found = shares(board.agenda, chosen, before, now)
    load = found if chosen == LOAD else shares(board.agenda, LOAD, before, now)
    return Chart(
        tabs=[Tab(key, str(NAMES[key]), key == chosen) for key in known],
        people=_people(board, found, load, chosen),
        sentence=_sentence(board, load),
        unit=str(NAMES[chosen]),
        has_history=any(one.before for one in found.values()),
    )


def slots_of(board: Board, month: Month, last: Month) -> tuple[list[Slot], list[Slot]]:
    """What is carried over, and what the page shows."""
    then = board.between(month.plus(-HISTORY).first, month.plus(-1).last)
    shown = board.between(month.first, last.last)
    return [board.slot(one) for one in then], [board.slot(one) for one in shown]


def _span(slots: list[Slot], at: datetime) -> tuple[datetime, datetime]:
    return (slots[0].starts_at, min(slots[-1].ends_at, at)) if slots else (at, at)


def _people(
    board: Board, found: dict[int, Share], load: dict[int, Share], measure: str
) -> list[Person]:
    """Those who carry something, or owe something and are still there."""
    shown = [
        (board.members[pk], one)
        for pk, one in found.items()
        if load[pk].total or (load[pk].fair and board.is_still_there(pk))
    ]
    top = max((max(one.total, one.fair) for _m, one in shown), default=0) or 1
    return [
        Person(
            member=member,
            before=one.before * 100 // top,
            now=one.now * 100 // top,
            fair=one.fair * 100 // top,
            total_text=_number(one.total, measure),
            now_text=_number(one.now, measure),
            fair_text=_number(one.fair, measure),
        )
        for member, one in sorted(shown, key=lambda pair: fold(pair[0].person.name))
    ]


def _number(amount: int, measure: str) -> str:
    """Points as weekends, to the tenth; hours to the hour."""
    if measure == HOURS:
        return _("%(hours)s h") % {"hours": round(amount / MILLI)}
    whole = amount / (MILLI * WEEKEND) if measure == LOAD else amount / MILLI
    return number_format(round(whole, 1)).removesuffix(",0").removesuffix(".0")


def _sentence(board: Board, load: dict[int, Share]) -> str:
    """How fair it is, in one sentence, whatever is measured."""
    if not any(one.total for one in load.values()):
        return _("Nobody holds a weekend yet.")
    above = {pk: one.total - one.fair for pk, one in load.items()}
    worst = max(above, key=lambda pk: above[pk])
    if above[worst] * 2 < WEEKEND_MILLI:
        return _("Nobody carries half a weekend more than a fair share.")
    return _("Furthest above a fair share: %(name)s, by %(weekends)s.") % {
        "name": board.members[worst].person.short_name,
        "weekends": weekends_text(above[worst]),
    }
