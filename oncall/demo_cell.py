"""The demo's crisis cell: who has which role, and who is left alone off hours."""

from dataclasses import replace
from datetime import datetime

from escalation.actions.cell_plans import save_cell_plan
from escalation.cells import plan_of
from escalation.models import RoleKind
from rota.actions.contacts import change_reach
from rota.models import Role, Team

# by first name; the cabinet and some themes have nobody yet
LINES: dict[str, tuple[str, ...]] = {
    RoleKind.PILOT: ("Paul",),
    RoleKind.WATER: ("Inès", "Lena"),
    RoleKind.MOBILITY: ("Yann",),
    RoleKind.SAFETY: ("Lena", "Inès"),
    RoleKind.PRESS: ("Lena", "Inès"),
    RoleKind.SITE: ("Tomas", "Yann"),
    RoleKind.SOCIAL: ("Camille", "Malik"),
    RoleKind.MONITORING: ("Malik", "Sofia"),
    RoleKind.MODERATION: ("Sofia", "Camille"),
    RoleKind.LIAISON: ("Yann", "Inès"),
}
LEFT_ALONE = "Tomas"


def name_cell(team: Team, at: datetime) -> None:
    """People for most roles; one of them is not called off hours."""
    members = team.memberships.select_related("person")
    people = {one.person.name.split()[0]: one.person for one in members}
    save_cell_plan(
        team=team,
        roles=[
            replace(role, people=tuple(people[name] for name in LINES[role.kind]))
            if role.kind in LINES
            else role
            for role in plan_of(team).roles
        ],
        answer_minutes=5,
        by=team.memberships.get(role=Role.LEAD).person,
        at=at,
    )
    alone = people[LEFT_ALONE]
    change_reach(
        by=alone,
        reach=alone.reach,
        mails_too=alone.mails_too,
        no_cell_off_hours=True,
        at=at,
    )
