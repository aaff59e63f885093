"""The crisis cell as it is read: the roles of a team, who may be called for them now,
and how the cell of a crisis stands. Writes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property

from escalation.core.cell import Around
from escalation.models import (
    Case,
    Cell,
    CellPlace,
    CellPlan,
    CellSeat,
    EventType,
    Incident,
    IncidentState,
    Purpose,
    RoleKind,
    SeatState,
    Standing,
    role_label,
)
from escalation.reaching import may_be_rung, may_be_texted
from rota.availability import absent_on
from rota.duty import is_at_work
from rota.models import Membership, Person, Team

# named once for all, and called only where they matter: by what happens, or by hand
THEMES = {
    RoleKind.WATER: {EventType.WATER},
    RoleKind.MOBILITY: {EventType.TRANSIT, EventType.SNOW_ICE},
    RoleKind.SAFETY: {
        EventType.SMOKE_FIRE,
        EventType.FLOOD,
        EventType.DEMO,
        EventType.ACCIDENT,
        EventType.POWER,
    },
    RoleKind.SCHOOLS: {EventType.MISSING_CHILD},
    RoleKind.CULTURE: set[EventType](),
}
USUAL = [kind for kind in RoleKind if kind != RoleKind.OWN]


@dataclass(frozen=True, slots=True)
class Role:
    """One role of a team, and who has it: the primary first, then substitutes."""

    kind: str = RoleKind.OWN
    name: str = ""
    off_hours: bool = True
    people: tuple[Person, ...] = ()

    @property
    def label(self) -> str:
        """What it is called, in the reader's language."""
        return role_label(self.kind, self.name)

    @property
    def key(self) -> str:
        """What tells it from the others of its team."""
        return self.kind or self.name

    def is_for(self, event: str) -> bool:
        """True when it is called unless somebody says otherwise."""
        return self.kind not in THEMES or event in THEMES[RoleKind(self.kind)]


@dataclass(frozen=True, slots=True)
class Plan:
    """The roles of a team in their order, and how long somebody has to answer."""

    roles: tuple[Role, ...]
    answer_minutes: int = 5
    is_default: bool = False

    def usual(self, event: str) -> set[str]:
        """The keys of the roles that one tap calls in such an event."""
        return {role.key for role in self.roles if role.is_for(event)}


def plan_of(team: Team) -> Plan:
    """The team's own; as delivered, with nobody named, until its lead has changed
    it."""
    plan = CellPlan.objects.filter(team=team).first()
    if plan is None:
        return Plan(tuple(Role(kind) for kind in USUAL), is_default=True)
    rows = plan.roles.prefetch_related("line__person")
    roles = (
        Role(
            row.kind,
            row.name,
            row.off_hours,
            tuple(place.person for place in row.line.all()),
        )
        for row in rows
    )
    return Plan(tuple(roles), plan.answer_minutes)


def around(cell: Cell, at: datetime) -> Around:
    """Who may be called into a cell at this moment, and who needs no call: whoever has
    the crisis, and whoever opened the cell."""
    incident = cell.incident
    places = CellPlace.objects.filter(seat__cell=cell)
    people = set(places.values_list("person_id", flat=True))
    off_hours = not is_at_work(incident.team, at)
    members = members_of(incident.team, people, at)
    here = {incident.owner_id, cell.opened_by_id} & members.keys()
    return Around(
        may=frozenset(may_be_called(incident.team, members, at, off_hours)),
        here=frozenset(pk for pk in here if pk is not None),
        off_hours=off_hours,
    )


def members_of(
    team: Team, people: Collection[int] | None, at: datetime
) -> dict[int, Person]:
    """Those of these people, or all, who are in the team on that day, by their ids:
    whoever only reads may have a role in a cell as well."""
    today = at.astimezone(team.zone).date()
    rows = Membership.objects.filter(team=team, person__is_active=True)
    if people is not None:
        rows = rows.filter(person__in=people)
    here = [row for row in rows.select_related("person") if row.is_in_team(today)]
    return {row.person_id: row.person for row in here}


def may_be_called(
    team: Team, members: dict[int, Person], at: datetime, off_hours: bool
) -> set[int]:
    """Those whom a cell may call now: who is not absent, can be reached, and has not
    said that she is left alone off hours."""
    absent = absent_on(members.keys(), at.astimezone(team.zone).date())
    return {
        pk
        for pk, person in members.items()
        if pk not in absent
        and not (off_hours and person.no_cell_off_hours)
        and (may_be_texted(person) or may_be_rung(person))
    }


def was_called_into_cell(incident: Incident, person: Person) -> bool:
    """True when an answer of hers is one to the cell: it called her last. Whoever has
    the call, or is asked to take it over, speaks of the call."""
    if person.pk in (incident.owner_id, incident.handing_to_id):
        return False
    asking = incident.pages.filter(
        person=person, purpose__in=(Purpose.PAGE, Purpose.CELL)
    )
    last = asking.order_by("pk").last()
    return last is not None and last.purpose == Purpose.CELL


def cell_of(incident: Incident) -> Cell | None:
    """The cell of a crisis with all its people; None while nobody opened one."""
    cells = Cell.objects.filter(incident=incident)
    return cells.prefetch_related("seats__places__person").first()


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One role as a page shows it. `place`: of whoever is asked or has it; `out`: who
    is not available."""

    seat: CellSeat
    label: str
    place: CellPlace | None
    out: list[Person]

    @property
    def is_left_out(self) -> bool:
        """True for a role that nobody is called for."""
        left_out = self.seat.state in (SeatState.IDLE, SeatState.DAYTIME)
        return left_out and self.seat.kind != RoleKind.ON_CALL


@dataclass(frozen=True)
class CellPage:
    """The cell for one reader of a crisis; each part is read when a page shows it."""

    incident: Incident
    person: Person

    @cached_property
    def cell(self) -> Cell | None:
        """None while nobody opened one."""
        return cell_of(self.incident) if self.incident.case == Case.CRISIS else None

    @cached_property
    def rows(self) -> list[SeatRow]:
        """Its roles, in order."""
        return [_row(seat) for seat in self.cell.seats.all()] if self.cell else []

    @property
    def has_left_out(self) -> bool:
        """True when nobody is called for some of them."""
        return any(row.is_left_out for row in self.rows)

    @property
    def part(self) -> str:
        """What she has to do with it: she is “asked”, is “in” it, or “was_asked”; or
        nothing. Asked for something more, she is asked."""
        hers = self._hers()
        for standing in (Standing.ASKED, Standing.IN):
            if any(place.standing == standing for _row, place in hers):
                return "asked" if standing == Standing.ASKED else "in"
        return "was_asked" if any(place.asked_at for _row, place in hers) else ""

    @property
    def roles(self) -> str:
        """What she is asked for, else what she does in it, else was asked for."""
        part = self.part
        if part == "was_asked":
            hers = self._hers()
            return ", ".join(row.label for row, place in hers if place.asked_at)
        return self._in_words(Standing.ASKED) if part == "asked" else self.held

    @property
    def held(self) -> str:
        """What she does in it."""
        return self._in_words(Standing.IN)

    @property
    def is_in(self) -> bool:
        """True once she came, also while she is asked for something more."""
        return bool(self.held)

    def _in_words(self, standing: str) -> str:
        hers = self._hers()
        return ", ".join(row.label for row, one in hers if one.standing == standing)

    @property
    def is_free(self) -> bool:
        """True for whoever was asked, when nobody came for what she was asked for."""
        if self.cell is None or self.cell.ended_at:
            return False
        open_ones = (SeatState.CALLING, SeatState.EMPTY)
        return any(
            place.asked_at and row.seat.state in open_ones
            for row, place in self._hers()
        )

    @property
    def is_pilot(self) -> bool:
        """True when she decides in it."""
        return any(
            row.seat.kind == RoleKind.PILOT and place.standing == Standing.IN
            for row, place in self._hers()
        )

    @property
    def may_be_opened(self) -> bool:
        """True in a crisis that somebody has, until it was."""
        incident = self.incident
        is_crisis = incident.case == Case.CRISIS
        if not is_crisis or incident.state != IncidentState.ACKNOWLEDGED:
            return False
        return self.cell is None or self.cell.ended_at is not None

    @property
    def has_nobody(self) -> bool:
        """True while nobody is named for any role."""
        return not any(role.people for role, _is_usual in self.choices)

    @cached_property
    def choices(self) -> list[tuple[Role, bool]]:
        """The roles to call, each with whether one tap does; for whoever opens it."""
        roles = plan_of(self.incident.team).roles
        return [
            (role, role.is_for(self.incident.event))
            for role in roles
            if role.kind != RoleKind.ON_CALL
        ]

    def _hers(self) -> list[tuple[SeatRow, CellPlace]]:
        return [
            (row, place)
            for row in self.rows
            for place in row.seat.places.all()
            if place.person_id == self.person.pk
        ]


def _row(seat: CellSeat) -> SeatRow:
    places = list(seat.places.all())
    there = (Standing.ASKED, Standing.IN)
    return SeatRow(
        seat=seat,
        label=role_label(seat.kind, seat.name),
        place=next((place for place in places if place.standing in there), None),
        out=[place.person for place in places if place.standing == Standing.OUT],
    )
