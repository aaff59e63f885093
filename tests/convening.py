"""A crisis that Camille has, and people named for the roles of its cell."""

from harness import World

from escalation.actions.cell_plans import save_cell_plan
from escalation.cells import Role
from escalation.models import Cell, CellSeat, Incident, Page, Purpose, RoleKind

# who has which role, the primary first
LINES = {
    RoleKind.PILOT: ("odile",),
    RoleKind.PRESS: ("sofia", "lena"),
    RoleKind.SOCIAL: ("yann", "ines"),
}


def name(world: World, minutes: int = 5, **lines: tuple[str, ...]) -> None:
    """Odile names people for these roles, after the on-call agent's."""
    chosen = lines or {str(kind.value): keys for kind, keys in LINES.items()}
    people = {key: world.person(key) for keys in chosen.values() for key in keys}
    roles = [
        Role(kind, people=tuple(people[key] for key in keys))
        for kind, keys in chosen.items()
    ]
    save_cell_plan(
        team=world.team,
        roles=[Role(RoleKind.ON_CALL), *roles],
        answer_minutes=minutes,
        by=world.person("odile"),
        at=world.clock.now,
    )


def stands(incident: Incident) -> dict[str, tuple[str, str]]:
    """How each role stands, and whose it is: whoever is asked, or has it."""
    found = {}
    cell = Cell.objects.get(incident=incident)
    for seat in cell.seats.exclude(kind=RoleKind.ON_CALL):
        there = seat.places.filter(standing__in=["asked", "in"]).first()
        who = there.person.email.split("@")[0] if there else ""
        found[seat.kind or seat.name] = (seat.state, who)
    return found


def seat_of(incident: Incident, kind: str) -> CellSeat:
    """One role of its cell."""
    return CellSeat.objects.get(cell__incident=incident, kind=kind)


def quiet(world: World, *keys: str) -> None:
    """Their texts are known of."""
    for key in keys:
        world.phone(key).expect("Cellule de crise")


def kinds(incident: Incident) -> list[str]:
    """What its log says happened."""
    return list(incident.log.values_list("kind", flat=True))


def calls(**which: object):
    """The pages that call into a cell."""
    return Page.objects.filter(purpose=Purpose.CELL, **which)
