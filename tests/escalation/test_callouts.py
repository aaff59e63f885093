"""Time spent on calls: counted by what happens, corrected with a trace."""

from datetime import UTC, datetime, timedelta

import pytest
from browsing import Browser
from django.urls import reverse

from escalation import actions
from escalation.callouts import call_outs_of, spent
from escalation.models import CallOut, CallOutCorrection, Incident
from rota.models.appending import AppendOnlyError

SATURDAY = datetime(2026, 11, 28, 14, 2)


@pytest.fixture
def incident(world, clock) -> Incident:
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    return incident


def act(action, incident, person, clock, **said):
    return action(incident_id=incident.pk, by=person, at=clock.now, **said)


def take(incident, person, clock):
    return act(actions.take, incident, person, clock, via="link")


def lengths(team) -> list[tuple[str, int | None]]:
    rows = spent(call_outs_of(team))
    return [
        (
            row.call_out.person.short_name,
            row.length // timedelta(minutes=1) if row.length is not None else None,
        )
        for row in rows
    ]


@pytest.fixture
def closed(incident, world, clock) -> CallOut:
    """Camille had it for 66 minutes."""
    camille = world.person("camille")
    take(incident, camille, clock)
    clock.now += timedelta(minutes=66)
    act(actions.close, incident, camille, clock, outcome="published")
    return CallOut.objects.get()


def test_nothing_is_counted_before_somebody_takes_it(incident, world):
    assert lengths(world.team) == []


def test_runs_from_taking_to_closing(closed, world):
    assert lengths(world.team) == [("Camille R.", 66)]


def test_whoever_takes_over_goes_on(incident, world, clock):
    camille, odile = world.person("camille"), world.person("odile")
    take(incident, camille, clock)
    clock.now += timedelta(minutes=10)
    over = {"via": "page", "over_from": camille.pk}
    act(actions.take, incident, odile, clock, **over)
    clock.forward(minutes=5)

    assert lengths(world.team) == [("Odile P.", None), ("Camille R.", 10)]
    world.phone("camille").expect("a repris")


def test_handing_it_back_stops_and_taking_it_again_starts(incident, world, clock):
    camille = world.person("camille")
    take(incident, camille, clock)
    clock.now += timedelta(minutes=3)
    act(actions.pass_on, incident, camille, clock, via="link")
    clock.now += timedelta(minutes=20)
    take(incident, camille, clock)
    clock.now += timedelta(minutes=4)
    act(actions.close, incident, camille, clock, outcome="published")

    assert lengths(world.team) == [("Camille R.", 4), ("Camille R.", 3)]


def test_second_answer_starts_nothing(incident, world, clock):
    take(incident, world.person("camille"), clock)
    take(incident, world.person("malik"), clock)
    take(incident, world.person("camille"), clock)

    assert lengths(world.team) == [("Camille R.", None)]


def test_exercise_is_never_counted(world, clock):
    clock.set(SATURDAY)
    world.on_duty("camille")
    drill = world.trigger(exercise=True)
    world.phone("camille").expect("EXERCICE")

    take(drill, world.person("camille"), clock)
    act(actions.close, drill, world.person("camille"), clock, outcome="published")

    assert lengths(world.team) == []


def test_hour_that_the_clock_jumps_over_is_not_counted(world, clock):
    clock.set(datetime(2027, 3, 28, 0, 30, tzinfo=UTC))  # 01:30 in Paris
    world.on_duty("camille")
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    camille = world.person("camille")
    take(incident, camille, clock)
    clock.now += timedelta(hours=1)  # 03:30 in Paris
    act(actions.close, incident, camille, clock, outcome="published")

    assert lengths(world.team) == [("Camille R.", 60)]


def page_of(world, who: str, row: CallOut) -> Browser:
    return world.office(who).open(reverse("call_out", args=[world.team.slug, row.pk]))


def test_correction_counts_and_what_was_stays_on_record(closed, world, clock):
    clock.now += timedelta(hours=1)
    page = page_of(world, "camille", closed)

    page.press("Correct it", ended_at="2026-11-28T15:20", why="Comments until 15:20")

    page.sees(
        "Corrected; what it was before stays on record.", "corrected by Camille R."
    )
    assert lengths(world.team) == [("Camille R.", 78)]
    closed.refresh_from_db()
    assert closed.ended_at - closed.started_at == timedelta(minutes=66)
    page_of(world, "camille", closed).sees("As it happened:", "Comments until 15:20")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ended_at": "2026-11-28T14:00"}, "It ends before it begins."),
        ({"ended_at": "2026-11-29T14:00"}, "That is still to come."),
        ({"started_at": "2026-11-20T14:00"}, "longer than four days"),
        ({"ended_at": "soon"}, "Write a day and a time"),
        ({"ended_at": ""}, "Write a day and a time"),
        ({"why": ""}, "Say in a few words why"),
    ],
)
def test_times_that_cannot_be_are_said(closed, world, typed, said):
    page = page_of(world, "camille", closed)

    page.press("Correct it", **{"why": "Later"} | typed)

    page.sees(said)
    assert not CallOutCorrection.objects.exists()


def test_colleague_sees_only_her_own_and_a_lead_sees_all(closed, world):
    address = reverse("call_outs", args=[world.team.slug])

    world.office("malik").open(address).sees("nothing to count")
    assert page_of(world, "malik", closed).status == 404
    world.office("odile").open(address).sees("Camille R.", "1 h 06")
    assert page_of(world, "odile", closed).status == 200


def test_what_still_runs_is_not_corrected_yet(incident, world, clock):
    take(incident, world.person("camille"), clock)

    page_of(world, "camille", CallOut.objects.get()).sees("It is still going on")


def test_correction_is_never_rewritten(closed, world, clock):
    page_of(world, "odile", closed).press(
        "Correct it", ended_at="2026-11-28T15:00", why="Seen with her"
    )
    [fixed] = CallOutCorrection.objects.all()

    with pytest.raises(AppendOnlyError):
        fixed.save()
    with pytest.raises(AppendOnlyError):
        CallOutCorrection.objects.update(why="")


def test_table_has_minutes(closed, world):
    address = reverse("call_outs_csv", args=[world.team.slug])

    body = world.office("odile").client.get(address).content.decode()

    assert "Camille Roux" in body
    assert "66" in body
