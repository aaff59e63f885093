"""How much is asked outside the two cases, and whom it disturbed: the answer to “just
this once” is a figure. Services are named, colleagues are not: nobody is ranked.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from escalation.models import Deferred, DeferredKind, Outcome, Page, Purpose
from rota.core.months import Month, month_of
from rota.models import Team

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a picture beside its figures; `width` in percent of the longest."""

    label: str
    count: int
    width: int


@dataclass(frozen=True, slots=True)
class MonthOfRequests:
    """What was asked in one month. `disturbed`: people called for what turned out to
    be outside the two cases."""

    first: date
    waited: int
    disturbed: int
    width: int


@dataclass(frozen=True, slots=True)
class Drift:
    """The last twelve months, the newest first."""

    months: list[MonthOfRequests]
    waited: int
    disturbed: int
    calls: int
    kinds: list[Bar]
    senders: list[Bar]


def drift_of(team: Team, at: datetime) -> Drift:
    """Counts what waited, and the people whom calls outside the frame disturbed."""
    now = month_of(at.astimezone(team.zone).date())
    months = [now.plus(-number) for number in range(MONTHS)]
    since = datetime.combine(months[-1].first, time(), tzinfo=team.zone)
    kept = list(
        Deferred.objects.filter(team=team, at__gte=since, at__lte=at).select_related(
            "caller", "incident"
        )
    )
    disturbed = _disturbed(team, since, at)
    waited = Counter(_month(team, one.at) for one in kept)
    people = Counter(month for month, _person, _call in disturbed)
    most = max(waited.values(), default=0)
    return Drift(
        months=[
            MonthOfRequests(
                month.first, waited[month], people[month], _width(waited[month], most)
            )
            for month in months
        ],
        waited=len(kept),
        disturbed=len(disturbed),
        calls=len({call for _month, _person, call in disturbed}),
        kinds=_bars([DeferredKind(one.kind).label for one in kept]),
        senders=_bars([_sender(one) for one in kept]),
    )


def _disturbed(
    team: Team, since: datetime, at: datetime
) -> set[tuple[Month, int, int]]:
    """Month, person and call of everybody whom a call outside the frame reached for."""
    outside = Q(
        incident__outcome=Outcome.OUT_OF_FRAME,
        incident__exercise=False,
        incident__raised_at__gte=since,
        incident__raised_at__lte=at,
    )
    pages = Page.objects.filter(outside, incident__team=team, purpose=Purpose.PAGE)
    rows = pages.values_list("incident__raised_at", "person_id", "incident_id")
    return {(_month(team, raised), person, call) for raised, person, call in rows}


def _month(team: Team, at: datetime) -> Month:
    return month_of(at.astimezone(team.zone).date())


def _sender(kept: Deferred) -> str:
    """The service that asked, or the team as a whole; of what a sensitive call left,
    nobody."""
    if kept.incident and kept.incident.sensitive:
        return _("a sensitive call")
    return kept.caller.name if kept.caller else _("the team itself")


def _bars(labels: Sequence[Any]) -> list[Bar]:
    """The most frequent first; of equal ones by name."""
    counted = Counter(str(label) for label in labels)
    most = max(counted.values(), default=0)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [Bar(label, count, _width(count, most)) for label, count in ranked]


def _width(count: int, most: int) -> int:
    return round(100 * count / most) if most else 0
