"""The page of a proposal: how good it is, who would get what and why, what would
move, and what nobody can take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.actions.plan_runs import empty_in, given_in
from rota.board.changes import Change, broken, is_short_notice, told
from rota.board.changes_page import BlockRow, block_row
from rota.board.holes import Hole, holes
from rota.board.propose_page import span_text
from rota.board.quality import Verdict, verdicts
from rota.board.question import Question, read_question
from rota.board.reading import Board
from rota.board.rows import holiday_names
from rota.board.wording import choice_reasons, dated_text, seat_text
from rota.core.balance import Load, loads
from rota.core.fill import Choice, explained
from rota.core.plan import Rules, SeatKey
from rota.core.planner import Goal
from rota.core.spelling import fold
from rota.models import Membership, Period, PlanRun


@dataclass(frozen=True, slots=True)
class Given:
    """One seat of a row: who is proposed and why, and who is published there, when
    that is somebody else; or who holds it already, when nothing is proposed."""

    label: str
    member: Membership | None
    reasons: list[str]
    was: Membership | None
    is_kept: bool


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """One weekend of which something is proposed, and its public holidays."""

    period: Period
    holidays: list[str]
    seats: list[Given]


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What one member carries before and after, beside her fair share; the widths,
    in percent of the longest bar: what stays, and what is added or taken off."""

    member: Membership
    before: Load
    after: Load
    stays: int
    added: int
    fair: int

    @property
    def is_less(self) -> bool:
        """True when the proposal takes something off."""
        return self.after.points < self.before.points


@dataclass(frozen=True, slots=True)
class MovedRow:
    """Somebody whose published weekends would move, in words."""

    member: Membership
    gained: list[str]
    lost: list[str]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Everything the template shows. `moved`: something it was computed from is
    different now, so that it cannot be taken any more; `broken`: what was chosen before
    and cannot be published."""

    run: PlanRun
    span: str
    moved: bool
    verdicts: list[Verdict]
    stopped: str
    rows: list[ProposedRow]
    holes: list[Hole]
    broken: list[BlockRow]
    moves: list[MovedRow]
    seats: int
    loads: list[LoadRow]
    spacing: str

    @property
    def may_take(self) -> bool:
        """True when there is something to take, and it still fits."""
        return not self.moved and self.seats > 0


def read_proposal(run: PlanRun, *, at: datetime) -> ProposalPage:
    """A run that is ready, as it looks at `at`. Writes nothing."""
    question = read_question(run, at=at)
    moved = question.seen != run.result["seen"]
    given = _still_there(question, given_in(run))
    board = question.answered(given)
    empty = [] if moved else empty_in(run)
    new = question.changes(given, empty)
    return ProposalPage(
        run=run,
        span=span_text(run),
        moved=moved,
        verdicts=verdicts(question, given, [Goal(*one) for one in run.result["goals"]]),
        stopped=run.result["stopped"],
        rows=_rows(question, board, new),
        holes=holes(board, empty),
        broken=_broken(question),
        moves=_moves(question, board, new),
        seats=len(new),
        loads=_loads(question, board),
        spacing=spacing_text(board.agenda.plan.rules),
    )


def spacing_text(rules: Rules) -> str:
    """The pauses the rules ask for."""
    if not rules.gap_any:
        return _("One person alone takes every weekend.")
    if rules.gap_primary == 1:
        return _("With so few people, one may be on duty two weekends running.")
    return ngettext(
        "At least %(primary)d weeks from one weekend on call to the next, and "
        "%(any)d week between any two duties.",
        "At least %(primary)d weeks from one weekend on call to the next, and "
        "%(any)d weeks between any two duties.",
        rules.gap_any,
    ) % {"primary": rules.gap_primary, "any": rules.gap_any}


def _still_there(
    question: Question, given: Mapping[SeatKey, int]
) -> dict[SeatKey, int]:
    """Without the weekends and people that are gone since."""
    agenda = question.board.agenda
    return {
        key: pk
        for key, pk in given.items()
        if key[0] in agenda.slots and pk in agenda.members
    }


def _broken(question: Question) -> list[BlockRow]:
    board = question.answered({})
    found = broken(board, [board.periods[pk] for pk in question.wanted])
    return [block_row(board, one) for one in found]


def _rows(
    question: Question, board: Board, new: Mapping[SeatKey, int | None]
) -> list[ProposedRow]:
    filled = [key for key, pk in new.items() if pk is not None]
    why = {
        (one.slot, one.seat): one
        for one in explained(question.plan, board.agenda, filled)
    }
    touched = {pk for pk, _seat in new}
    return [
        ProposedRow(
            period=period,
            holidays=holiday_names(period, board),
            seats=[
                _given(question, board, (pk, seat), why.get((pk, seat)))
                for seat in board.agenda.plan.rules.seats
            ],
        )
        for pk, period in board.periods.items()
        if pk in touched
    ]


def _given(
    question: Question, board: Board, key: SeatKey, choice: Choice | None
) -> Given:
    holder = board.agenda.held.get(key)
    member = None if holder is None else board.members[holder]
    before = question.published.get(key)
    moves = before is not None and before != holder
    return Given(
        label=seat_text(key[1]),
        member=member,
        reasons=[] if choice is None else _why(board, choice),
        was=board.members[before] if moves and before is not None else None,
        is_kept=choice is None and member is not None,
    )


def _why(board: Board, choice: Choice) -> list[str]:
    """Why her, in a few words; a wish of hers first."""
    pair = (choice.member, choice.slot)
    plan, found = board.agenda.plan, choice_reasons(choice)
    if pair in plan.willing:
        found.insert(0, _("would gladly"))
    if pair in plan.reluctant:
        found.insert(0, _("would rather not on those days"))
    return found


def _moves(
    question: Question, board: Board, new: Mapping[SeatKey, int | None]
) -> list[MovedRow]:
    """Whom a publication would tell that something she was told is different."""
    changes = [
        Change(
            period=board.periods[key[0]],
            seat=key[1],
            before=board.members[question.published[key]],
            after=None if pk is None else board.members[pk],
            uncovered=False,
            short_notice=is_short_notice(board, board.periods[key[0]]),
        )
        for key, pk in new.items()
        if key in question.published
    ]
    return [
        MovedRow(
            member=one.member,
            gained=[_seat(board, change) for change in one.gained],
            lost=[_seat(board, change) for change in one.lost],
        )
        for one in told(changes)
    ]


def _seat(board: Board, change: Change) -> str:
    return _("%(day)s (%(seat)s)") % {
        "day": dated_text(board, change.period),
        "seat": seat_text(change.seat),
    }


def _loads(question: Question, board: Board) -> list[LoadRow]:
    slots = board.agenda.plan.slots
    before, after = loads(question.board.agenda, slots), loads(board.agenda, slots)
    counted = set(question.counted)
    known = [
        pk for pk in after if before[pk].points or after[pk].points or pk in counted
    ]
    most = (max(before[pk].points, after[pk].points, after[pk].fair) for pk in known)
    # the mark of a fair share has room at the end of the longest bar
    top = (max(most, default=0) or 1) * 102 // 100 + 1
    rows = [
        LoadRow(
            member=board.members[pk],
            before=before[pk],
            after=after[pk],
            stays=min(before[pk].points, after[pk].points) * 100 // top,
            added=abs(after[pk].points - before[pk].points) * 100 // top,
            fair=after[pk].fair * 100 // top,
        )
        for pk in known
    ]
    return sorted(rows, key=lambda row: fold(row.member.person.name))
