"""Answers that come at the very same instant, from real threads with connections of
their own: one owner, one end, and the second one hears it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from escalation import actions
from escalation.models import Incident, IncidentState
from escalation.permissions import CALLER_LINK
from rota.links import make_token

SATURDAY = datetime(2026, 11, 28, 21, 10)
CLOSING = {"outcome": "published", "note": "Sur le site"}
# who is first is chance: each race is run some times
again = pytest.mark.parametrize("race", range(4))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def called(world, clock, cabinet) -> Callable[[], Incident]:
    """Raises another crisis that Camille, Malik and Odile know of."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")

    def call() -> Incident:
        incident = world.trigger(caller=cabinet)
        for _ in range(3):
            actions.steps_due(incident_ids=[incident.pk], at=incident.due_at)
            incident.refresh_from_db()
        return incident

    yield call
    for key in ("camille", "malik", "odile"):
        phone = world.phone(key)
        phone.read |= {message.pk for message in phone.unread()}


def at_once(*acts: Callable[[], object]) -> list:
    """What each returns, all having started at the same instant."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def presses(world, incident, key: str, tail: str, **data) -> Callable[[], str]:
    """Somebody presses a button on her page; what she reads then."""
    path = f"/p/{incident.pages.filter(person=world.person(key)).last().token}"

    def press() -> str:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.post(f"{path}/{tail}", data)
        return client.get(path).text

    return press


def does(world, incident, act, key: str, **more) -> Callable[[], actions.Answer]:
    """The same by another way than a link."""
    who = {"incident_id": incident.pk, "by": world.person(key), "at": world.clock.now}
    return lambda: act(**who, **more)


def kinds(incident: Incident) -> list[str]:
    return list(incident.log.values_list("kind", flat=True))


@pytest.fixture
def offered(world, called) -> Callable[[], Incident]:
    """Another one that Camille took, and asked Malik to take over."""

    def offer() -> Incident:
        incident = called()
        does(world, incident, actions.take, "camille", via="page")()
        to = world.person("malik")
        does(world, incident, actions.offer, "camille", to=to)()
        return incident

    return offer


@again
def test_of_three_who_take_it_one_has_it(world, called, race):
    incident = called()
    people = ("camille", "malik", "odile")

    pages = at_once(*(presses(world, incident, key, "take") for key in people))

    incident.refresh_from_db()
    assert kinds(incident).count("taken") == 1
    assert kinds(incident).count("already_taken") == 2
    assert sum("You took it at" in page for page in pages) == 1
    said = f"Taken by {incident.owner.short_name} at"
    assert sum(said in page for page in pages) == 2


@again
def test_two_presses_of_one_person_are_one_answer(world, called, race):
    incident = called()

    pages = at_once(*[presses(world, incident, "camille", "take")] * 2)

    assert kinds(incident).count("taken") == 1
    assert "already_taken" not in kinds(incident)
    assert all("You took it at" in page for page in pages)


@again
def test_yes_and_no_of_two_people_leave_one_owner(world, called, race):
    incident = called()

    no, yes = at_once(
        presses(world, incident, "camille", "pass"),
        presses(world, incident, "malik", "take"),
    )

    incident.refresh_from_db()
    assert incident.owner == world.person("malik")
    assert "You took it at" in yes
    assert "Taken by Malik T. at" in no or "You passed it on." in no


@again
def test_colleague_takes_it_while_its_owner_closes(world, offered, race):
    incident = offered()

    owner, colleague = at_once(
        presses(world, incident, "camille", "close", **CLOSING),
        presses(world, incident, "malik", "take"),
    )

    incident.refresh_from_db()
    if incident.state == IncidentState.RESOLVED:
        assert incident.owner == world.person("camille")
        assert "There is nothing to do." in owner
        assert "There is nothing to do." in colleague
    else:
        assert incident.owner == world.person("malik")
        assert "Malik T. has this call now: nothing was changed." in owner
        assert "You wrote: “Sur le site”" in owner
        assert "You took it at" in colleague


@again
def test_colleague_takes_it_while_its_owner_takes_it_back(world, offered, race):
    incident = offered()

    owner, colleague = at_once(
        presses(world, incident, "camille", "keep"),
        presses(world, incident, "malik", "take"),
    )

    incident.refresh_from_db()
    assert incident.handing_to is None
    if incident.owner == world.person("camille"):
        assert "You took it at" in owner
        assert "Camille R. keeps it: you are no longer asked." in colleague
    else:
        assert "Malik T. has this call now: nothing was changed." in owner
        assert "You took it at" in colleague


@again
def test_colleague_takes_it_while_a_lead_takes_it_over(world, offered, race):
    incident = offered()
    camille = world.person("camille")

    colleague, lead = at_once(
        presses(world, incident, "malik", "take"),
        presses(world, incident, "odile", f"take-over/{camille.pk}"),
    )

    incident.refresh_from_db()
    assert incident.owner in (world.person("malik"), world.person("odile"))
    assert ("You took it at" in colleague) != ("You took it at" in lead)
    assert incident.log.filter(kind__in=["handed_over", "taken_over"]).count() == 1


@again
def test_of_two_who_close_it_the_first_decides_and_no_word_is_lost(world, called, race):
    incident = called()

    at_once(
        does(world, incident, actions.close, "malik", **CLOSING),
        does(world, incident, actions.close, "odile", outcome="stopped", note="Erreur"),
    )

    incident.refresh_from_db()
    assert kinds(incident).count("closed") == 1
    kept = incident.log.filter(kind="noted").get().data["text"]
    assert {incident.closing_note, kept} == {"Sur le site", "Erreur"}


@again
def test_caller_stops_it_while_somebody_takes_it(world, called, cabinet, race):
    incident = called()
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)

    at_once(
        lambda: Client().post(f"/call/{token}/{incident.code}/stop"),
        presses(world, incident, "camille", "take"),
    )

    incident.refresh_from_db()
    if incident.state == IncidentState.RESOLVED:
        assert incident.owner is None
    else:
        assert incident.owner == world.person("camille")


@again
def test_what_a_caller_adds_while_it_is_closed_is_heard_or_given_back(
    world, called, cabinet, race
):
    incident = called()
    does(world, incident, actions.take, "camille", via="page")()
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)
    desk = Client()
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    path = f"/call/{token}/{incident.code}/note"

    added, _ = at_once(
        lambda: desk.post(path, {"text": "Dix blessés"}, follow=True),
        presses(world, incident, "camille", "close", **CLOSING),
    )

    if incident.log.filter(kind="noted").exists():
        assert "Added: Camille R. is told by text." in added.text
    else:
        assert "This call is closed: nobody is told of this." in added.text
        assert "Dix blessés" in added.text
