"""Applies the decisions about a crisis cell (core/cell.py): loads a situation, saves
the next one, and turns effects into calls and log lines, all in the caller's
transaction, which holds the incident.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import translation

from escalation.actions.ladder import lock, write
from escalation.actions.pages import LOST, add_page, language_of
from escalation.bell import announce
from escalation.cells import around
from escalation.core.cell import (
    ASKED,
    IN,
    Call,
    Due,
    Effect,
    Ended,
    Event,
    Log,
    Place,
    Seat,
    Situation,
    Stop,
    Unreached,
    decide,
)
from escalation.models import (
    Cell,
    CellPlace,
    CellSeat,
    Channel,
    Incident,
    Page,
    PageState,
    Purpose,
    role_label,
)
from escalation.reaching import channels_for, may_be_rung
from rota.models import Person
from rota.queue import wake_at


def seats_due(*, at: datetime) -> None:
    """Calls the next person of each role whose deadline has come; one small question
    when there is none."""
    due = CellSeat.objects.filter(due_at__lte=at).order_by("due_at")
    for pk in dict.fromkeys(due.values_list("cell_id", flat=True)):
        _seats_due(pk, at)


@transaction.atomic
def _seats_due(cell_id: int, at: datetime) -> None:
    cell = Cell.objects.select_related("incident__team").get(pk=cell_id)
    # of two engines the second one waits here, and finds nothing due
    cell.incident = lock(cell.incident_id)
    apply_cell(cell, Due(around(cell, at)), at)


def end_cell(*, incident: Incident, at: datetime) -> None:
    """Nobody is called into it any more; in the transaction that ends the crisis."""
    cell = Cell.objects.filter(incident=incident, ended_at=None).first()
    if cell:
        apply_cell(cell, Ended(), at)
        cell.ended_at = at
        cell.save(update_fields=["ended_at"])


def apply_cell(cell: Cell, event: Event, at: datetime) -> tuple[Effect, ...]:
    """Lets the core decide on a cell whose incident is held, and carries it out."""
    seats = list(cell.seats.prefetch_related("places"))
    before = Situation(
        tuple(map(_seat, seats)),
        wait=timedelta(minutes=cell.answer_minutes),
        is_over=cell.ended_at is not None,
    )
    after, effects = decide(before, event, at)
    if after != before:
        for row, seat in zip(seats, after.seats, strict=True):
            _save(row, seat, at)
        announce()
    for effect in effects:
        _carry_out(cell, seats, effect, at)
    return effects


def _seat(row: CellSeat) -> Seat:
    line = (
        Place(place.person_id, place.standing, place.asked_at is not None)
        for place in row.places.all()
    )
    return Seat(row.pk, tuple(line), row.off_hours, row.state, row.due_at)


def _save(row: CellSeat, seat: Seat, at: datetime) -> None:
    places = zip(row.places.all(), seat.line, strict=True)
    moved = [(one, place) for one, place in places if one.standing != place.standing]
    # who leaves makes room first: one at a time is asked, or has it
    for one, place in sorted(moved, key=lambda pair: pair[1].standing in (ASKED, IN)):
        one.standing, one.since = place.standing, at
        if place.was_asked and place.standing == ASKED:
            one.asked_at = at
        elif place.was_asked:
            one.asked_at = one.asked_at or at
        one.save(update_fields=["standing", "since", "asked_at"])
    if (row.state, row.due_at) != (seat.state, seat.due_at):
        row.state, row.due_at = seat.state, seat.due_at
        row.save(update_fields=["state", "due_at"])
        if row.due_at:
            wake_at("escalation.tasks.sweep", row.due_at)


def _carry_out(
    cell: Cell, seats: Sequence[CellSeat], effect: Effect, at: datetime
) -> None:
    incident = cell.incident
    match effect:
        case Log(kind, person_id, about):
            roles = _roles(seats, about)
            write(incident, f"cell_{kind}", at, person_id=person_id, roles=roles)
        case Call(person_id, about, is_substitute):
            roles = _roles(seats, about)
            person = Person.objects.get(pk=person_id)
            for way in _ways(incident, person):
                _call(cell, person, way, roles, at)
            kind = "cell_substitute" if is_substitute else "cell_called"
            write(incident, kind, at, person_id=person_id, roles=roles)
        case Stop(person_id):
            waiting = incident.pages.filter(
                person=person_id, purpose=Purpose.CELL, state=PageState.PLANNED
            )
            waiting.update(state=PageState.CANCELLED, ended_at=at)


def _roles(seats: Sequence[CellSeat], about: Sequence[int]) -> list[list[str]]:
    """What roles are called, to be read in any language."""
    return [[seat.kind, seat.name] for seat in seats if seat.pk in about]


def _ways(incident: Incident, person: Person) -> tuple[str, ...]:
    """As the first step of the ladder calls, in her own way."""
    asked = incident.ladder["steps"][0].get("ways", "sms")
    ways = channels_for(person, asked, first_round=True)
    return tuple(dict.fromkeys((*ways, Channel.EMAIL))) if person.mails_too else ways


def _call(
    cell: Cell, person: Person, channel: str, roles: list[list[str]], at: datetime
) -> Page:
    """Commits one call into the cell, due at once; the incident is held."""
    incident, useful = cell.incident, cell.answer_minutes * 60
    with translation.override(language_of(person, incident)):
        names = ", ".join(role_label(kind, name) for kind, name in roles)
    return add_page(
        incident,
        person,
        channel,
        useful,
        at,
        purpose=Purpose.CELL,
        reason="cell",
        roles=names,
    )


def call_failed(*, page: Page, incident: Incident, at: datetime) -> None:
    """A call into the cell does not get through; in the transaction that learns it,
    which holds the incident.

    After a text her telephone rings; when that does not either, the next person is
    called at once. A receipt so late that she is asked no more changes nothing.
    """
    cell = Cell.objects.filter(incident=incident).first()
    asked = CellPlace.objects.filter(
        seat__cell=cell, person=page.person_id, standing=ASKED
    )
    since = asked.aggregate(at=Min("asked_at"))["at"]
    if cell is None or since is None or page.created_at < since:
        return
    cell.incident = incident
    others = incident.pages.filter(
        purpose=Purpose.CELL, person=page.person_id, created_at__gte=since
    ).exclude(pk=page.pk)
    rings = page.channel == Channel.SMS and may_be_rung(page.person)
    if rings and not others.filter(channel=Channel.VOICE).exists():
        seats = [place.seat for place in asked.select_related("seat")]
        roles = _roles(seats, [seat.pk for seat in seats])
        call = _call(cell, page.person, Channel.VOICE, roles, at)
        announce()
        who = page.person_id
        write(incident, "moved_to_voice", at, person_id=who, page_id=call.pk)
    elif not others.exclude(channel=Channel.EMAIL).exclude(state__in=LOST).exists():
        apply_cell(cell, Unreached(page.person.pk, around(cell, at)), at)
