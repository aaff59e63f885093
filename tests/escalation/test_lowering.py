"""A crisis becomes user information again: by its pilot only."""

from datetime import datetime

import pytest
from browsing import Browser
from django.urls import reverse

from escalation import actions
from escalation.actions.watching import watch
from escalation.models import Incident, Watch
from escalation.permissions import CALLER_LINK
from escalation.policies import ladder_of
from rota.links import make_token

SATURDAY = datetime(2026, 11, 28, 14, 2)
CRISIS = "Suspend the scheduled posts"


@pytest.fixture
def incident(world, clock, caller) -> Incident:
    """Camille has it, and made a crisis of it."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    found = world.trigger(case="user_info", title="Parc fermé", caller=caller)
    world.phone("camille").expect("USAGERS")
    said = {"incident_id": found.pk, "by": world.person("camille"), "at": clock.now}
    actions.take(**said, via="link")
    actions.raise_to_crisis(**said)
    found.refresh_from_db()
    return found


@pytest.fixture
def path(incident) -> str:
    return f"/t/edition/alerts/{incident.code}/"


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


def kinds(incident) -> list[str]:
    return list(incident.log.values_list("kind", flat=True))


def lower(office: Browser, path: str, reason: str = "Fausse alerte") -> Browser:
    return office.open(path).press("Make it user information again", reason=reason)


def test_lead_makes_it_user_information_again(office, path, incident, world):
    office.open(path).sees(CRISIS, "It is no crisis any more")

    lower(office, path)

    incident.refresh_from_db()
    assert (incident.case, incident.owner) == ("user_info", world.person("camille"))
    assert incident.ladder == ladder_of(incident.team, "user_info")
    assert (incident.state, incident.case_procedure) == ("acknowledged", None)
    assert CRISIS not in office.text
    office.sees(
        "Urgent user information: Parc fermé",
        "Odile P. makes it urgent user information again , “Fausse alerte”",
    )
    assert "It is no crisis any more" not in office.text


def test_what_a_crisis_switched_on_goes_off(office, path, incident, world, clock):
    camille = world.person("camille")
    said = {"incident_id": incident.pk, "by": camille, "at": clock.now}
    for kind in ("moderation", "monitoring"):
        watch(**said, kind=kind, person=camille)

    lower(office, path)

    assert not Watch.objects.filter(ended_at=None).exists()
    assert kinds(incident).count("watch_off") == 2
    assert watch(**said, kind="moderation", person=camille).result == "no_crisis"


def test_caller_reads_it_and_why(office, path, incident, caller):
    lower(office, path)

    token = make_token(CALLER_LINK, caller.pk, caller.version)
    address = reverse("caller_incident", args=[token, incident.code])
    Browser().open(address).sees(
        "Urgent user information: Parc fermé", "again , “Fausse alerte”"
    )
    hers = Browser(language="fr").open(address)
    hers.sees("revient à une information urgente aux usagers", "« Fausse alerte »")


def test_owner_who_is_no_pilot_sees_no_button_and_hears_why(world, path, incident):
    hers = world.office("camille").open(path)
    assert "It is no crisis any more" not in hers.text

    answer = hers.client.post(f"{path}do/lower", {"reason": "Calme"}, follow=True)

    assert b"Only the pilot, or a lead, decides that" in answer.content
    assert b"You wrote: \xe2\x80\x9cCalme\xe2\x80\x9d" in answer.content
    incident.refresh_from_db()
    assert incident.case == "crisis"
    assert "lowered" not in kinds(incident)


def test_lead_who_has_it_lowers_it_from_the_link(world, incident, clock):
    odile = world.person("odile")
    camille = incident.owner
    actions.offer(incident_id=incident.pk, to=odile, by=camille, at=clock.now)
    clock.tick()
    page = world.phone("odile").expect("relais").tap_link()
    page.press("I take it")

    page.open(page.path).press("Make it user information again", reason="Calme")

    incident.refresh_from_db()
    assert incident.case == "user_info"
    world.phone("camille").read |= {r.pk for r in world.phone("camille").unread()}


def test_reason_is_asked_for(office, path, incident):
    office.open(path)

    lower(office, path, reason=" ")

    office.sees("Say why: the caller reads it.")
    incident.refresh_from_db()
    assert incident.case == "crisis"


def test_nobody_lowers_what_nobody_has(world, office, path, incident, clock):
    camille = incident.owner
    actions.pass_on(incident_id=incident.pk, by=camille, via="link", at=clock.now)

    answer = office.client.post(f"{path}do/lower", {"reason": "Calme"}, follow=True)

    assert b"Nobody has this call now" in answer.content
    incident.refresh_from_db()
    assert incident.case == "crisis"


def test_said_twice_it_is_one_line_and_it_may_rise_again(world, office, path, incident):
    lower(office, path)
    office.client.post(f"{path}do/lower", {"reason": "Encore"})
    assert kinds(incident).count("lowered") == 1

    office.open(path).press("Raise it to a crisis")

    incident.refresh_from_db()
    assert incident.case == "crisis"
    assert kinds(incident).count("raised_to_crisis") == 2


def test_closed_crisis_stays_one(office, path, incident, world, clock):
    actions.close(
        incident_id=incident.pk, outcome="published", by=incident.owner, at=clock.now
    )

    answer = office.client.post(f"{path}do/lower", {"reason": "Calme"}, follow=True)

    assert b"This call is closed already." in answer.content
    incident.refresh_from_db()
    assert incident.case == "crisis"
