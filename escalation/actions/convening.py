"""What people do about a crisis cell: open it, call for one more role, come, or not.

No reason is asked of whoever does not come, and no line says that it was she who
said so.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from escalation.actions.answers import Answer, refused
from escalation.actions.cell import apply_cell
from escalation.actions.ladder import lock, write
from escalation.actions.news import tell_news
from escalation.actions.receipts import link_used
from escalation.actions.response import may_not, stays_at_work
from escalation.cells import around, plan_of
from escalation.core.cell import Accepted, Declined, Wanted
from escalation.models import (
    Case,
    Cell,
    CellPlace,
    CellSeat,
    Channel,
    Incident,
    Page,
    RoleKind,
    Standing,
)
from rota.models import Person


@transaction.atomic
def open_cell(
    *, incident_id: int, roles: Collection[str] | None = None, by: Person, at: datetime
) -> Answer:
    """Opens the cell of a crisis and calls its people; opened twice, it is one, and
    the first to press has chosen the roles (`Role.key`; None: as one tap does)."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    if incident.case != Case.CRISIS:
        return Answer("no_crisis", incident)
    cell = Cell.objects.filter(incident=incident).first()
    if cell and cell.ended_at is None:
        return Answer("noted", incident)
    if cell is None:
        cell = _seated(incident, by, at)
    cell.ended_at = None  # the crisis was over, and is one again
    cell.save(update_fields=["ended_at"])
    write(incident, "cell_opened", at, by=by)
    if roles is None:
        roles = plan_of(incident.team).usual(incident.event)
    seats = cell.seats.exclude(kind=RoleKind.ON_CALL)
    wanted = {seat.pk for seat in seats if (seat.kind or seat.name) in roles}
    apply_cell(cell, Wanted(frozenset(wanted), around(cell, at)), at)
    return stays_at_work(incident, by, at)


def _seated(incident: Incident, by: Person, at: datetime) -> Cell:
    """The roles and the people of the team as they are now."""
    plan = plan_of(incident.team)
    cell = Cell.objects.create(
        incident=incident,
        opened_at=at,
        opened_by=by,
        answer_minutes=plan.answer_minutes,
    )
    for position, role in enumerate(plan.roles):
        seat = CellSeat.objects.create(
            cell=cell,
            position=position,
            kind=role.kind,
            name=role.name,
            off_hours=role.off_hours,
        )
        CellPlace.objects.bulk_create(
            CellPlace(seat=seat, position=number, person=person)
            for number, person in enumerate(role.people)
        )
    return cell


@transaction.atomic
def call_role(*, incident_id: int, seat_id: int, by: Person, at: datetime) -> Answer:
    """Calls for a role that was left out when the cell was opened."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    cell = _open_cell(incident)
    seats = CellSeat.objects.filter(cell=cell, pk=seat_id)
    if cell is None or not seats.exclude(kind=RoleKind.ON_CALL).exists():
        return Answer("moved", incident)
    apply_cell(cell, Wanted(frozenset({seat_id}), around(cell, at)), at)
    return stays_at_work(incident, by, at)


@transaction.atomic
def join_cell(
    *, incident_id: int, by: Person, page: Page | None = None, at: datetime
) -> Answer:
    """She comes: “joined”, also when she said so before. “seat_taken”: somebody else
    came for what she was asked for; “not_asked”: she was asked for nothing.

    `page` is the one whose link it was.
    """
    incident = lock(incident_id)
    if page is not None:
        link_used(page=page, at=at)
    if answer := refused(incident, by, at):
        return answer
    cell = _open_cell(incident)
    if cell is None:
        return Answer("closed", incident)
    if apply_cell(cell, Accepted(by.pk), at):
        _send_link(incident, by, at)
        return Answer("joined", incident, is_news=True)
    return Answer(_stands(cell, by, otherwise="seat_taken"), incident)


@transaction.atomic
def stay_out(*, incident_id: int, by: Person, at: datetime) -> Answer:
    """She cannot, or cannot any more: the next person is called now (“passed”). That
    she used her link to say so is noted nowhere."""
    incident = lock(incident_id)
    if answer := refused(incident, by, at):
        return answer
    cell = _open_cell(incident)
    if cell is None:
        return Answer("closed", incident)
    effects = apply_cell(cell, Declined(by.pk, around(cell, at)), at)
    if effects:
        return Answer("passed", incident, is_news=True)
    return Answer(_stands(cell, by, otherwise="passed"), incident)


def _open_cell(incident: Incident) -> Cell | None:
    cell = Cell.objects.filter(incident=incident, ended_at=None).first()
    if cell:
        cell.incident = incident  # as it is held
    return cell


def _stands(cell: Cell, person: Person, *, otherwise: str) -> str:
    places = CellPlace.objects.filter(seat__cell=cell, person=person)
    if places.filter(standing=Standing.IN).exists():
        return "joined"
    return otherwise if places.exclude(asked_at=None).exists() else "not_asked"


def _send_link(incident: Incident, person: Person, at: datetime) -> None:
    """Whoever pressed a key has no link yet to what must be done."""
    sent = incident.pages.filter(person=person)
    if set(sent.values_list("channel", flat=True)) == {Channel.VOICE}:
        tell_news(incident, person, "cell_link", at)
