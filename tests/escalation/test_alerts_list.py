"""The list of calls: open first, then past."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.models import Deferred, Incident, IncidentState

SATURDAY = datetime(2026, 11, 28, 21, 10)
PATH = "/t/edition/alerts/"


@pytest.fixture
def past(world, clock, cabinet):
    """Closed calls, one an hour, as they would be in the database."""

    def make(number: int, **fields) -> None:
        now = clock.now
        Incident.objects.bulk_create(
            Incident(
                team=world.team,
                code=f"C{world.team.incidents.count() + n:04}",
                request_key=uuid4(),
                case="user_info",
                title=f"Parc {n}",
                caller=cabinet,
                raised_at=now - timedelta(hours=n + 1),
                taken_at=now - timedelta(hours=n + 1) + timedelta(minutes=4),
                owner=world.person("camille"),
                closed_at=now,
                state=IncidentState.RESOLVED,
                outcome="published",
                ladder={},
                **fields,
            )
            for n in range(number)
        )

    return make


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


def test_quiet_weekend_is_said(office):
    office.open(PATH).sees("No call is open. All quiet.")


def test_open_calls_come_first(office, world, clock, past):
    clock.set(SATURDAY)
    past(1)
    world.on_duty("camille")
    world.trigger()
    world.phone("camille").expect("CRISE")

    office.open(PATH).sees(
        "Crisis: Fumées visibles à Cheviré Called Sat 28 Nov, 21:10. "
        "Nobody has taken it yet.",
        "Sat 28 Nov, 20:10 Urgent user information Parc 0 Cabinet "
        "Camille R. after 4 min published",
    )
    assert office.text.index("Fumées") < office.text.index("Parc 0")


def test_list_leads_to_the_call(office, world, clock):
    clock.set(SATURDAY)
    world.on_duty("camille")
    world.trigger()
    world.phone("camille").expect("CRISE")

    office.open(PATH).follow("Open").sees("What happened")


def test_exercises_are_marked(office, world, clock, past):
    past(1, exercise=True)
    clock.set(SATURDAY)
    world.on_duty("camille")
    world.trigger(exercise=True)
    world.phone("camille").expect("EXERCICE")

    office.open(PATH).sees("EXERCISE – Crisis: Fum", "EXERCISE Urgent user information")


def test_what_waits_for_monday_is_counted(office, team, clock):
    Deferred.objects.create(
        team=team,
        title="Un post",
        request_key=uuid4(),
        at=clock.now,
        promised_at=clock.now,
    )

    office.open(PATH).sees("Monday list 1")


def test_older_calls_are_on_the_next_page(office, past):
    past(31)

    office.open(PATH)
    assert "Parc 30" not in office.text
    office.follow("Older").sees("Parc 30")
    office.follow("More recent").sees("Parc 0")


@pytest.mark.parametrize("page", ["0", "x", "99", ""])
def test_page_that_does_not_exist_is_the_nearest(office, past, page):
    past(31)

    assert office.open(f"{PATH}?page={page}").status == 200


def test_number_of_calls_costs_no_queries(lead_client, past, django_assert_num_queries):
    past(2)
    lead_client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        lead_client.get(PATH)
    past(28)

    with django_assert_num_queries(len(few)):
        lead_client.get(PATH)


def test_readers_are_kept_out(reader_client):
    assert reader_client.get(PATH).status_code == 403


def test_list_is_only_looked_at(lead_client):
    assert lead_client.post(PATH).status_code == 405
