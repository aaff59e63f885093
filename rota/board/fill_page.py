"""The page of the fair fill: who would get what and why, before it is drafted."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.actions.draft import propose
from rota.board.page import Bar, load_bars, load_sentence
from rota.board.reading import Board
from rota.board.rows import holiday_names
from rota.board.wording import choice_text, day_text, seat_text, unfilled_text
from rota.core.fill import Choice, Fill
from rota.core.months import Month
from rota.core.plan import Rules, SeatKey
from rota.models import Membership, Period, Team


@dataclass(frozen=True, slots=True)
class Given:
    """One seat of a row: who is proposed and why, or who holds it already."""

    label: str
    member: Membership | None
    reason: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class FillRow:
    """One weekend with something to fill, and the public holidays inside."""

    period: Period
    holidays: list[str]
    seats: list[Given]


@dataclass(frozen=True, slots=True)
class FillPage:
    """Everything the template shows. `holes`: seats nobody could be given."""

    until: Month
    rows: list[FillRow]
    holes: list[str]
    seats: int
    spacing: str
    load_sentence: str
    bars: list[Bar]


def read_proposal(team: Team, month: Month, *, at: datetime) -> FillPage:
    """What filling up to the end of `month` would draft. Writes nothing."""
    board, found = propose(team, month.last, at)
    chosen = {(one.slot, one.seat): one for one in found.choices}
    for key, choice in chosen.items():
        board.agenda.give(key, choice.member)
    bars = load_bars(board, board.agenda.plan.slots)
    return FillPage(
        until=month,
        rows=_rows(board, found, chosen),
        holes=[
            _("%(day)s, %(seat)s: %(why)s.")
            % {
                "day": day_text(board.agenda.slots[hole.slot].first),
                "seat": seat_text(hole.seat),
                "why": unfilled_text(hole, board),
            }
            for hole in found.unfilled
        ],
        seats=len(found.choices),
        spacing=_spacing(board.agenda.plan.rules),
        load_sentence=load_sentence(bars),
        bars=bars,
    )


def _rows(board: Board, found: Fill, chosen: dict[SeatKey, Choice]) -> list[FillRow]:
    touched = {pk for pk, _seat in chosen} | {hole.slot for hole in found.unfilled}
    return [
        FillRow(
            period=period,
            holidays=holiday_names(period, board),
            seats=[
                _given(board, (pk, seat), chosen)
                for seat in board.agenda.plan.rules.seats
            ],
        )
        for pk, period in board.periods.items()
        if pk in touched
    ]


def _given(board: Board, key: SeatKey, chosen: dict[SeatKey, Choice]) -> Given:
    choice, label = chosen.get(key), seat_text(key[1])
    if choice is None:
        return Given(label, board.holder(key), "", is_kept=True)
    member = board.members[choice.member]
    return Given(label, member, choice_text(choice), is_kept=False)


def _spacing(rules: Rules) -> str:
    if not rules.gap_any:
        return _("One person alone takes every weekend.")
    if rules.gap_primary == 1:
        return _("One person may be on duty two weekends running.")
    return ngettext(
        "At least %(primary)d weeks from one weekend on call to the next, and "
        "%(any)d week between any two duties.",
        "At least %(primary)d weeks from one weekend on call to the next, and "
        "%(any)d weeks between any two duties.",
        rules.gap_any,
    ) % {"primary": rules.gap_primary, "any": rules.gap_any}
