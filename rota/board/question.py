"""What the planner is asked: the weekends to give, and everything around them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from rota.board.reading import Board, load_board, local_midnight
from rota.core.balance import balances, spread
from rota.core.plan import Agenda, Plan, SeatKey
from rota.models import PlanRun
from rota.rules import reach

# how far back a proposal looks at who did what
HISTORY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Question:
    """A plan, the slots to give in it, and who is published in those of their seats
    that may move. `board` is the same with the published seats still held."""

    board: Board
    plan: Plan
    wanted: tuple[int, ...]
    published: Mapping[SeatKey, int]

    @property
    def seen(self) -> str:
        """Stands for exactly this question: the same one has the same answer. Whose
        telephone works is no part of it."""
        members = tuple(replace(one, phone="ok") for one in self.plan.members)
        plan = replace(self.plan, members=members)
        parts = [_in_order(getattr(plan, field.name)) for field in fields(plan)]
        text = repr([*parts, self.wanted, _in_order(self.published)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def answered(self, given: Mapping[SeatKey, int]) -> Board:
        """The board as it would be with these seats given."""
        held = {**self.plan.held, **given}
        return replace(self.board, agenda=Agenda(replace(self.plan, held=held)))

    def changes(
        self, given: Mapping[SeatKey, int], empty: Iterable[SeatKey]
    ) -> dict[SeatKey, int | None]:
        """What of an answer differs from the board: who gets a seat, and None where
        a published one stays empty, because its holder cannot keep it."""
        held = self.board.agenda.held
        found = {key: pk for key, pk in given.items() if held.get(key) != pk}
        return found | {key: None for key in empty if key in self.published}

    def unfairness(self, agenda: Agenda) -> tuple[int, int]:
        """From the least to the most loaded of those it concerns, and U of ROTA.md
        §4 times their number, in thousandths of a point."""
        carried = balances(agenda)
        each = [carried[pk] for pk in self.counted]
        gap = spread(each)
        return gap, len(each) * gap + sum(abs(one) for one in each)

    @property
    def counted(self) -> list[int]:
        """Those who owe a share of the wanted slots: the rota is fair among them."""
        wanted = set(self.wanted)
        slots = [slot for slot in self.plan.slots if slot.pk in wanted]
        return [
            member.pk
            for member in self.plan.members
            if any(member.counts_in(slot) for slot in slots)
        ]


def read_question(run: PlanRun, *, at: datetime) -> Question:
    """What is asked as of `at`. Weekends that have begun are given no more; what is
    drafted stays, and so does what is published unless it may move."""
    team = run.team
    since = local_midnight(team, run.first) - HISTORY
    until = local_midnight(team, run.last + timedelta(days=1)) + reach(team)
    board = load_board(team, since, until, at=at, draft=True)
    wanted = tuple(
        pk
        for pk, period in board.periods.items()
        if period.starts_at > at and run.first <= board.first_day(period) <= run.last
    )
    plan = board.agenda.plan
    published = _movable(board, wanted) if run.may_move else {}
    held = {key: pk for key, pk in plan.held.items() if key not in published}
    return Question(board, replace(plan, held=held), wanted, published)


def _movable(board: Board, wanted: tuple[int, ...]) -> dict[SeatKey, int]:
    return {
        (pk, seat): holder.pk
        for pk in wanted
        for seat in board.agenda.plan.rules.seats
        if (pk, seat) not in board.drafts and (holder := board.published((pk, seat)))
    }


def _in_order(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted(value.items())
    return sorted(value) if isinstance(value, frozenset) else value
