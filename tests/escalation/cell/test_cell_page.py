"""The crisis cell on the pages of a call: opened by one tap, answered by a link."""

from datetime import datetime

import pytest
from browsing import Browser
from convening import name, stands

from escalation import actions
from escalation.actions.convening import open_cell
from escalation.models import Cell

SATURDAY = datetime(2026, 11, 28, 21, 10)


@pytest.fixture
def incident(world, clock, cabinet):
    """Smoke over the works; Camille is told."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    name(world)
    return world.trigger(caller=cabinet, facts="Fumée visible.")


@pytest.fixture
def page(world, incident) -> Browser:
    """Camille's page; she took it."""
    return world.phone("camille").expect("CRISE").tap_link().press("I take it")


@pytest.fixture
def opened(page, clock) -> Browser:
    """She opened the cell by one tap."""
    page.press("Call the crisis cell")
    clock.tick()
    return page.reload()


@pytest.fixture
def tapped(world, opened):
    """The pages of those who were called."""
    keys = ("odile", "sofia", "yann")
    return {key: world.phone(key).expect("Cellule").tap_link() for key in keys}


def test_one_tap_opens_it(opened, tapped, incident):
    opened.sees(
        "Crisis cell",
        "On-call agent CR Camille R. has the call",
        "Pilot OP Odile P. called at 21:10",
        "Press officer SA Sofia A. called at 21:10",
        "Camille R. opens the crisis cell",
        "Sofia A. is called into the cell: press officer",
    )
    assert not any("Call the crisis cell" in b.text for b in buttons(opened))


def buttons(page: Browser):
    return [button for form in page.forms for button in form.buttons]


def test_before_somebody_took_it_there_is_no_button(world, incident):
    page = world.phone("camille").expect("CRISE").tap_link()

    assert not any("crisis cell" in b.text for b in buttons(page))


def test_roles_are_unticked_before(page, world, clock, incident):
    page.press("Call the crisis cell", roles=["press"])
    clock.tick()

    page.reload().sees("Pilot not needed", "Press officer SA Sofia A. called at 21:10")
    world.phone("sofia").expect("Cellule")
    page.press("Call social media writer")
    clock.tick()
    world.phone("yann").expect("Cellule")
    assert stands(incident)["pilot"] == ("idle", "")


def test_a_team_that_named_nobody_is_told_where(world, clock, cabinet):
    clock.set(SATURDAY)
    world.on_duty("camille")
    world.trigger(caller=cabinet)
    page = world.phone("camille").expect("CRISE").tap_link().press("I take it")
    page.sees("Nobody is named for these roles yet")

    page.press("Call the crisis cell")

    page.sees("Press officer nobody", "Nobody for: pilot, mayor's cabinet")


def test_invited_person_sees_facts_roles_log_and_procedure(tapped):
    tapped["sofia"].sees(
        "Fumées visibles à Cheviré",
        "Fumée visible.",
        "The crisis cell needs you: press officer.",
        "Odile P. called at 21:10",
        "What to do",
        "Camille R. took it",
    )
    assert not any("I take it" in b.text for b in buttons(tapped["sofia"]))
    assert not any("Note it" in b.text for b in buttons(tapped["sofia"]))


def test_opening_the_link_answers_nothing(tapped, incident):
    tapped["sofia"].client.head(tapped["sofia"].path)
    tapped["sofia"].client.get(f"{tapped['sofia'].path}/live")

    assert stands(incident)["press"] == ("calling", "sofia")
    for act in ("join", "stay-out"):
        path = f"{tapped['sofia'].path}/cell/{act}"
        assert tapped["sofia"].client.get(path).status_code == 405


def test_who_comes_works_on_it(tapped, incident, opened, clock):
    sofia = tapped["sofia"].press("I am coming")

    sofia.sees("You are in the crisis cell: press officer.", "Camille R. has the call.")
    token = {"csrfmiddlewaretoken": sofia.client.cookies["csrftoken"].value}
    step = {"key": "crisis-0", "done": "1"}
    sofia.client.post(f"{sofia.path}/do/tick", step | token)
    sofia.reload().press("Add the note", text="La préfecture a été jointe")
    sofia.sees("Sofia A.: “La préfecture a été jointe”")
    labels = {b.text for b in buttons(sofia)}
    assert "Note it" in labels
    assert not labels & {"Record the decision", "Close this call"}
    opened.reload().sees("Press officer SA Sofia A. accepted at 21:10")
    assert incident.log.filter(kind="ticked").count() == 1


def test_pilot_decides_and_closes_by_the_link(tapped, incident, world):
    odile = tapped["odile"].press("I am coming")
    odile.press("Record the decision", decision="publish")

    odile.press("Close this call", outcome="published", note="Fin")

    incident.refresh_from_db()
    assert (incident.decision, incident.state) == ("publish", "resolved")
    odile.sees("There is nothing to do.")


def test_who_cannot_says_so_once(tapped, world, clock, opened):
    sofia = tapped["sofia"].press("I can't: call the next person")
    clock.tick()

    sofia.sees("You were called into the crisis cell: press officer.")
    lena = world.phone("lena").expect("Cellule").tap_link()
    opened.reload().sees(
        "Press officer LB Lena B. called at 21:10 Sofia A.: not available",
        "Sofia A. is not available: press officer",
        "The substitute is called into the cell: Lena B., press officer",
    )

    lena.press("I am coming")

    sofia.reload().sees("The crisis cell does not need you any more.")
    assert not any("coming" in b.text for b in buttons(sofia))


def test_late_yes_while_nobody_came(tapped, clock, incident, world):
    clock.forward(minutes=12)
    for key in ("lena", "ines"):
        world.phone(key).expect("Cellule")
    assert stands(incident)["press"] == ("empty", "")

    tapped["sofia"].reload().press("I am coming after all")

    assert stands(incident)["press"] == ("taken", "sofia")


def test_button_of_a_page_that_is_old(tapped, clock, world):
    clock.forward(minutes=5)
    world.phone("ines").expect("Cellule")
    lena = world.phone("lena").expect("Cellule").tap_link()
    lena.press("I am coming")

    # her page still shows the button
    tapped["sofia"].press("I am coming")

    tapped["sofia"].sees("Somebody else has come meanwhile: there is nothing to do.")


def test_link_after_the_end(tapped, incident, world, clock):
    act = {"by": world.person("camille"), "at": clock.now}
    actions.close(incident_id=incident.pk, outcome="published", **act)

    tapped["sofia"].press("I am coming")

    tapped["sofia"].sees("This call is closed already.", "There is nothing to do.")
    tapped["yann"].reload().sees("Closed", "There is nothing to do.")
    clock.set(datetime(2026, 12, 5, 9))
    assert tapped["yann"].open(tapped["yann"].path).status == 410


def test_link_of_somebody_who_left(tapped, world):
    world.team.memberships.filter(person=world.person("sofia")).update(
        until_on=datetime(2026, 11, 27).date()
    )

    assert tapped["sofia"].reload().status == 403


def test_open_page_follows(tapped, opened):
    old = opened.client.get(f"{opened.path}/live")

    tapped["sofia"].press("I am coming")

    new = opened.client.get(
        f"{opened.path}/live", headers={"If-None-Match": old["ETag"]}
    )
    assert new.status_code == 200
    assert "accepted at 21:10" in new.text
    again = {"If-None-Match": new["ETag"]}
    assert opened.client.get(f"{opened.path}/live", headers=again).status_code == 304


def test_signed_in_people_open_and_answer_on_the_teams_page(
    world, page, incident, clock
):
    path = f"/t/edition/alerts/{incident.code}/"
    malik = world.office("malik").open(path)
    assert not any("crisis cell" in b.text for b in buttons(malik))

    odile = world.office("odile").open(path).press("Call the crisis cell")
    clock.tick()

    odile.sees("Pilot OP Odile P. accepted at 21:10")
    sofia = world.office("sofia").open(path)
    sofia.sees("The crisis cell needs you: press officer.")
    sofia.press("I am coming")
    sofia.sees("You are in the crisis cell: press officer.")
    assert "Note it" in {b.text for b in buttons(sofia)}
    yann = world.office("yann").open(path).press("I can't: call the next person")
    clock.tick()
    yann.sees("Inès N. called at 21:10")
    for key in ("sofia", "yann", "ines"):
        world.phone(key).expect("Cellule")


def test_whoever_was_not_called_cannot_join(world, opened, incident, tapped):
    path = f"/t/edition/alerts/{incident.code}/"
    malik = world.office("malik").open(path)

    token = {"csrfmiddlewaretoken": malik.client.cookies["csrftoken"].value}
    malik.client.post(f"{path}cell/join/", token)

    malik.reload().sees("You were not called into this crisis cell.")
    assert Cell.objects.count() == 1


def test_caller_reads_nothing_of_the_cell(world, opened, tapped, cabinet, incident):
    tapped["sofia"].press("I am coming")
    desk = world.desk(cabinet)

    seen = desk.open(f"{desk.path}/{incident.code}")

    assert "Sofia" not in seen.text
    assert "cell" not in seen.text


def test_reader_of_the_team_may_be_called(reader, world, incident, page, clock):
    name(world, cabinet=("hugo",))
    who = {"by": world.person("camille"), "at": clock.now}
    open_cell(incident_id=incident.pk, **who)
    clock.tick()

    hugo = world.phone("hugo").expect("Cellule", "cabinet").tap_link()

    hugo.press("I am coming").sees("You are in the crisis cell: mayor's cabinet.")
