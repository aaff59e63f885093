"""The page of the board: its months, the year as a strip, the load of each
person, what is drafted, and who could take the seat somebody is choosing for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.board.changes import Change, draft_changes, fingerprint, told
from rota.board.chooser import Chooser, read_chooser
from rota.board.freshness import Freshness, read_freshness
from rota.board.reading import Board, draft_span, load_board, local_midnight
from rota.board.rows import Cell, Drawing, Group, first_name, groups, month_name
from rota.board.shares import HISTORY, Chart, CountCalls, read_chart, slots_of
from rota.board.strip import MONTHS_IN_STRIP, StripMonth, read_strip
from rota.board.undoing import Offers, read_offers
from rota.board.wording import day_text, seat_text
from rota.core.months import Month, month_of
from rota.core.spelling import fold
from rota.models import Membership, Period, PeriodKind, Seat, Team
from rota.rules import reach

MONTHS_SHOWN = 6
WEEK = timedelta(weeks=1)
# weekends are prepared at most so many months ahead
FARTHEST = 36


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What publishing would do, in numbers; `seen` stands for these changes."""

    changes: int
    people: int
    short: int
    seen: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the seat being chosen for and the one just chosen, as
    “<period>-<seat>”; the person whose weekends stand out; how the load is measured."""

    month: Month
    cell: str = ""
    done: str = ""
    person: int | None = None
    measure: str = ""

    def query(self, **others: str) -> str:
        """The part of an address that keeps what is shown, without what is empty."""
        kept = {
            "from": self.month.key,
            "person": str(self.person or ""),
            "load": self.measure,
        } | others
        return urlencode({name: value for name, value in kept.items() if value})


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows.

    `to_fill`: how many weekends shown are not over and have a seat that is empty,
    neither held nor left uncovered on purpose.
    `said`: what was just chosen, for those who do not see it.
    """

    team: Team
    is_lead: bool
    asked: Asked
    first: str
    last: str
    sentence: str
    strip: list[StripMonth]
    groups: list[Group]
    people: list[Membership]
    person: Membership | None
    person_sentence: str
    chart: Chart
    draft: DraftSummary | None
    offers: Offers
    to_fill: int
    chooser: Chooser | None
    unprepared: bool
    has_backup: bool
    freshness: Freshness
    said: str

    @property
    def month(self) -> Month:
        """The first one shown."""
        return self.asked.month

    @property
    def query(self) -> str:
        """Keeps this page in an address."""
        return self.asked.query()

    @property
    def everybody(self) -> str:
        """The same months, nobody standing out."""
        return self.asked.query(person="")

    @property
    def earlier(self) -> str:
        """The months before."""
        return self.asked.query(**{"from": self.month.plus(-MONTHS_SHOWN).key})

    @property
    def later(self) -> str:
        """The months after."""
        return self.asked.query(**{"from": self.month.plus(MONTHS_SHOWN).key})


def read_page(
    membership: Membership,
    asked: Asked,
    *,
    is_lead: bool,
    at: datetime,
    calls: CountCalls | None = None,
) -> Page:
    """The page of these months; `calls` counts the calls taken, where that is known."""
    team, month = membership.team, asked.month
    board = _load(team, month, is_lead, at)
    last = month.plus(MONTHS_SHOWN - 1)
    shown = board.between(month.first, last.last)
    drawing = Drawing(board, is_lead, asked.cell, asked.done, asked.person)
    rows = groups(drawing, shown)
    before, now = slots_of(board, month, last)
    person = board.members.get(asked.person or 0)
    return Page(
        team=team,
        is_lead=is_lead,
        asked=asked,
        first=first_name(month, last),
        last=month_name(last),
        sentence=_sentence(team, shown),
        strip=read_strip(board, month, MONTHS_SHOWN, asked.person),
        groups=rows,
        people=_people(board, shown),
        person=person,
        person_sentence=_person_sentence(person, rows) if person else "",
        chart=read_chart(board, month, last, asked.measure, calls),
        draft=summary(draft_changes(board)) if is_lead else None,
        offers=read_offers(team, membership.person) if is_lead else Offers(),
        to_fill=sum(_is_to_fill(board, one) for one in shown),
        chooser=read_chooser(board, rows, [*before, *now]) if is_lead else None,
        unprepared=is_lead and _is_unprepared(team, last, at),
        has_backup=any(len(row.cells) > 1 for group in rows for row in group.rows)
        or team.has_backup,
        freshness=read_freshness(team, drafts=is_lead),
        said=_said(board, rows),
    )


def summary(changes: list[Change]) -> DraftSummary:
    """The draft in numbers."""
    return DraftSummary(
        changes=len(changes),
        people=len(told(changes)),
        short=sum(change.short_notice for change in changes),
        seen=fingerprint(changes),
    )


def _load(team: Team, month: Month, is_lead: bool, at: datetime) -> Board:
    """One reading for everything: a year before the page for the load, a year from its
    first month for the strip, what the rules look at around it, and whatever is drafted
    elsewhere."""
    first = local_midnight(team, month.first)
    since = min(local_midnight(team, month.plus(-HISTORY).first), first - reach(team))
    until = local_midnight(team, month.plus(MONTHS_IN_STRIP).first)
    span = draft_span(team, at) if is_lead else None
    if span:
        since, until = min(since, span[0]), max(until, span[1])
    return load_board(team, since, until, at=at, draft=is_lead)


def _people(board: Board, shown: list[Period]) -> list[Membership]:
    """Who may be given a weekend, or has one in these months, by name."""
    seats = {(period.pk, seat) for period in shown for seat in Seat.values}
    holding = {pk for key, pk in board.agenda.held.items() if key in seats}
    found = [
        member
        for pk, member in board.members.items()
        if pk in holding or board.is_still_there(pk)
    ]
    return sorted(found, key=lambda member: fold(member.person.name))


def _person_sentence(person: Membership, rows: list[Group]) -> str:
    cells = [cell for group in rows for row in group.rows for cell in row.cells]
    hers = [cell.seat for cell in cells if cell.member == person]
    return _("%(name)s in these months: %(on_call)d on call, %(backup)d as backup.") % {
        "name": person.person.short_name,
        "on_call": hers.count(Seat.ON_CALL),
        "backup": hers.count(Seat.BACKUP),
    }


def _said(board: Board, rows: list[Group]) -> str:
    """“Camille R., on call, Fri 2 Apr: on call the week before”."""
    for group in rows:
        for row in group.rows:
            for cell in row.cells:
                if cell.is_done:
                    day = day_text(board.first_day(row.period))
                    return f"{_holder(cell)}, {seat_text(cell.seat)}, {day}" + "".join(
                        f"; {tag.text}" for tag in cell.tags
                    )
    return ""


def _holder(cell: Cell) -> str:
    if cell.member:
        return cell.member.person.short_name
    return _("nobody, on purpose") if cell.is_uncovered else _("nobody yet")


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


def _is_unprepared(team: Team, last: Month, at: datetime) -> bool:
    """True when weekends of the months shown do not exist yet."""
    today = at.astimezone(team.zone).date()
    if last.last < today or last > month_of(today).plus(FARTHEST):
        return False
    final = team.periods.order_by("starts_at").last()
    if final is None:
        return True
    return final.starts_at.astimezone(team.zone).date() + WEEK <= last.last
