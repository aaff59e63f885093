"""What the first page tells a member: now, soon, and what is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from escalation.actions.telling import ready_link
from escalation.briefs import Summary, coming
from escalation.debriefs import owed
from escalation.involved import hidden_from
from escalation.models import Deferred, Incident, IncidentState
from escalation.reaching import may_be_texted
from escalation.readiness import (
    Crew,
    Place,
    Readiness,
    coming_crews,
    last_resorts,
    means_of,
    not_ready,
    own_readiness,
    places_of,
)
from rota.duty import (
    Duty,
    duty_at,
    end_of_rota,
    gap_horizon,
    is_off_hours,
    next_duty,
)
from rota.mine import my_shadowings, my_shifts
from rota.models import (
    Answer,
    Confirmation,
    Membership,
    Period,
    Seat,
    Shadowing,
    Shift,
    Team,
)
from rota.permissions import is_lead, may_act

WEEKENDS_SHOWN = 8
AHEAD = timedelta(weeks=8)
WEEKENDS_PREPARED = 2
OPEN = (IncidentState.TRIGGERED, IncidentState.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Weekend:
    """A period to come and who holds it; nobody is known of one not published."""

    period: Period
    on_call: Membership | None = None
    backup: Membership | None = None

    @property
    def is_published(self) -> bool:
        """True once people have been told of it."""
        return self.period.published_at is not None

    @property
    def is_gap(self) -> bool:
        """True while a call in it would find nobody on call."""
        return self.on_call is None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Whether calls would arrive: hers, when she may be called; for leads those of the
    next weekends, and the last resorts, who may not be reached."""

    own: Readiness | None = None
    crews: tuple[Crew, ...] = ()
    last: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Whether she is ready for a coming duty of hers; `link`: where she says so."""

    asked: Confirmation
    link: str


@dataclass(frozen=True, slots=True)
class Home:
    """One team as one member sees it; `mine` are her weekends in all her teams, and
    `doubled` those in which she only doubles somebody.

    `off_hours`: people are off now, so somebody should be on call. `gaps`: for
    leads, like `unconfirmed`: who has not said in time that she is ready, or said
    that she cannot. `incidents`, `waiting` and `debriefs`: for leads and agents;
    readers see none.
    """

    team: Team
    duty: Duty
    off_hours: bool
    upcoming: Shift | None
    weekends: list[Weekend]
    mine: list[Shift]
    doubled: list[Shadowing]
    may_hold: bool
    may_call: bool
    gaps: list[Weekend]
    rota_ends_at: datetime | None
    incidents: list[Incident]
    waiting: int
    debriefs: dict[str, Any]
    prepared: Prepared
    # the shifts running now, which a lead may give to somebody else at once
    replaceable: list[Shift]
    to_confirm: list[Question]
    unconfirmed: list[Confirmation]
    briefs: list[Summary]

    @property
    def unreached(self) -> Membership | None:
        """Whoever is on call, when texts are known not to reach her."""
        member = self.duty.on_call
        return member if member and not may_be_texted(member.person) else None


def home_of(membership: Membership, at: datetime) -> Home:
    """Looks up what this member's first page shows at `at`."""
    team = membership.team
    duty = duty_at(team, at)
    horizon = max(at + AHEAD, gap_horizon(team, at))
    ahead = _weekends(team, at, horizon)
    mine = my_shifts(membership.person, at)
    doubled = my_shadowings(membership.person, at)
    leads, acts = is_lead(membership), may_act(membership)
    return Home(
        team=team,
        duty=duty,
        off_hours=duty.period is not None or is_off_hours(team, at),
        upcoming=None if duty.on_call else next_duty(team, at),
        weekends=[one for one in ahead if one.period.starts_at > at][:WEEKENDS_SHOWN],
        mine=mine,
        doubled=doubled,
        may_hold=bool(mine or doubled) or (acts and membership.takes_duties),
        may_call=acts,
        gaps=_gaps(team, ahead, at) if leads else [],
        rota_ends_at=end_of_rota(team, at) if leads else None,
        incidents=_open_incidents(membership) if acts else [],
        waiting=_waiting(team) if acts else 0,
        debriefs=owed(team, membership.person, at) if acts else {},
        prepared=_prepared(membership, at) if acts else Prepared(),
        replaceable=_running(ahead, at) if leads else [],
        to_confirm=_to_confirm(membership, at),
        unconfirmed=_unconfirmed(team, at) if leads else [],
        briefs=coming(team, at),
    )


def _prepared(membership: Membership, at: datetime) -> Prepared:
    team, means = membership.team, means_of(membership.team)
    may_be_called = bool(places_of(membership))
    own = own_readiness(membership, means, at) if may_be_called else None
    if not is_lead(membership):
        return Prepared(own)
    crews = coming_crews(team, means, at, WEEKENDS_PREPARED)
    return Prepared(
        own,
        tuple(crew for crew in crews if crew.not_ready),
        tuple(not_ready(last_resorts(team, means, at))),
    )


def _running(weekends: list[Weekend], at: datetime) -> list[Shift]:
    return [
        shift
        for weekend in weekends
        if weekend.is_published
        for shift in weekend.period.shifts.all()
        if shift.starts_at <= at < shift.ends_at
    ]


def _weekends(team: Team, at: datetime, until: datetime) -> list[Weekend]:
    """The periods not over at `at` that start before `until`."""
    left = Shift.objects.filter(ends_at__gt=at).order_by("starts_at")
    shifts = left.select_related("membership__person")
    periods = team.periods.filter(ends_at__gt=at, starts_at__lt=until).prefetch_related(
        Prefetch("shifts", shifts)
    )
    return [_weekend(period) for period in periods]


def _weekend(period: Period) -> Weekend:
    if period.published_at is None:
        return Weekend(period)
    # of a seat shared in time, whoever holds it now or first is named here
    held: dict[str, Membership] = {}
    for shift in period.shifts.all():
        held.setdefault(shift.seat, shift.membership)
    return Weekend(period, held.get(Seat.ON_CALL), held.get(Seat.BACKUP))


def _gaps(team: Team, ahead: list[Weekend], at: datetime) -> list[Weekend]:
    horizon = gap_horizon(team, at)
    return [one for one in ahead if one.is_gap and one.period.starts_at < horizon]


def _current(at: datetime) -> QuerySet[Confirmation]:
    """Those that still matter."""
    return Confirmation.objects.filter(
        shift__ends_at__gt=at, shift__membership=F("membership")
    ).select_related("shift", "membership__person", "membership__team")


def _to_confirm(membership: Membership, at: datetime) -> list[Question]:
    mine = _current(at).filter(
        membership=membership, answer=Answer.ASKED, asked_at__isnull=False
    )
    return [Question(one, ready_link(one.pk)) for one in mine]


def _unconfirmed(team: Team, at: datetime) -> list[Confirmation]:
    late = Q(answer=Answer.ASKED, alarmed_at__isnull=False) | Q(answer=Answer.CANNOT)
    return list(_current(at).filter(late, membership__team=team))


def _open_incidents(membership: Membership) -> list[Incident]:
    """What is real first, then exercises; the newest first in each. One that is none
    of hers is `hidden`."""
    calls = Incident.objects.filter(team=membership.team, state__in=OPEN)
    hidden = hidden_from(membership.person)
    calls = calls.select_related("owner").annotate(hidden=hidden)
    return list(calls.order_by("exercise", "-raised_at"))


def _waiting(team: Team) -> int:
    return Deferred.objects.filter(team=team, handled_at__isnull=True).count()
