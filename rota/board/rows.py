"""The rows of the board: one per period, grouped by month, ready to be shown."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rota.board.changes import is_short_notice
from rota.board.reading import Board
from rota.board.shadows import shadow_notes
from rota.board.wording import conflict_text
from rota.core.conflicts import Conflict, conflicts
from rota.core.dates import MONTHS, WEEKDAYS, show_clock
from rota.core.holidays import holiday_name
from rota.core.months import Month, month_of
from rota.core.periods import clock_change
from rota.core.plan import SeatKey
from rota.duty import gap_horizon
from rota.models import Membership, Period, PeriodKind, Seat


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words; `tone` as in app.css."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One seat of one weekend.

    `held`: what a form posts as the value it saw. `was`: who is published, when
    that is somebody else. `earlier`: who was replaced midway, and until when.
    """

    key: str
    seat: str
    label: str
    member: Membership | None
    held: str
    was: Membership | None = None
    earlier: tuple[tuple[Membership, datetime], ...] = ()
    is_uncovered: bool = False
    tags: tuple[Tag, ...] = ()
    is_selected: bool = False
    is_done: bool = False  # just chosen: the focus returns to it
    is_hers: bool = False  # of the person whose weekends stand out


@dataclass(frozen=True, slots=True)
class Row:
    """One weekend or public holiday."""

    period: Period
    when: str
    note: str
    cells: tuple[Cell, ...]
    tags: tuple[Tag, ...]
    state: str  # past, now, changed or empty

    @property
    def is_long(self) -> bool:
        """True when it is not a plain weekend."""
        return self.period.kind != PeriodKind.WEEKEND


@dataclass(frozen=True, slots=True)
class Group:
    """The weekends that start in one month."""

    month: Month
    name: str
    rows: tuple[Row, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the rows are drawn from; `is_lead` shows what only a lead may see."""

    board: Board
    is_lead: bool
    selected: str = ""
    done: str = ""
    person: int | None = None
    wrong: dict[SeatKey, tuple[Conflict, ...]] = field(default_factory=dict)


def groups(drawing: Drawing, periods: list[Period]) -> list[Group]:
    """The rows of those periods under their months."""
    board = drawing.board
    coming = [board.slot(one) for one in periods if one.ends_at > board.at]
    if drawing.is_lead:
        drawing.wrong.update(conflicts(board.agenda, coming))
    return [
        Group(month, month_name(month), tuple(_row(drawing, one) for one in some))
        for month, some in groupby(
            periods, key=lambda one: month_of(board.first_day(one))
        )
    ]


def month_name(month: Month) -> str:
    """“March 2027”, “mars 2027”."""
    return date_format(month.first, "F Y")


def first_name(month: Month, last: Month) -> str:
    """The first month of several, without its year when that is the last one's."""
    return (
        month_name(month) if month.year != last.year else date_format(month.first, "F")
    )


def short_period(period: Period, board: Board) -> str:
    """“Fri 5, 18:00 → Mon 8, 08:00”, “ven. 5, 18 h → lun. 8, 8 h”.

    Stands under the name of its month; the end says its own when it is another.
    """
    zone = board.team.zone
    start, end = period.starts_at.astimezone(zone), period.ends_at.astimezone(zone)
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    texts = []
    for at in (start, end):
        number = "1er" if language == "fr" and at.day == 1 else str(at.day)
        month = f" {MONTHS[language][at.month - 1]}" if at.month != start.month else ""
        day = f"{WEEKDAYS[language][at.weekday()]} {number}{month}"
        texts.append(f"{day}, {show_clock(at, language)}")
    return f"{texts[0]} → {texts[1]}"


def clock_note(period: Period, board: Board) -> str:
    """“clocks go forward on Sunday 28: 85 hours”; empty on other weekends."""
    change = clock_change(period.starts_at, period.ends_at, board.team.zone)
    if change is None:
        return ""
    day, shift = change
    hours = round((period.ends_at - period.starts_at) / timedelta(hours=1))
    text = (
        _("clocks go forward on %(day)s: %(hours)d hours")
        if shift > timedelta()
        else _("clocks go back on %(day)s: %(hours)d hours")
    )
    return text % {"day": date_format(day, "l j"), "hours": hours}


def holiday_names(period: Period, board: Board) -> list[str]:
    """The public holidays inside, in the reader's language."""
    region, language = board.team.holiday_region, get_language() or "en"
    names = [holiday_name(region, day, language) for day in board.slot(period).holidays]
    # a day that the region no longer has is still a day off in this period
    return [name or _("public holiday") for name in names]


def short_notice_tag(days: int) -> Tag:
    """The weekend starts sooner than the team's notice allows."""
    text = ngettext(
        "less than %(days)d day ahead", "less than %(days)d days ahead", days
    )
    return Tag(text % {"days": days}, "info")


def holding(board: Board, key: SeatKey) -> str:
    """What a form posts as the present holder: a number, `uncovered` or nothing."""
    period = board.periods[key[0]]
    if key[1] == Seat.ON_CALL and board.uncovered(period):
        return "uncovered"
    holder = board.holder(key)
    return str(holder.pk) if holder else ""


def _row(drawing: Drawing, period: Period) -> Row:
    board = drawing.board
    seats = [Seat.ON_CALL]
    if board.team.has_backup or (period.pk, Seat.BACKUP) in board.agenda.held:
        seats.append(Seat.BACKUP)
    cells = tuple(_cell(drawing, period, seat) for seat in seats)
    return Row(
        period=period,
        when=short_period(period, board),
        note=clock_note(period, board),
        cells=cells,
        tags=tuple(_tags(drawing, period)),
        state=_state(board, period),
    )


def _state(board: Board, period: Period) -> str:
    if period.ends_at <= board.at:
        return "past"
    if _is_changed(board, period):
        return "changed"
    return "now" if period.starts_at <= board.at else ""


def _is_changed(board: Board, period: Period) -> bool:
    """True when a published weekend would change; a new one is only new."""
    drafted = any((period.pk, seat) in board.drafts for seat in Seat.values)
    return drafted and period.published_at is not None


def _cell(drawing: Drawing, period: Period, seat: Seat) -> Cell:
    board = drawing.board
    key = (period.pk, seat)
    name = f"{period.pk}-{seat}"
    holder, published = board.holder(key), board.published(key)
    return Cell(
        key=name,
        seat=seat,
        label=str(seat.label),
        member=holder,
        held=holding(board, key),
        was=published if published != holder else None,
        earlier=tuple(
            (board.members[row.membership_id], row.ends_at)
            for row in board.earlier(key)
        ),
        is_uncovered=seat == Seat.ON_CALL and board.uncovered(period),
        tags=tuple(
            Tag(
                conflict_text(one, board, period, seat),
                "crisis" if one.hard else "info",
            )
            for one in drawing.wrong.get(key, ())
        ),
        is_selected=drawing.selected == name,
        is_done=drawing.done == name,
        is_hers=holder is not None and holder.pk == drawing.person,
    )


def _tags(drawing: Drawing, period: Period) -> list[Tag]:
    board = drawing.board
    found = [Tag(name, "holiday") for name in holiday_names(period, board)]
    if period.starts_at <= board.at < period.ends_at:
        found.append(Tag(_("now"), "ok"))
    found += [
        Tag(text, "info" if is_wrong else "double")
        for text, is_wrong in shadow_notes(board, period)
    ]
    if period.ends_at <= board.at:
        return found
    found += _cover_tags(drawing, period)
    if not any((period.pk, seat) in board.drafts for seat in Seat.values):
        return found
    new = period.published_at is None
    found.append(Tag(_("draft")) if new else Tag(_("changed"), "info"))
    if is_short_notice(board, period):
        found.append(short_notice_tag(board.team.notice_days))
    return found


def _cover_tags(drawing: Drawing, period: Period) -> list[Tag]:
    board = drawing.board
    nobody = board.holder((period.pk, Seat.ON_CALL)) is None
    drafted = any((period.pk, seat) in board.drafts for seat in Seat.values)
    if nobody and board.uncovered(period):
        return [Tag(_("uncovered"), "crisis")]
    hard = any(
        one.hard
        for seat in Seat.values
        for one in drawing.wrong.get((period.pk, seat), ())
    )
    if drafted and (nobody or hard):
        return [Tag(_("can’t publish"), "crisis")]
    if hard:
        return [Tag(_("conflict"), "crisis")]
    is_near = period.starts_at < gap_horizon(board.team, board.at)
    if nobody and (is_near or period.published_at):
        return [Tag(_("nobody on call"), "crisis")]
    return []
