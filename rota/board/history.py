"""The history of a rota: every change of a seat, who made it, before and after. A
publication of two years for a hundred people is told by its first seats; the others
are on pages of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rota.board.wording import seat_text
from rota.core.dates import show_clock, show_day
from rota.models import (
    DraftEdit,
    DraftStep,
    Membership,
    Period,
    Person,
    Publication,
    PublishedChange,
    Seat,
    Team,
)

# events on one page
MOST = 50
# seats of one event shown among the others, and on a page of its own
SHOWN = 6
SHOWN_ALONE = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One seat that changed. Nobody before or after: empty, or `uncovered`."""

    period: Period
    day: str
    seat: str
    before: Membership | None
    was_uncovered: bool
    after: Membership | None
    uncovered: bool

    @property
    def seat_name(self) -> str:
        """In the reader's language."""
        return seat_text(self.seat)


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did at one moment: drafted (in which way), or published. `seats`:
    how many that changed, of which `lines` are the first."""

    key: str
    at: datetime
    when: str
    by: Person | None
    what: str
    is_published: bool
    seats: int
    lines: list[Line]

    @property
    def is_whole(self) -> bool:
        """True when every seat is among its lines."""
        return self.seats <= len(self.lines)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the history is asked for: of one weekend, of one person, and what
    lies before an instant."""

    period: Period | None = None
    person: Membership | None = None
    before: datetime | None = None

    @property
    def of_lines(self) -> Q:
        """The changes this asks for."""
        found = Q(period=self.period) if self.period else Q()
        if self.person:
            found &= Q(before=self.person) | Q(after=self.person)
        return found


@dataclass(frozen=True, slots=True)
class History:
    """The newest first; `more`: before when older ones are to be had."""

    events: list[Event]
    more: datetime | None


@dataclass(frozen=True, slots=True)
class Alone:
    """One event with one page of its seats."""

    event: Event
    page: Page


def read_history(team: Team, wanted: Wanted, *, drafts: bool, at: datetime) -> History:
    """Publications, and with `drafts` every step of the draft too, told at `at`. Four
    questions and some lines of each, whatever happened."""
    teller = Teller(team, at)
    rows = team.publications.order_by("-at", "-pk")
    published = [
        teller.published(one, one.shown, one.seats)
        for one in _newest(rows, PublishedChange, wanted)
    ]
    steps = [
        teller.drafted(one, one.shown, one.seats)
        for one in (
            _newest(team.steps.order_by("-at", "-pk"), DraftEdit, wanted)
            if drafts
            else []
        )
    ]
    cut = max(
        (some[-1].at for some in (published, steps) if len(some) > MOST), default=None
    )
    events = [one for one in (*published, *steps) if cut is None or one.at > cut]
    events.sort(key=lambda one: (one.at, one.is_published), reverse=True)
    return History(events, min(one.at for one in events) if cut and events else None)


def read_event(
    team: Team, key: str, number: str, *, drafts: bool, at: datetime
) -> Alone | None:
    """The event of that key, with that page of its seats; None when the team has no
    such event, or one of the draft is asked for without `drafts`."""
    kind, pk, teller = key[:1], key[1:], Teller(team, at)
    if not (pk.isdecimal() and len(pk) < 12):
        return None
    if kind == "p" and (one := _by_pk(team.publications, pk)):
        page = _page(one.changes.all(), number)
        told = teller.published(one, page.object_list, page.paginator.count)
        return Alone(told, page)
    if kind == "d" and drafts and (step := _by_pk(team.steps, pk)):
        page = _page(step.edits.all(), number)
        told = teller.drafted(step, page.object_list, page.paginator.count)
        return Alone(told, page)
    return None


def _by_pk(rows: Any, pk: str) -> Any:
    return rows.select_related("by").filter(pk=pk).first()


def _page(lines: QuerySet, number: str) -> Page:
    return Paginator(_in_order(lines), SHOWN_ALONE).get_page(number)


def _newest(
    rows: QuerySet, lines: type[PublishedChange | DraftEdit], wanted: Wanted
) -> Iterable:
    """The newest of those that changed something asked for: with how many `seats` of
    these, and the first of them in `shown`."""
    name, parent = (
        ("changes", "publication") if lines is PublishedChange else ("edits", "step")
    )
    concerned = lines.objects.filter(wanted.of_lines)
    rows = rows.filter(pk__in=concerned.values(parent)).select_related("by")
    if wanted.before:
        rows = rows.filter(at__lt=wanted.before)
    counted = concerned.filter(**{parent: OuterRef("pk")}).order_by().values(parent)
    rows = rows.annotate(seats=Subquery(counted.values(seats=Count("pk"))))
    first = Prefetch(name, _in_order(concerned)[:SHOWN], to_attr="shown")
    return list(rows.prefetch_related(first)[: MOST + 1])


def _in_order(lines: QuerySet) -> QuerySet:
    shown = lines.select_related("period", "before__person", "after__person")
    return shown.order_by("period__starts_at", "-seat", "pk")


@dataclass(frozen=True, slots=True)
class Teller:
    """Words what happened to a team's rota, as seen at one moment."""

    team: Team
    at: datetime

    def published(
        self, one: Publication, rows: Iterable[PublishedChange], seats: int
    ) -> Event:
        """Only a seat on call is published without anybody, and only on purpose."""
        lines = [
            Line(
                period=row.period,
                day=self._day(row.period.starts_at),
                seat=row.seat,
                before=row.before,
                was_uncovered=False,
                after=row.after,
                uncovered=row.seat == Seat.ON_CALL,
            )
            for row in rows
        ]
        when, what = self._moment(one.at), _("published")
        return Event(f"p{one.pk}", one.at, when, one.by, what, True, seats, lines)

    def drafted(self, one: DraftStep, rows: Iterable[DraftEdit], seats: int) -> Event:
        """A step says of each seat whether it was left empty on purpose."""
        lines = [
            Line(
                period=row.period,
                day=self._day(row.period.starts_at),
                seat=row.seat,
                before=row.before,
                was_uncovered=row.was_uncovered,
                after=row.after,
                uncovered=row.uncovered,
            )
            for row in rows
        ]
        when, what = self._moment(one.at), one.get_kind_display()
        return Event(f"d{one.pk}", one.at, when, one.by, what, False, seats, lines)

    def _day(self, at: datetime) -> str:
        """With the year, when it is not this one."""
        zone, language = self.team.zone, get_language() or "en"
        today = self.at.astimezone(zone).date()
        return show_day(at.astimezone(zone).date(), language, today=today)

    def _moment(self, at: datetime) -> str:
        clock = show_clock(at.astimezone(self.team.zone), get_language() or "en")
        return f"{self._day(at)}, {clock}"
