"""What a team learns from a crisis: owed, planned, written, held, counted."""

from datetime import date, datetime, timedelta

import pytest
from browsing import Browser
from crises import close, does, kinds, taken_crisis
from django.core import mail
from harness import HOUR

from escalation import actions
from escalation.actions.debriefing import (
    FIELDS,
    OvertakenError,
    plan_debrief,
    remind_of_debrief,
    write_debrief,
)
from escalation.debriefs import figures
from escalation.models import Debrief, DebriefNote

DUE = date(2026, 12, 5)
EMPTY = dict.fromkeys(FIELDS, "")


@pytest.fixture
def crisis(world, clock, caller):
    """Closed on Saturday, by Camille."""
    incident = taken_crisis(world, clock, caller)
    close(world, incident, "camille")
    return incident


@pytest.fixture
def debrief(crisis) -> Debrief:
    return Debrief.objects.get()


@pytest.fixture
def lead(world, debrief) -> Browser:
    return world.office("odile").open(page_of(debrief))


@pytest.fixture
def agent(world, debrief) -> Browser:
    return world.office("yann").open(page_of(debrief))


def page_of(debrief: Debrief) -> str:
    return f"/t/edition/alerts/{debrief.incident.code}/debrief/"


def letters() -> list[str]:
    return [m.subject for m in mail.outbox if "briefing" in m.subject]


def test_real_crisis_owes_one_within_seven_days(debrief):
    assert (debrief.due_on, debrief.planned_on, debrief.held_on) == (DUE, None, None)


@pytest.mark.parametrize("outcome", ["stopped", "out_of_frame"])
def test_mistake_owes_none(world, clock, caller, outcome):
    close(world, taken_crisis(world, clock, caller), "camille", outcome)

    assert not Debrief.objects.exists()


def test_exercise_and_user_information_owe_none(world, clock, caller, phone):
    close(world, taken_crisis(world, clock, caller, exercise=True), "camille")
    incident = world.trigger(case="user_info", title="Parc fermé", caller=caller)
    phone("camille").expect("USAGERS")
    does(world, incident, actions.take, "camille", via="link")
    close(world, incident, "camille")

    assert not Debrief.objects.exists()


@pytest.mark.parametrize(
    "where", ["/", "/t/edition/alerts/", "/t/edition/alerts/{code}/"]
)
def test_it_is_shown_where_people_look(world, debrief, where):
    page = world.office("yann").open(where.format(code=debrief.incident.code))

    page.sees("After the crisis: debrief", "to plan until Saturday 5 December")


def test_readers_see_nothing_of_it(world, debrief, reader_client):
    assert b"debrief" not in reader_client.get("/").content.lower()
    assert reader_client.get(page_of(debrief)).status_code == 403


def test_lead_plans_it_and_everybody_sees_when(lead, agent, debrief):
    assert "When" in agent.text
    assert "It was held" not in agent.text

    lead.press("Plan it", day="2026-12-02")

    lead.sees("planned Wednesday 2 December")
    agent.reload().sees("It will be held on Wednesday 2 December.")
    assert "debrief_planned" in kinds(debrief.incident)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-27", "That day is past."),
        ("2026-12-06", "Choose a day until Sat 5 Dec"),
        ("soon", "Write a day, such as 2026-12-03."),
    ],
)
def test_day_that_cannot_be(lead, day, sentence):
    lead.press("Plan it", day=day)

    lead.sees(sentence)
    assert Debrief.objects.get().planned_on is None


def test_late_one_can_still_be_planned(world, debrief, clock):
    clock.set(datetime(2026, 12, 9, 10))
    lead = world.office("odile").open(page_of(debrief))
    lead.sees("late was due Saturday 5 December")

    lead.press("Plan it", day="2026-12-11")

    assert Debrief.objects.get().planned_on == date(2026, 12, 11)


def test_leads_hear_before_it_is_late_and_on_the_day(world, debrief, clock):
    clock.set(datetime(2026, 12, 3, 8, 59))
    clock.tick()
    assert not letters()

    clock.set(datetime(2026, 12, 3, 9))
    clock.forward(hours=2)
    [subject] = letters()
    assert subject.startswith(f"Débriefing de {debrief.incident.code} : à prévoir")
    assert "/debrief/" in world.mail("odile", "briefing").body

    clock.set(datetime(2026, 12, 5, 9))
    clock.forward(hours=2)
    clock.set(datetime(2026, 12, 8, 9))
    clock.forward(hours=2)
    assert len(letters()) == 2


def test_planned_one_is_told_the_morning_before(world, lead, clock):
    lead.press("Plan it", day="2026-12-02")
    clock.set(datetime(2026, 12, 1, 9))
    clock.forward(minutes=2)

    assert "prévu mercredi 2 décembre" in letters()[0]


def test_held_one_is_told_no_more(lead, clock):
    lead.press("It was held")
    lead.sees("held 28 November 2026")
    clock.set(datetime(2026, 12, 5, 9))
    clock.forward(hours=2)

    assert not letters()


def test_what_was_said_is_kept_by_version(agent, lead, debrief):
    agent.press("Save", facts="Feu à 2 h.", templates="Numéro du SDIS", exposure="some")
    agent.sees("Saved.", "Saved by Yann G.")
    lead.reload().press("Save", facts="Feu à 2 h 10.")

    first, second = DebriefNote.objects.all()
    assert (first.facts, second.facts) == ("Feu à 2 h.", "Feu à 2 h 10.")
    assert second.templates == "Numéro du SDIS"
    lead.sees("2 versions")
    assert lead.html.count("/t/edition/procedures/") >= 1


def test_two_who_write_at_once_lose_nothing(agent, lead, debrief):
    agent.press("Save", facts="De Yann")
    lead.press("Save", facts="D'Odile")

    lead.sees("Yann G. saved another version", "De Yann")
    assert "D&#x27;Odile" in lead.html
    lead.press("Save", facts="Des deux")
    assert [note.facts for note in DebriefNote.objects.all()] == ["De Yann", "Des deux"]


def test_same_words_again_are_no_version(world, debrief, clock):
    said = {"by": world.person("yann"), "at": clock.now, "debrief_id": debrief.pk}
    assert write_debrief(words=EMPTY, seen=0, **said) is None
    note = write_debrief(words=EMPTY | {"load": "9 h"}, seen=0, **said)
    assert write_debrief(words=EMPTY | {"load": "9 h"}, seen=0, **said) == note
    with pytest.raises(OvertakenError):
        write_debrief(words=EMPTY | {"load": "8 h"}, seen=0, **said)


def test_too_much_is_given_back(agent):
    agent.press("Save", facts="z" * 20000)

    agent.sees("That is 20000 characters; 8000 fit.")
    assert "z" * 20000 in agent.html


def test_figures_name_nobody(world, lead, debrief, team, clock):
    lead.press("Save", exposure="heavy")
    lead.press("It was held")

    page = lead.open("/t/edition/debriefs/")

    page.sees("Crises 1 Debriefed 1, 1 of them within seven days")
    page.sees("many, or hard to read: 1")
    assert "Camille" not in page.text.split("without a name")[1]
    assert figures(team, clock.now + timedelta(days=366)).crises == 0


def test_nothing_yet(world, team):
    world.office("yann").open("/t/edition/debriefs/").sees("nothing to debrief")


def test_reminder_of_two_engines_is_one_letter(world, debrief, clock):
    at = debrief.remind_at
    for _ in range(2):
        remind_of_debrief(debrief_id=debrief.pk, at=at)
    clock.set(at)
    clock.tick()

    assert len(letters()) == 1


def test_planning_the_same_day_again_changes_nothing(world, debrief, clock):
    said = {"debrief_id": debrief.pk, "by": world.person("odile"), "at": clock.now}
    for _ in range(2):
        plan_debrief(day=DUE, **said)

    assert kinds(debrief.incident).count("debrief_planned") == 1
    assert clock.now + HOUR < Debrief.objects.get().remind_at
