"""The page of changes: what publishing would do, before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rota.board.changes import (
    NO_FALLBACK,
    Block,
    Change,
    Told,
    blocks,
    draft_changes,
    fallback_in,
    told,
    warnings,
)
from rota.board.page import DraftSummary, summary
from rota.board.reading import Board, draft_span, load_board
from rota.board.rows import Tag, short_notice_tag
from rota.board.wording import (
    balance_text,
    block_text,
    conflict_text,
    dated_text,
    seat_text,
)
from rota.core.balance import Load, loads
from rota.core.dates import NBSP
from rota.core.months import month_of
from rota.core.notice import NoticeRule, late_notice
from rota.core.phones import mask_phone
from rota.core.plan import Agenda
from rota.models import Membership, Period, Person, Team
from rota.rules import reach

# the load of a person is that of the twelve months that end with the draft
COUNTED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One seat: who holds it, who will, and what to know about it. `fallback`: who is
    called while nobody is on call."""

    period: Period
    page: str  # the month whose page shows it
    seat: str
    before: Membership | None
    after: Membership | None
    is_new: bool
    is_uncovered: bool
    fallback: Membership | None
    tags: list[Tag]


@dataclass(frozen=True, slots=True)
class Burden:
    """How much somebody carries before and after, in percent of the heaviest; `fair`
    marks her share afterwards."""

    before: int
    after: int
    fair: int
    text: str


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Somebody who will be told: her weekends in words, by which ways, what it costs
    that she is told late, and what she carries then."""

    member: Membership
    gained: list[str]
    lost: list[str]
    ways: list[str]
    late: int
    burden: Burden


@dataclass(frozen=True, slots=True)
class BlockRow:
    """Why nothing can be published, and where to put it right."""

    text: str
    link: str
    todo: str


@dataclass(frozen=True, slots=True)
class Late:
    """How many seats are gained too late, and what the rules say of it."""

    count: int
    days: int
    factor: str
    source: str
    address: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything the template shows. `blocks`: why nothing can be published yet."""

    rows: list[ChangeRow]
    told: list[ToldRow]
    blocks: list[BlockRow]
    late: Late | None
    draft: DraftSummary
    at: datetime


def read_changes(team: Team, at: datetime) -> ChangesPage:
    """The draft of a team at `at`. Writes nothing."""
    board = _load(team, at)
    found = draft_changes(board)
    notes: dict[tuple[int, str], list[Tag]] = {}
    for period, seat, conflict in warnings(board, found):
        text = conflict_text(conflict, board, period, seat)
        notes.setdefault((period.pk, seat), []).append(Tag(text, "info"))
    return ChangesPage(
        rows=[_row(board, one, notes.get(one.key, [])) for one in found],
        told=_told(board, told(found)),
        blocks=[block_row(board, one) for one in blocks(board, found)],
        late=_late(board, found),
        draft=summary(found),
        at=at,
    )


def _load(team: Team, at: datetime) -> Board:
    """Everything drafted, as far as the rules look, and what the load is counted on."""
    since, until = draft_span(team, at) or (at, at)
    around = reach(team)
    since = min(since - around, until - COUNTED)
    return load_board(team, since, until + around, at=at, draft=True)


def _row(board: Board, change: Change, notes: list[Tag]) -> ChangeRow:
    short = change.short_notice
    rule = _rule(board, change) if change.after else None
    return ChangeRow(
        period=change.period,
        page=_page(board, change.period),
        seat=seat_text(change.seat),
        before=change.before,
        after=change.after,
        is_new=change.period.published_at is None,
        is_uncovered=change.uncovered,
        fallback=fallback_in(board, change.period) if change.uncovered else None,
        tags=[
            *([short_notice_tag(board.team.notice_days)] if short else []),
            *([_raised_tag(rule)] if rule else []),
            *notes,
        ],
    )


def _told(board: Board, people: list[Told]) -> list[ToldRow]:
    burdens = _burdens(board)
    return [
        ToldRow(
            member=one.member,
            gained=[_seat(board, change) for change in one.gained],
            lost=[_seat(board, change) for change in one.lost],
            ways=_ways(one, board.at),
            late=sum(_rule(board, change) is not None for change in one.gained),
            burden=burdens[one.member.pk],
        )
        for one in people
    ]


def _ways(one: Told, at: datetime) -> list[str]:
    """How she is told, as soon as it is published."""
    person = one.person
    found = [_("e-mail to %(to)s") % {"to": person.email}]
    if one.is_soon(at):
        found.append(_text_way(person))
    return found


def _text_way(person: Person) -> str:
    """Within the week she is texted too."""
    if not person.phone:
        return _("no SMS: there is no number")
    if person.phone_problem:
        return _("no SMS: texts do not reach this number")
    number = mask_phone(person.phone).replace(" ", NBSP)
    return _("SMS to %(to)s") % {"to": number}


def _burdens(board: Board) -> dict[int, Burden]:
    """What everybody carries, as published and as drafted."""
    end = max((board.periods[pk].ends_at for pk, _s in board.drafts), default=board.at)
    counted = [
        board.slot(period)
        for period in board.periods.values()
        if end - COUNTED <= period.starts_at < end
    ]
    published = {
        key: holder.pk for key in board.shifts if (holder := board.published(key))
    }
    before = loads(Agenda(replace(board.agenda.plan, held=published)), counted)
    after = loads(board.agenda, counted)
    most = _heaviest([*before.values(), *after.values()])
    return {
        pk: Burden(
            before=before[pk].points * 100 // most,
            after=load.points * 100 // most,
            fair=load.fair * 100 // most,
            text=_moved(balance_text(before[pk].balance), balance_text(load.balance)),
        )
        for pk, load in after.items()
    }


def _moved(before: str, after: str) -> str:
    if before == after:
        return _("%(share)s, as before") % {"share": after}
    return _("from %(before)s to %(after)s") % {"before": before, "after": after}


def _heaviest(some: Iterable[Load]) -> int:
    return max((max(load.points, load.fair) for load in some), default=0) or 1


def _late(board: Board, changes: list[Change]) -> Late | None:
    rules = [rule for one in changes if one.after and (rule := _rule(board, one))]
    if not rules:
        return None
    rule = rules[0]
    return Late(
        count=len(rules),
        days=rule.days,
        factor=str(localize(rule.factor)),
        source=rule.source["fr" if (get_language() or "") == "fr" else "en"],
        address=rule.address,
    )


def _rule(board: Board, change: Change) -> NoticeRule | None:
    """What somebody who gains this seat today is paid more by, if she is."""
    today = board.at.astimezone(board.team.zone).date()
    return late_notice(today, board.first_day(change.period))


def _raised_tag(rule: NoticeRule) -> Tag:
    return Tag(
        _("raised rate, ×%(factor)s") % {"factor": localize(rule.factor)}, "info"
    )


def block_row(board: Board, block: Block) -> BlockRow:
    """Leads to the seat, or to where a fallback is chosen."""
    team, period = board.team, block.period
    text = block_text(block, board)
    if block.code == NO_FALLBACK:
        link = reverse("team_settings", args=[team.slug])
        return BlockRow(text, f"{link}#id_fallback", _("Choose who is called then"))
    cell = f"{period.pk}-{block.seat}"
    link = f"{reverse('board', args=[team.slug])}?from={_page(board, period)}"
    return BlockRow(text, f"{link}&cell={cell}#p{period.pk}", _("Go to the seat"))


def _page(board: Board, period: Period) -> str:
    return month_of(board.first_day(period)).key


def _seat(board: Board, change: Change) -> str:
    return _("%(day)s (%(seat)s)") % {
        "day": dated_text(board, change.period),
        "seat": seat_text(change.seat),
    }
