"""The lead's page of the crisis cell: roles, who has them, and in which order."""

import pytest
from browsing import Browser
from convening import name

from escalation.cells import USUAL, plan_of
from escalation.models import CellPlan, RoleKind

PATH = "/t/edition/cell/"


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client).open(PATH)


def form_of(office: Browser):
    return next(f for f in office.forms if "answer_minutes" in f.names())


def send(office: Browser, **typed) -> Browser:
    typed = {key.replace("__", "-"): value for key, value in typed.items()}
    return office.send(form_of(office), **typed)


def rows(team) -> list[tuple[str, list[str]]]:
    return [
        (role.key, [person.name.split()[0] for person in role.people])
        for role in plan_of(team).roles
    ]


def pk(world, key) -> str:
    return str(world.person(key).pk)


def test_every_team_has_the_usual_roles_with_nobody_named(office, team):
    assert rows(team) == [(kind, []) for kind in USUAL]
    assert plan_of(team).answer_minutes == 5
    assert not CellPlan.objects.exists()
    said = form_of(office).data()
    assert said["roles-0-name"] == ["pilot"]
    office.sees("as delivered", "Whoever has the call, always.")


def test_people_are_named_in_order(office, team, world):
    send(
        office,
        roles__0__person_0=pk(world, "odile"),
        roles__8__person_0=pk(world, "sofia"),
        roles__8__person_1=pk(world, "lena"),
        answer_minutes="3",
    )

    office.sees("Saved. Cells already open keep their people.")
    found = dict(rows(team))
    assert found["pilot"] == ["Odile"]
    assert found["press"] == ["Sofia", "Lena"]
    assert plan_of(team).answer_minutes == 3
    # one more substitute may be named now
    send(office, roles__8__person_2=pk(world, "malik"))
    assert dict(rows(team))["press"] == ["Sofia", "Lena", "Malik"]


def test_name_as_delivered_stays_in_each_readers_language(office, team):
    send(office, roles__8__name="service de presse")
    send(office, roles__8__off_hours=[])

    roles = plan_of(team).roles
    assert [role.name for role in roles if role.name] == ["service de presse"]
    assert [role.off_hours for role in roles].count(False) == 1


def test_roles_are_added_moved_and_removed(office, team, world):
    send(office, edit="add", answer_minutes="9")
    assert not CellPlan.objects.exists()
    count = len(USUAL)
    send(office, **{f"roles__{count}__name": "Standard"}, edit=f"up-{count}")
    send(office, edit="remove-0")
    assert form_of(office).data()["answer_minutes"] == ["9"]

    send(office)

    keys = [key for key, _people in rows(team)]
    assert keys == [*(k.value for k in USUAL[1:-1]), "Standard", "liaison"]


def test_role_without_a_name_is_refused_and_nothing_is_lost(office, world):
    send(office, edit="add")
    count = len(USUAL)

    send(office, **{f"roles__{count}__person_0": pk(world, "yann")})

    office.sees("Nothing was saved yet", "Say what this role is called, or remove it.")
    assert form_of(office).data()[f"roles-{count}-person_0"] == [pk(world, "yann")]
    assert not CellPlan.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"roles__0__name": "press officer"}, "Two roles have the same name."),
        ({"answer_minutes": "0"}, "greater than or equal to 1"),
        ({"answer_minutes": ""}, "This field is required."),
        ({"roles__0__name": "x" * 20_000}, "at most 60 characters"),
        ({"roles__0__person_0": "999999"}, "Select a valid choice."),
        ({"roles__2__kind": "pilot"}, "The list of roles was incomplete"),
    ],
)
def test_what_cannot_be_is_refused(office, typed, said):
    send(office, **typed)

    office.sees("Nothing was saved yet", said)
    assert not CellPlan.objects.exists()


def test_nobody_stands_in_a_line_twice(office, world):
    send(
        office,
        roles__0__person_0=pk(world, "odile"),
        roles__0__person_1=pk(world, "odile"),
    )

    office.sees("Odile Perrin is named twice for this role.")


def test_on_call_agent_stays(office, team):
    at = USUAL.index(RoleKind.ON_CALL)
    send(office, edit=f"remove-{at}")
    send(office)

    assert RoleKind.ON_CALL in [role.kind for role in plan_of(team).roles]


def test_own_choice_is_hers_and_seen_where_people_are_named(office, world, team):
    name(world)
    sofia = world.office("sofia").open("/me/calls/")
    sofia.press("Save the choice", reach="any", no_cell_off_hours="on")

    assert world.person("sofia").no_cell_off_hours
    assert "Sofia Almeida (not off hours)" in office.reload().html
    sofia.open("/me/").sees("not off hours for a crisis cell")
    assert "no_cell_off_hours" not in office.open("/t/edition/team/").html


def test_somebody_who_left_is_offered_no_more(office, world):
    name(world)
    world.team.memberships.filter(person=world.person("sofia")).update(
        until_on=world.clock.now.date().replace(day=1)
    )

    assert "Sofia Almeida" not in office.reload().html
