"""Telephone numbers are shown to nobody who does not need them now: not in the
log, nor in calendars, nor to readers and callers, nor to whoever reads the
machine's own logs (DESIGN.md, invariant 12)."""

import json
import re
from datetime import datetime
from io import StringIO
from logging import getLogger

import pytest
from browsing import Browser, signed_in
from django.core import mail
from people import CAST, phone_of
from twilio_double import TwilioDouble
from twilio_wire import refuse

from escalation.models import LogEntry
from rota.feeds import address_of
from rota.models import FeedKind, Notice

CALENDARS = [FeedKind.OWN, FeedKind.TEAM]
OURS = {one.key: phone_of(one.key)[-9:] for one in CAST}


def leaks(text: str) -> set[str]:
    """Whose numbers can be read in a text, however they are spaced."""
    plain = re.sub(r"(?<=\d)(?:[\s.-]|&nbsp;|%20)+(?=\d)", "", text)
    return {key for key, digits in OURS.items() if digits in plain}


@pytest.mark.parametrize(
    "text",
    ["+33639980101", "06.39.98.01.01", "06\u00a039\u202f98 01 01"],
)
def test_numbers_are_seen_however_they_are_written(text):
    assert leaks(f"Camille: {text}.") == {"camille"}


@pytest.fixture
def night(world, clock, cabinet):
    """A whole crisis: nobody answers, then somebody does, and it is closed."""
    world.publish(on_call="camille", backup="malik")
    world.phone("camille").becomes("wrong")
    clock.set(datetime(2026, 11, 21, 2, 10))
    desk = world.desk(cabinet).calls("crisis", "Fumées visibles", facts="Vent d'est")
    clock.forward(minutes=7)
    world.phone("odile").expect("CRISE")
    page = world.phone("malik").expect("CRISE").tap_link().press("I take it")
    page.press("Add", text="Message en cours")
    page.press("Close this call", outcome="published", note="Sur le site")
    clock.forward(minutes=1)
    return desk.reload()


def test_log_and_notices_hold_no_number(night):
    rows = [*LogEntry.objects.values("kind", "data"), *Notice.objects.values("data")]

    assert len(rows) > 5
    assert leaks(json.dumps(rows, default=str)) == set()


def test_calendars_hold_no_number(night, world):
    calendars = [world.subscribe(one.key, kind) for one in CAST for kind in CALENDARS]
    wall = world.subscribe(kind=FeedKind.WALL, name="Hall")
    addresses = [address_of(feed) for feed in [*calendars, wall]]
    addresses.append(addresses[-1].removesuffix("/") + ".json")

    bodies = [Browser().open(address).html for address in addresses]

    assert all("Camille" in body or "Mon" in body for body in bodies)
    assert leaks("".join(bodies)) == set()


def test_callers_see_no_number_of_the_team(night, world, cabinet):
    pages = [night, world.desk(cabinet), Browser().open(f"{night.path}/live")]

    assert [page.status for page in pages] == [200, 200, 286]
    assert leaks("".join(page.html for page in pages)) == set()


@pytest.mark.parametrize(
    "address",
    ["/", "/me/", "/me/calls/", "team/", "readiness/", "calendar/", "rota/"],
)
def test_readers_see_no_number(night, reader, address):
    path = address if address.startswith("/") else f"/t/edition/{address}"

    page = Browser(signed_in(reader.email)).open(path)

    assert page.status == 200
    assert leaks(page.html) == set()


def test_emails_hold_no_number(night):
    assert mail.outbox
    assert leaks("".join(message.body for message in mail.outbox)) == set()


@pytest.fixture
def machine_log():
    """What the program writes to its console."""
    console = getLogger("django").handlers[0]
    before = console.setStream(StringIO())
    yield console.stream
    console.setStream(before)


def test_machine_logs_hold_no_number(
    world, clock, cabinet, settings, client, machine_log
):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    with TwilioDouble(now=lambda: clock.now) as twilio:
        for name, value in twilio.settings().items():
            setattr(settings, name, value)
        twilio.next(refuse(21211, 400, "Invalid 'To' Phone Number: +33639980101"))
        world.desk(cabinet).calls("crisis", "Fumées visibles")
        settings.TWILIO_API_BASE_URL = "http://127.0.0.1:1"
        clock.forward(minutes=1)
    client.get("/webhooks/twilio/sms", {"From": "+33639980101"})
    getLogger("twilio.http_client").warning("To=%s", "+33639980101")

    written = machine_log.getvalue()
    assert "••••01" in written
    assert leaks(written) == set()
