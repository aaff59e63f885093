"""The Monday list: what could wait, what was promised, what is done."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation import actions
from escalation.models import Deferred
from rota.models import Team

SATURDAY = datetime(2026, 11, 28, 15, 0)
PATH = "/t/edition/monday/"


@pytest.fixture
def keep(world, clock, cabinet):
    """Somebody asks for something that can wait."""
    clock.set(SATURDAY)

    def make(title: str = "Un post pour mardi", **fields) -> Deferred:
        said = {"caller": cabinet, "by": None, "at": clock.now} | fields
        return actions.defer(
            team=world.team,
            title=title,
            facts="Avec une photo",
            call_back="Cabinet, 02 40 41 90 00",
            request_key=uuid4(),
            **said,
        )

    return make


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


def test_nothing_waits(office):
    office.open(PATH).sees("Nothing waits.")


def test_request_is_shown_with_its_promise(office, keep):
    keep()

    office.open(PATH).sees(
        "Un post pour mardi",
        "Avec une photo",
        "Cabinet, Sat 28 Nov, 15:00 · call back to Cabinet, 02 40 41 90 00",
        "promised for Mon 30 Nov, 08:00",
    )


def test_request_is_dealt_with_once(office, keep, world, clock):
    kept = keep()
    office.open(PATH).press("Dealt with")
    clock.set(clock.now + timedelta(hours=1))

    with pytest.raises(actions.MovedError):
        actions.handle_deferred(
            deferred_id=kept.pk, by=world.person("yann"), at=clock.now
        )

    office.reload().sees("Nothing waits.", "Sat 28 Nov, 15:00 Odile P.")


def test_promise_that_passed_is_late(office, keep, clock):
    keep()
    clock.set(datetime(2026, 11, 30, 9))

    office.open(PATH).sees("overdue")


def test_promise_that_has_not_come_is_not_late(office, keep):
    keep()

    assert "overdue" not in office.open(PATH).text


def test_oldest_request_comes_first(office, keep, clock):
    keep("Premier")
    keep("Deuxième", at=clock.now + timedelta(minutes=1))

    page = office.open(PATH).text
    assert page.index("Premier") < page.index("Deuxième")


def test_request_of_a_colleague_is_shown_with_her_name(office, keep, world):
    keep(caller=None, by=world.person("yann"))

    office.open(PATH).sees("Yann G., Sat 28 Nov, 15:00")


def test_number_of_requests_costs_no_queries(
    lead_client, keep, django_assert_num_queries
):
    keep()
    lead_client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        lead_client.get(PATH)
    for number in range(10):
        keep(f"Demande {number}")

    with django_assert_num_queries(len(few)):
        lead_client.get(PATH)


def test_another_teams_request_is_not_found(lead_client, keep, clock):
    other = Team.objects.create(name="Voirie", slug="voirie")
    kept = keep()
    Deferred.objects.filter(pk=kept.pk).update(team=other)

    assert lead_client.post(f"{PATH}{kept.pk}/close/").status_code == 404


def test_readers_are_kept_out(reader_client, keep):
    kept = keep()

    assert reader_client.get(PATH).status_code == 403
    assert reader_client.post(f"{PATH}{kept.pk}/close/").status_code == 403
