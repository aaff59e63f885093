"""The lead's page of drills: plan one, take it back, look at what they showed."""

from datetime import UTC, datetime, timedelta

import pytest
from browsing import Browser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation import actions
from escalation.models import Drill, DrillState, Incident

PATH = "/t/edition/drills/"
SATURDAY = {"day": "2026-11-21", "clock": "10:30"}


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


@pytest.fixture
def rehearse(world, clock):
    """`rehearse(seconds=90)`: an exercise that Camille takes after so long."""
    world.on_duty("camille", backup="malik")

    def hold(at: datetime, seconds: float = 90, outcome: str = "published") -> Incident:
        clock.set(at)
        clock.tick()
        exercise = world.trigger(exercise=True, title="Fumées", by="odile")
        clock.set(at + timedelta(seconds=seconds))
        camille = world.person("camille")
        about = {"incident_id": exercise.pk, "by": camille}
        actions.take(**about, via="sms", at=clock.now)
        actions.close(**about, outcome=outcome, at=clock.now + timedelta(minutes=5))
        world.phone("camille").expect("EXERCICE")
        return exercise

    return hold


def test_a_team_that_never_rehearsed_is_told_so(office):
    office.open(PATH).sees("This team has never rehearsed.", "No drill is planned.")


def test_a_drill_is_planned_on_the_teams_clock(office, world):
    world.on_duty("camille", backup="malik")

    office.open(PATH).press("Plan it", **SATURDAY, title="Fumées visibles")

    office.sees("The drill is planned.", "Sat 21 Nov, 10:30", "Fumées visibles")
    office.sees("Calls Camille R., by the published rota.", "nobody is told")
    drill = Drill.objects.get()
    assert drill.planned_for == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert drill.made_by == world.person("odile")
    assert not drill.announced


def test_first_values_are_the_saturday_of_the_next_duty(office, world):
    world.on_duty("camille", at=world.clock.now + timedelta(weeks=2))

    office.open(PATH).sees("Sat 5 Dec, 10:30: this calls Camille R.")
    office.press("Plan it")

    drill = Drill.objects.get()
    assert drill.title == "Répondez comme pour un vrai appel"


def test_who_would_be_called_is_said_before(office, world):
    world.on_duty("camille", backup="malik")
    office.open(PATH)

    office.press("Who would be called?", **SATURDAY)
    office.sees("Sat 21 Nov, 10:30: this calls Camille R.", "Backup: Malik T.")
    office.press("Who would be called?", day="2026-11-19", clock="15:00")

    office.sees("Thu 19 Nov, 15:00: nobody is on call then by the published rota.")
    office.sees("The drill would call Odile P., as a real call would.")
    assert not Drill.objects.exists()


def test_the_browser_asks_for_that_part_only(lead_client, world):
    world.on_duty("camille")

    answer = lead_client.post(PATH, SATURDAY, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "Camille R." in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2026-11-17"}, "Choose a moment at least two minutes from now."),
        ({"day": "2028-01-01"}, "Choose a day within the coming year."),
        ({"day": "2027-03-28", "clock": "02:30"}, "This time does not exist"),
        ({"day": "tomorrow"}, "Enter a valid date."),
        ({"clock": "noon"}, "Enter a valid time."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office, typed, sentence):
    office.open(PATH).press("Plan it", **SATURDAY | {"facts": "Vent d’est"} | typed)

    office.sees(sentence)
    assert "Vent d’est" in office.html
    assert not Drill.objects.exists()


def test_an_hour_that_comes_twice_is_the_first_one(world, clock):
    clock.set(datetime(2027, 10, 1, 9, 0))

    world.office("odile").open(PATH).press("Plan it", day="2027-10-31", clock="02:30")

    planned_for = Drill.objects.get().planned_for
    assert planned_for == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_damaged_key_stops_nobody(lead_client, team):
    form = SATURDAY | {"case": "crisis", "title": "Feu", "plan": "1"}

    lead_client.post(PATH, form | {"request_key": "'"})

    assert Drill.objects.get().title == "Feu"


def test_two_clicks_plan_one_drill(lead_client, team):
    key = "7a1f1d5c-5c0f-4f3e-9d6b-0c6a1f0e4b11"
    form = SATURDAY | {"case": "crisis", "title": "Feu", "plan": "1"}

    for _ in range(2):
        assert lead_client.post(PATH, form | {"request_key": key}).status_code == 302

    assert Drill.objects.count() == 1


def test_a_planned_drill_can_be_cancelled(office, world):
    office.open(PATH).press("Plan it", **SATURDAY)

    office.press("Cancel").sees("The drill is cancelled.", "No drill is planned.")

    drill = Drill.objects.get()
    assert drill.state == DrillState.CANCELLED
    assert drill.cancelled_by == world.person("odile")


def test_too_late_to_cancel_is_said(office, world, clock):
    world.on_duty("camille")
    office.open(PATH).press("Plan it", **SATURDAY)
    clock.set(datetime(2026, 11, 21, 10, 30))
    clock.tick()
    world.phone("camille").expect("EXERCICE")

    office.press("Cancel").sees("Too late: this drill is held or over already.")

    office.sees("Past exercises", "going on")


def test_a_drill_put_off_says_why(office, world):
    office.open(PATH).press("Plan it", **SATURDAY)
    drill = Drill.objects.get()
    drill.due_at += timedelta(minutes=30)
    drill.put_offs, drill.obstacle = 1, "real_call"
    drill.save()

    office.open(PATH).sees(
        "Sat 21 Nov, 11:00",
        "Planned for Sat 21 Nov, 10:30, put off: a real call was open.",
    )


def test_a_drill_given_up_is_listed_with_its_reason(office, clock):
    office.open(PATH).press("Plan it", **SATURDAY)
    clock.set(datetime(2026, 11, 21, 12, 0))
    clock.tick()

    office.open(PATH).sees("Not held", "the program was not running at that hour")


def test_what_was_measured_is_shown(office, world, rehearse):
    rehearse(datetime(2026, 11, 21, 10, 0))

    office.open(PATH).sees(
        "Time to an answer",
        "Sat 21 Nov, 10:00 1 min 30 s",
        "First text or call left after 0.0 s",
        "Text delivered after 0.0 s",
        "Taken after 1 min 30 s, by Camille R. at step 1, by SMS",
        "Closed after 6 min 30 s",
        "Steps of the ladder 1",
        "Texts or calls that failed 0",
    )


def test_steps_and_failures_are_counted(office, world, clock):
    world.on_duty("camille", backup="malik")
    world.phone("camille").becomes("unreachable")
    clock.set(datetime(2026, 11, 21, 10, 0))
    clock.tick()
    exercise = world.trigger(exercise=True)
    clock.tick()
    world.phone("malik").expect("EXERCICE")
    malik = world.person("malik")
    actions.take(incident_id=exercise.pk, by=malik, via="link", at=clock.now)

    office.open(PATH).sees(
        "by Malik T. at step 2, by the link",
        "Steps of the ladder 2",
        "Texts or calls that failed 1",
    )


def test_exercise_without_an_answer_is_told(office, world, clock):
    world.on_duty("camille")
    clock.set(datetime(2026, 11, 21, 10, 0))
    world.trigger(exercise=True)
    world.phone("camille").expect("EXERCICE")

    office.open(PATH).sees("Sat 21 Nov, 10:00 no answer")


def test_bars_compare_the_times(office, rehearse):
    rehearse(datetime(2026, 11, 21, 10, 0), seconds=50)
    rehearse(datetime(2026, 11, 21, 12, 0), seconds=200)

    office.open(PATH)

    assert 'class="bar" width="100"' in office.html
    assert 'class="bar" width="25"' in office.html


def test_only_exercises_are_measured(office, world, clock):
    world.on_duty("camille")
    clock.set(datetime(2026, 11, 21, 10, 0))
    world.trigger()
    world.phone("camille").expect("CRISE")

    office.open(PATH).sees("This team has never rehearsed.")
    assert "Past exercises" not in office.text


def test_half_a_year_without_an_exercise_is_said(office, world, clock, rehearse):
    rehearse(datetime(2026, 11, 21, 10, 0))
    office.open(PATH)
    assert "six months" not in office.text

    clock.set(datetime(2027, 5, 23, 10, 0))

    page = world.office("odile").open(PATH)
    page.sees("The last exercise is more than six months ago (Sat 21 Nov")


def test_exercise_that_a_real_call_stopped_does_not_count(office, rehearse):
    rehearse(datetime(2026, 11, 21, 10, 0), outcome="interrupted")

    office.open(PATH).sees("This team has never rehearsed.")


def test_number_of_exercises_costs_no_queries(
    office, lead_client, rehearse, django_assert_num_queries
):
    rehearse(datetime(2026, 11, 21, 10, 0))
    lead_client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        lead_client.get(PATH)
    for hour in (12, 14, 16):
        rehearse(datetime(2026, 11, 21, hour, 0))

    with django_assert_num_queries(len(few)):
        lead_client.get(PATH)


def test_page_is_one_of_the_teams(office):
    office.open("/t/edition/team/").follow("Drills").sees("Plan a drill")


@pytest.mark.parametrize("client", ["agent_client", "reader_client"])
def test_others_plan_nothing(client, request, team):
    assert request.getfixturevalue(client).post(PATH, SATURDAY).status_code == 403
