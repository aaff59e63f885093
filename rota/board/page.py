"""The page of the board: its months, the year as a strip, the load of each
person, what is drafted, and who could take the seat somebody is choosing for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.board.changes import Change, draft_changes, fingerprint, told
from rota.board.reading import Board, draft_span, load_board, local_midnight
from rota.board.rows import (
    Cell,
    Drawing,
    Group,
    Row,
    groups,
    holiday_names,
    month_name,
)
from rota.board.shadows import Shadows, shadows_of
from rota.board.wording import day_text, reasons, weekends_text
from rota.core.balance import WEEKEND_MILLI, Load, loads
from rota.core.candidates import candidates
from rota.core.conflicts import NOT_IN_TEAM
from rota.core.months import Month, month_of
from rota.core.plan import Slot
from rota.core.spelling import fold
from rota.models import Membership, Period, PeriodKind, Publication, Seat, Team
from rota.rules import reach

MONTHS_SHOWN = 6
MONTHS_IN_STRIP = 12
WEEK = timedelta(weeks=1)
# weekends are prepared at most so many months ahead
FARTHEST = 36


@dataclass(frozen=True, slots=True)
class StripCell:
    """One weekend of the strip: whose colour, and what else is to be seen."""

    colour: int | None
    state: str  # past, uncovered, empty or nothing
    is_holiday: bool
    text: str


@dataclass(frozen=True, slots=True)
class StripMonth:
    """One month of the strip, a link to its page."""

    month: Month
    name: str
    page: str
    cells: tuple[StripCell, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """The load of one member; `width` and `fair` in percent of the heaviest."""

    member: Membership
    load: Load
    width: int
    fair: int


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who might take the seat, with at most three reasons."""

    member: Membership
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Chooser:
    """Who can take one seat: those nothing speaks against, those with something,
    and those who cannot; beside the person on call, who doubles her (`shadows`)."""

    cell: Cell
    period: Period
    day: str
    free: list[Option]
    doubtful: list[Option]
    impossible: list[Option]
    partner: Membership | None
    shadows: Shadows | None


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What publishing would do, in numbers; `seen` stands for these changes."""

    changes: int
    people: int
    short: int
    seen: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows.

    `to_fill`: how many weekends shown are not over and have a seat that is empty,
    neither held nor left uncovered on purpose.
    """

    team: Team
    is_lead: bool
    month: Month
    first: str
    last: str
    earlier: str
    later: str
    sentence: str
    strip: list[StripMonth]
    groups: list[Group]
    bars: list[Bar]
    load_sentence: str
    draft: DraftSummary | None
    to_fill: int
    chooser: Chooser | None
    unprepared: bool
    has_backup: bool
    last_publication: Publication | None


def read_page(
    membership: Membership,
    month: Month,
    *,
    is_lead: bool,
    at: datetime,
    cell: str = "",
    done: str = "",
) -> Page:
    """The page that starts with `month`; `cell` is the seat being chosen for and
    `done` the one just chosen, as “<period>-<seat>”."""
    team = membership.team
    board = _load(team, month, is_lead, at)
    last = month.plus(MONTHS_SHOWN - 1)
    shown = _between(board, month, last)
    drawing = Drawing(board, is_lead, selected=cell, done=done)
    rows = groups(drawing, shown)
    counted = _counted(board, month)
    bars = load_bars(board, counted)
    return Page(
        team=team,
        is_lead=is_lead,
        month=month,
        first=month_name(month)
        if month.year != last.year
        else date_format(month.first, "F"),
        last=month_name(last),
        earlier=month.plus(-MONTHS_SHOWN).key,
        later=month.plus(MONTHS_SHOWN).key,
        sentence=_sentence(team, shown),
        strip=[_strip_month(board, month, n) for n in range(MONTHS_IN_STRIP)],
        groups=rows,
        bars=bars,
        load_sentence=load_sentence(bars),
        draft=summary(draft_changes(board)) if is_lead else None,
        to_fill=sum(_is_to_fill(board, one) for one in shown),
        chooser=_chooser(board, rows, counted) if is_lead else None,
        unprepared=is_lead and _is_unprepared(team, last, at),
        has_backup=any(len(row.cells) > 1 for group in rows for row in group.rows)
        or team.has_backup,
        last_publication=team.publications.select_related("by").first(),
    )


def summary(changes: list[Change]) -> DraftSummary:
    """The draft in numbers."""
    return DraftSummary(
        changes=len(changes),
        people=len(told(changes)),
        short=sum(change.short_notice for change in changes),
        seen=fingerprint(changes),
    )


def load_bars(board: Board, counted: Iterable[Slot]) -> list[Bar]:
    """Who carried how much, by name; without those who were never concerned."""
    found = loads(board.agenda, counted)
    known = [
        (board.members[pk], load)
        for pk, load in found.items()
        if load.points or (load.fair and _is_still_there(board, pk))
    ]
    top = max((max(load.points, load.fair) for _m, load in known), default=0) or 1
    return [
        Bar(member, load, load.points * 100 // top, load.fair * 100 // top)
        for member, load in sorted(known, key=lambda one: fold(one[0].person.name))
    ]


def _load(team: Team, month: Month, is_lead: bool, at: datetime) -> Board:
    """One reading for everything: half a year before the page for the load, a year
    from its first month for the strip, what the rules look at around it, and whatever
    is drafted elsewhere."""
    first = local_midnight(team, month.first)
    since = min(
        local_midnight(team, month.plus(-MONTHS_SHOWN).first), first - reach(team)
    )
    until = local_midnight(team, month.plus(MONTHS_IN_STRIP).first)
    span = draft_span(team, at) if is_lead else None
    if span:
        since, until = min(since, span[0]), max(until, span[1])
    return load_board(team, since, until, at=at, draft=is_lead)


def _between(board: Board, first: Month, last: Month) -> list[Period]:
    return [
        period
        for period in board.periods.values()
        if first.first <= board.first_day(period) <= last.last
    ]


def _counted(board: Board, month: Month) -> list[Slot]:
    """The twelve months that end with the page: six before, six shown."""
    first, last = month.plus(-MONTHS_SHOWN), month.plus(MONTHS_SHOWN - 1)
    return [board.slot(period) for period in _between(board, first, last)]


def _sentence(team: Team, shown: list[Period]) -> str:
    weekends = sum(one.kind != PeriodKind.HOLIDAY for one in shown)
    with_holiday = sum(
        bool(one.holidays) for one in shown if one.kind != PeriodKind.HOLIDAY
    )
    if not shown:
        return _seats_sentence(team)
    apart = len(shown) - weekends
    parts = [
        ngettext("%(count)d weekend", "%(count)d weekends", weekends)
        % {"count": weekends}
    ]
    if with_holiday:
        parts.append(
            ngettext(
                "%(count)d of them with a public holiday",
                "%(count)d of them with a public holiday",
                with_holiday,
            )
            % {"count": with_holiday}
        )
    if apart:
        parts.append(
            ngettext(
                "%(count)d public holiday in the week",
                "%(count)d public holidays in the week",
                apart,
            )
            % {"count": apart}
        )
    return f"{', '.join(parts)}. {_seats_sentence(team)}"


def _is_to_fill(board: Board, period: Period) -> bool:
    """True when a seat is empty that is not left so on purpose."""
    if period.ends_at <= board.at or board.uncovered(period):
        return False
    seats = board.agenda.plan.rules.seats
    return any(board.holder((period.pk, seat)) is None for seat in seats)


def _seats_sentence(team: Team) -> str:
    if not team.has_backup:
        return _("One person on call.")
    if team.mixes_trades:
        return _("One person on call, one backup of another trade.")
    return _("One person on call, one backup.")


def _strip_month(board: Board, first: Month, number: int) -> StripMonth:
    month = first.plus(number)
    page = first if number < MONTHS_SHOWN else first.plus(MONTHS_SHOWN)
    return StripMonth(
        month=month,
        name=date_format(month.first, "F Y"),
        page=page.key,
        cells=tuple(_strip_cell(board, one) for one in _between(board, month, month)),
    )


def _strip_cell(board: Board, period: Period) -> StripCell:
    holder = board.holder((period.pk, Seat.ON_CALL))
    day = day_text(board.first_day(period))
    if holder is not None:
        text, state = f"{day}: {holder.person.short_name}", ""
    elif board.uncovered(period):
        text, state = _("%(day)s: uncovered") % {"day": day}, "uncovered"
    else:
        text, state = _("%(day)s: nobody yet") % {"day": day}, "empty"
    if period.ends_at <= board.at and holder is not None:
        state = "past"
    holidays = holiday_names(period, board)
    return StripCell(
        colour=holder.colour if holder else None,
        state=state,
        is_holiday=bool(holidays),
        text=f"{text} ({', '.join(holidays)})" if holidays else text,
    )


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


def _chooser(board: Board, rows: list[Group], counted: list[Slot]) -> Chooser | None:
    found = _selected(rows)
    if found is None:
        return None
    row, cell = found
    period, slot = row.period, board.slot(row.period)
    free: list[Option] = []
    doubtful: list[Option] = []
    impossible: list[Option] = []
    for one in candidates(board.agenda.plan, slot, cell.seat, counted=counted):
        member = board.members[one.member]
        if cell.member == member:
            continue
        option = Option(member, reasons(one, board, period, cell.seat))
        if any(wrong.code == NOT_IN_TEAM for wrong in one.conflicts):
            if _is_still_there(board, one.member):
                impossible.append(option)
        elif not board.agenda.members[one.member].takes_duties:
            continue
        elif not one.possible:
            impossible.append(option)
        else:
            (doubtful if one.conflicts else free).append(option)
    partner = board.agenda.partner((period.pk, cell.seat))
    return Chooser(
        cell=cell,
        period=period,
        day=day_text(board.first_day(period)),
        free=free,
        doubtful=doubtful,
        impossible=impossible,
        partner=board.members[partner.pk] if partner else None,
        shadows=shadows_of(board, period) if cell.seat == Seat.ON_CALL else None,
    )


def _selected(rows: list[Group]) -> tuple[Row, Cell] | None:
    for group in rows:
        for row in group.rows:
            for cell in row.cells:
                if cell.is_selected and row.state != "past":
                    return row, cell
    return None


def _is_still_there(board: Board, pk: int) -> bool:
    """True when she has not left the team, and may hold duties."""
    member = board.agenda.members[pk]
    today = board.at.astimezone(board.team.zone).date()
    return member.takes_duties and (member.until_on is None or today <= member.until_on)


def _is_unprepared(team: Team, last: Month, at: datetime) -> bool:
    """True when weekends of the months shown do not exist yet."""
    today = at.astimezone(team.zone).date()
    if last.last < today or last > month_of(today).plus(FARTHEST):
        return False
    final = team.periods.order_by("starts_at").last()
    if final is None:
        return True
    return final.starts_at.astimezone(team.zone).date() + WEEK <= last.last
