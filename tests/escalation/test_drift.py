"""How much waited and whom it disturbed, as the lead reads it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser

from escalation import actions
from escalation.drift import drift_of
from escalation.models import Outcome

PATH = "/t/edition/monday/figures/"


@pytest.fixture
def ask(world, clock):
    """`ask(datetime(…), kind="post")`: a request of that moment."""

    def make(at: datetime, **fields) -> None:
        clock.set(at)
        said = {"caller": None, "by": None} | fields
        actions.defer(
            team=world.team,
            title="Une demande",
            request_key=uuid4(),
            at=clock.now,
            **said,
        )

    return make


@pytest.fixture
def disturb(world, clock):
    """A call that Camille, and after her Malik, got for something that could wait."""

    def make(at: datetime, outcome: str = Outcome.OUT_OF_FRAME, **fields) -> None:
        clock.set(at)
        world.on_duty("camille", backup="malik")
        clock.tick()
        incident = world.trigger("user_info", **fields)
        camille = world.person("camille")
        about = {"incident_id": incident.pk, "by": camille, "at": clock.now}
        actions.take(**about, via="link")
        actions.close(**about, outcome=outcome)
        world.phone("camille").expect("")

    return make


def by_month(drift) -> dict[str, tuple[int, int]]:
    """Only the months in which there was something."""
    return {
        f"{month.first:%Y-%m}": (month.waited, month.disturbed)
        for month in drift.months
        if month.waited or month.disturbed
    }


def test_nothing_waited_and_nobody_was_disturbed(lead_client, team):
    page = Browser(lead_client).open(PATH)

    page.sees("0 requests waited: 0 people were disturbed.")
    page.sees("No call was closed as outside the two cases.")


def test_requests_are_counted_by_month_kind_and_sender(
    world, ask, cabinet, lead_client, clock
):
    ask(datetime(2026, 10, 31, 23, 30), kind="post", caller=cabinet)
    ask(datetime(2026, 11, 1, 0, 30), kind="post", caller=cabinet)
    ask(datetime(2026, 11, 21, 15, 0), kind="", by=world.person("yann"))

    drift = drift_of(world.team, clock.now)

    assert by_month(drift) == {"2026-10": (1, 0), "2026-11": (2, 0)}
    assert [(bar.count, bar.width) for bar in drift.kinds] == [(2, 100), (1, 50)]
    page = Browser(lead_client).open(PATH)
    page.sees("3 requests waited: 0 people were disturbed.")
    page.sees("something to publish 2", "not said 1", "Cabinet 2", "the team itself 1")
    assert "Yann" not in page.text


def test_month_is_that_of_the_teams_clock(world, ask, clock):
    world.team.time_zone = "America/Cayenne"
    ask(datetime(2026, 12, 1, 2, 0))  # the evening before, there

    assert by_month(drift_of(world.team, clock.now)) == {"2026-11": (1, 0)}


def test_call_outside_the_frame_disturbed_those_it_reached(
    world, disturb, lead_client, clock
):
    disturb(datetime(2026, 11, 21, 15, 0))

    assert by_month(drift_of(world.team, clock.now)) == {"2026-11": (0, 1)}
    Browser(lead_client).open(PATH).sees("1 person was disturbed.", "1 call was closed")


def test_call_inside_the_frame_disturbed_nobody(world, disturb, clock):
    disturb(datetime(2026, 11, 21, 15, 0), outcome=Outcome.PUBLISHED)

    assert drift_of(world.team, clock.now).disturbed == 0


def test_exercise_disturbed_nobody(world, disturb, clock):
    disturb(datetime(2026, 11, 21, 15, 0), exercise=True)

    assert drift_of(world.team, clock.now).disturbed == 0


def test_what_is_older_than_twelve_months_is_left_out(world, ask, clock):
    ask(datetime(2026, 11, 21, 15, 0))

    at = clock.now + timedelta(days=370)
    assert drift_of(world.team, at).waited == 0
    assert len(drift_of(world.team, at).months) == 12


def test_agents_do_not_see_the_figures(agent_client, team):
    assert agent_client.get(PATH).status_code == 403
