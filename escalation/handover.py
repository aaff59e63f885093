"""What a weekend leaves to Monday, read from what happened: the page writes itself.

`weekend_of` is the one place that gathers it; the page, the paper and the e-mail to
the team show the same. Exercises are counted, and nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from escalation.callouts import Spent, call_outs_of, spent
from escalation.core.handover import (
    Interval,
    busy_time,
    longest_quiet,
    rest_for,
)
from escalation.deferred import kept_for
from escalation.involved import hidden_from
from escalation.models import (
    Deferred,
    Handover,
    HandoverNote,
    Incident,
    IncidentState,
    Post,
)
from rota.models import Period, Person, Seat, Shift, Team


@dataclass(frozen=True, slots=True)
class Happening:
    """A call of the weekend; `took`: the time people spent on it, as corrected, so far
    when it is open. `posts`: what was published about it and stands. `hidden`: it is
    sensitive, and the reader is not in it."""

    incident: Incident
    took: timedelta | None
    posts: tuple[Post, ...]
    hidden: bool = False

    @property
    def is_open(self) -> bool:
        """True while there is something left to do about it."""
        return self.incident.state != IncidentState.RESOLVED


@dataclass(frozen=True, slots=True)
class Worked:
    """What one person gave of the weekend, calls at the same moment counted once.

    `quiet`: the longest stretch she had without one, `due` the unbroken rest that
    it should have been (DOMAIN.md B6); None while more may come, or when she held
    only a part of the weekend.
    """

    person: Person
    length: timedelta
    quiet: timedelta | None
    due: timedelta

    @property
    def is_short(self) -> bool:
        """True when somebody should look at it before she starts work."""
        return self.quiet is not None and self.quiet < self.due


@dataclass(frozen=True, slots=True)
class Weekend:
    """One period as Monday finds it."""

    period: Period
    shifts: list[Shift]
    happenings: list[Happening]
    exercises: int
    worked: list[Worked]
    kept: list[Deferred]
    row: Handover | None
    notes: list[HandoverNote]

    @property
    def open(self) -> list[Happening]:
        """What is still going on."""
        return [one for one in self.happenings if one.is_open]

    @property
    def waiting(self) -> list[Deferred]:
        """What was kept for Monday and nobody has dealt with."""
        return [one for one in self.kept if one.handled_at is None]

    @property
    def note(self) -> HandoverNote | None:
        """What the agent wrote, as it is now."""
        return self.notes[-1] if self.notes else None


def weekend_of(
    period: Period, at: datetime, *, reader: Person | None = None
) -> Weekend:
    """Gathers everything about one period that has begun, for somebody of the team;
    without a `reader`, for all of it."""
    team = period.team
    calls = _calls(team, period, exercise=False, reader=reader)
    times = spent(call_outs_of(team).filter(incident__in=calls))
    held = period.shifts.select_related("membership__person")
    shifts = sorted(held, key=lambda one: (one.seat != Seat.ON_CALL, one.starts_at))
    row = Handover.objects.filter(period=period).select_related("sent_by").first()
    asked = Q(at__gte=period.starts_at, at__lt=period.ends_at)
    return Weekend(
        period=period,
        shifts=shifts,
        happenings=[_happening(one, times, at) for one in calls],
        exercises=len(_calls(team, period, exercise=True)),
        worked=_worked(period, shifts, times, at),
        kept=list(kept_for(team, reader).filter(asked).order_by("at")),
        row=row,
        notes=list(row.notes.select_related("by")) if row else [],
    )


def begun(team: Team, at: datetime) -> QuerySet[Period]:
    """The periods that were published and have begun, the newest first."""
    published = team.periods.filter(published_at__isnull=False, starts_at__lte=at)
    return published.select_related("team").order_by("-starts_at")


def last_ended(team: Team, at: datetime) -> Period | None:
    """The period that ended last, else the one that is on."""
    periods = begun(team, at)
    return periods.filter(ends_at__lte=at).first() or periods.first()


def neighbours(period: Period, at: datetime) -> tuple[Period | None, Period | None]:
    """The periods before and after this one that have begun."""
    others = begun(period.team, at)
    return (
        others.filter(starts_at__lt=period.starts_at).first(),
        others.filter(starts_at__gt=period.starts_at).last(),
    )


def first_on_call(period: Period) -> Shift | None:
    """Who begins the period on call, as published; None: nobody."""
    return _on_call(period).first()


def last_on_call(period: Period) -> Shift | None:
    """Who ends it on call, and hands it over."""
    return _on_call(period).last()


def _on_call(period: Period) -> QuerySet[Shift]:
    shifts = period.shifts.filter(seat=Seat.ON_CALL).order_by("starts_at")
    return shifts.select_related("membership__person")


def _calls(
    team: Team, period: Period, *, exercise: bool, reader: Person | None = None
) -> list[Incident]:
    """Those raised in the period, and those it inherited open."""
    touches = Q(raised_at__lt=period.ends_at) & (
        Q(raised_at__gte=period.starts_at)
        | Q(closed_at__gte=period.starts_at)
        | Q(closed_at=None)
    )
    calls = team.incidents.filter(touches, exercise=exercise).order_by("raised_at")
    calls = calls.annotate(hidden=hidden_from(reader))
    standing = Post.objects.filter(removed_at=None).select_related("outlet")
    published = Prefetch("posts", standing.order_by("at"))
    return list(calls.select_related("owner", "caller").prefetch_related(published))


def _happening(incident: Incident, times: Sequence[Spent], at: datetime) -> Happening:
    spans = [_span(one, at) for one in times if one.call_out.incident_id == incident.pk]
    took = busy_time(spans) if spans else None
    hidden: bool = incident.hidden  # type: ignore[attr-defined]  # annotated
    posts = () if hidden else tuple(incident.posts.all())
    return Happening(incident, took, posts, hidden)


def _worked(
    period: Period, shifts: Sequence[Shift], times: Sequence[Spent], at: datetime
) -> list[Worked]:
    """Everybody who spent time on a call, by name."""
    spans: dict[Person, list[Interval]] = {}
    for one in times:
        spans.setdefault(one.call_out.person, []).append(_span(one, at))
    due = rest_for(period.ends_at - period.starts_at)
    held = {shift.membership.person_id for shift in shifts if _is_whole(shift, period)}
    return [
        Worked(
            person,
            busy_time(hers),
            longest_quiet(period.starts_at, period.ends_at, hers)
            if person.pk in held and period.ends_at <= at
            else None,
            due,
        )
        for person, hers in sorted(spans.items(), key=lambda one: one[0].name)
    ]


def _is_whole(shift: Shift, period: Period) -> bool:
    return (shift.starts_at, shift.ends_at) == (period.starts_at, period.ends_at)


def _span(one: Spent, at: datetime) -> Interval:
    return one.started_at, one.ended_at or at
