"""Saving the roles of a team's crisis cell. Open cells keep what they were opened
with."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from escalation.cells import Role
from escalation.models import CellPlan, CellRolePerson
from rota.models import Person, Team


@transaction.atomic
def save_cell_plan(
    *,
    team: Team,
    roles: Sequence[Role],
    answer_minutes: int,
    by: Person | None,
    at: datetime,
) -> None:
    """Replaces the roles of a team, in this order. The form has checked the rules."""
    plan, _ = CellPlan.objects.update_or_create(
        team=team, defaults={"answer_minutes": answer_minutes}
    )
    plan.roles.all().delete()
    for position, role in enumerate(roles):
        row = plan.roles.create(
            position=position,
            kind=role.kind,
            name=role.name,
            off_hours=role.off_hours,
        )
        CellRolePerson.objects.bulk_create(
            CellRolePerson(role=row, position=number, person=person)
            for number, person in enumerate(role.people)
        )
