"""Pages of a call that changes hands, and of its record, as they are seen."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from seeing import barriers, look

from escalation import actions
from escalation.models import Incident

LANGUAGES = ["en", "fr"]


@pytest.fixture(params=LANGUAGES)
def reader(request, page, site) -> Page:
    """Somebody with a link in her text, who reads in one language or the other."""
    cookie = {"name": "django_language", "value": request.param, "url": site}
    page.context.add_cookies([cookie])
    return page


@pytest.fixture
def night(incident, world, clock) -> Callable:
    """Somebody of the cast does something about the call of that night."""

    def does(act, key: str, **more) -> Incident:
        who = {"by": world.person(key), "at": clock.now}
        act(incident_id=incident.pk, **who, **more)
        clock.tick()
        return world.incident()

    incident.facts = "Fumée visible à l’ouest, préfecture prévenue."
    incident.call_back_name, incident.call_back_phone = "Cabinet", "+33240419000"
    incident.save()
    yield does
    for key in ("camille", "malik", "odile"):
        phone = world.phone(key)
        phone.read |= {message.pk for message in phone.unread()}


@pytest.fixture
def opens(incident, world, site) -> Callable:
    """Opens the newest link of somebody."""

    def open_link(page: Page, key: str) -> Page:
        sent = incident.pages.filter(person=world.person(key))
        page.goto(f"{site}/p/{sent.last().token}")
        return page

    return open_link


def test_mine_with_the_colleagues_to_choose_from(reader, night, opens):
    night(actions.take, "camille", via="link")
    opens(reader, "camille")

    reader.locator("#mine details:has([action*='/offer/']) > summary").click()

    expect(reader.get_by_role("button", name="Malik T.")).to_be_visible()
    look(reader, "agent-mine")


def test_offering(reader, night, opens, world):
    night(actions.take, "camille", via="link")
    night(actions.offer, "camille", to=world.person("malik"))

    opens(reader, "camille")

    look(reader, "agent-offering")


def test_offered(reader, night, opens, world):
    night(actions.take, "camille", via="link")
    night(actions.offer, "camille", to=world.person("malik"))

    opens(reader, "malik")

    look(reader, "agent-offered")


def test_asked_again_then_a_lead(reader, night, opens, clock):
    night(actions.take, "camille", via="link")
    clock.forward(hours=1)
    look(opens(reader, "camille"), "agent-asked-again")
    clock.forward(hours=1)
    opens(reader, "odile")

    reader.locator("#answer summary").click()

    look(reader, "agent-lead-takes-over")


def test_handed_over(reader, night, opens, world):
    night(actions.take, "camille", via="link")
    night(actions.offer, "camille", to=world.person("malik"))
    night(actions.take, "malik", via="link")

    opens(reader, "camille")

    look(reader, "agent-handed-over")


def test_link_of_somebody_who_left(reader, night, opens, world, complaints, clock):
    member = world.member("camille")
    member.until_on = datetime(2026, 11, 20).date()
    member.save()

    opens(reader, "camille")

    look(reader, "agent-left")
    assert "403" in complaints.pop()


@pytest.fixture(params=LANGUAGES)
def office(request, signed_in_as, site) -> Page:
    """Odile's browser."""
    page = signed_in_as("odile")
    cookie = {"name": "django_language", "value": request.param, "url": site}
    page.context.add_cookies([cookie])
    return page


def test_incident_of_a_colleague_whom_a_lead_may_relieve(office, night, site, clock):
    incident = night(actions.take, "camille", via="link")
    clock.forward(hours=2)

    office.goto(f"{site}/t/edition/alerts/{incident.code}/")
    office.locator("#holder summary").click()

    look(office, "incident-take-over")


def test_record_of_a_bad_night(office, night, world, site, clock):
    world.phone("camille").becomes("unreachable")
    clock.forward(minutes=6)
    incident = night(actions.take, "malik", via="link")
    night(actions.add_note, "malik", text="Publié sur le site et sur X")
    night(actions.close, "malik", outcome="published", note="Sur le site")

    office.goto(f"{site}/t/edition/alerts/{incident.code}/")
    look(office, "incident-attempts")
    office.goto(f"{site}/t/edition/alerts/{incident.code}/log/")
    look(office, "incident-log")
    office.emulate_media(media="print")

    expect(office.get_by_role("link").first).to_be_hidden()
    assert barriers(office) == []


def test_colleagues_stay_open_while_the_page_follows(page, night, opens, world, clock):
    night(actions.take, "camille", via="link")
    opens(page, "camille")
    page.locator("#mine details:has([action*='/offer/']) > summary").click()

    night(actions.add_note, "odile", text="Je regarde aussi")

    expect(page.get_by_text("Je regarde aussi")).to_be_visible()
    expect(page.get_by_role("button", name="Malik T.")).to_be_visible()
