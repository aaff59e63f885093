"""The history of a rota: every change of a seat, who made it, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
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
# seats of one event shown at once
SHOWN = 6


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
    """What somebody did at one moment: drafted (in which way), or published."""

    key: str
    at: datetime
    when: str
    by: Person | None
    what: str
    is_published: bool
    lines: list[Line]

    @property
    def first(self) -> list[Line]:
        """What is shown at once."""
        return self.lines[:SHOWN]

    @property
    def others(self) -> list[Line]:
        """What opens on demand."""
        return self.lines[SHOWN:]


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


def read_history(team: Team, wanted: Wanted, *, drafts: bool, at: datetime) -> History:
    """Publications, and with `drafts` every step of the draft too, told at `at`. Four
    questions, whatever happened."""
    teller = Teller(team, at)
    published = [
        teller.published(one)
        for one in _newest(
            team.publications.order_by("-at", "-pk"), "changes", PublishedChange, wanted
        )
    ]
    steps = [
        teller.drafted(one)
        for one in (
            _newest(team.steps.order_by("-at", "-pk"), "edits", DraftEdit, wanted)
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


def _newest(
    rows: QuerySet, name: str, lines: type[PublishedChange | DraftEdit], wanted: Wanted
) -> Iterable:
    """The newest of those that changed something asked for, with these changes."""
    concerned = lines.objects.filter(wanted.of_lines)
    parent = "publication" if lines is PublishedChange else "step"
    rows = rows.filter(pk__in=concerned.values(parent)).select_related("by")
    if wanted.before:
        rows = rows.filter(at__lt=wanted.before)
    shown = concerned.select_related("period", "before__person", "after__person")
    shown = shown.order_by("period__starts_at", "-seat")
    return list(rows.prefetch_related(Prefetch(name, shown))[: MOST + 1])


@dataclass(frozen=True, slots=True)
class Teller:
    """Words what happened to a team's rota, as seen at one moment."""

    team: Team
    at: datetime

    def published(self, one: Publication) -> Event:
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
            for row in one.changes.all()
        ]
        when = self._moment(one.at)
        return Event(f"p{one.pk}", one.at, when, one.by, _("published"), True, lines)

    def drafted(self, one: DraftStep) -> Event:
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
            for row in one.edits.all()
        ]
        when, what = self._moment(one.at), one.get_kind_display()
        return Event(f"d{one.pk}", one.at, when, one.by, what, False, lines)

    def _day(self, at: datetime) -> str:
        """With the year, when it is not this one."""
        zone, language = self.team.zone, get_language() or "en"
        today = self.at.astimezone(zone).date()
        return show_day(at.astimezone(zone).date(), language, today=today)

    def _moment(self, at: datetime) -> str:
        clock = show_clock(at.astimezone(self.team.zone), get_language() or "en")
        return f"{self._day(at)}, {clock}"
