"""Killed with -9 at any instruction: of each request and each task of a call, one
process dies before its first instruction, another before its second, and so on to
the last. Whoever comes next makes good what was left.

Run with -s to see how many instructions there were.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from uuid import UUID, uuid4

import pytest
from carrier import VOICE, Carrier, carrier
from django.test import Client
from django_q.models import OrmQ
from dying import kill_everywhere
from harness import World
from twilio_callbacks import new_sid, post

from escalation.models import Caller, InboundSms, Incident, LogEntry, Page
from escalation.permissions import CALLER_LINK
from escalation.sending import LEASE, OPEN
from escalation.sweep import sweep
from rota.links import make_token
from rota.models import Notice, Person

pytestmark = pytest.mark.django_db(transaction=True)

SATURDAY = datetime(2026, 11, 21, 2, 10)
HOOKS = "http://localhost:8000/webhooks/twilio"


class Night:
    """One call after another, each on the same night; Camille is on call."""

    def __init__(self, world: World, provider: Carrier, caller: Caller) -> None:
        self.world, self.clock, self.provider = world, world.clock, provider
        self.numbers = count(1000)
        self.form = f"/call/{make_token(CALLER_LINK, caller.pk, caller.version)}"
        self.clock.set(SATURDAY)
        world.on_duty("camille", backup="malik")

    def begin(self) -> None:
        """As if nothing had happened yet; nobody was ever called at these numbers."""
        for rows in (Incident, Page, InboundSms, Notice, OrmQ):
            rows.objects.all().delete()
        for person in Person.objects.all():
            person.phone = f"+3363998{next(self.numbers)}"
            person.save(update_fields=["phone"])
        self.clock.set(SATURDAY)

    def planned(self) -> Page:
        """Camille's page of a new call; nothing has left."""
        self.begin()
        return self.world.raise_only().pages.get()

    def called(self) -> Page:
        """The same; she has the text."""
        page = self.planned()
        sweep(self.clock.now)
        page.refresh_from_db()
        assert page.state == "accepted"
        return page

    # --- what people and the provider send us -----------------------------------
    def call(self, key: UUID) -> int:
        """The caller presses the large button."""
        typed = {"case": "crisis", "title": "Fumées", "call": "1", "request_key": key}
        return Client().post(self.form, typed).status_code

    def answer(self, page: Page, what: str, **typed: str) -> int:
        """A button of the agent's page."""
        return Client().post(f"/p/{page.token}/{what}", typed).status_code

    def text(self, sid: str) -> int:
        """Camille's “OUI”."""
        fields = {"MessageSid": sid, "From": self.phone("camille"), "Body": "OUI"}
        return post(Client(), f"{HOOKS}/sms", fields).status_code

    def key(self, page: Page) -> int:
        """Camille presses 1 in a call."""
        fields = {"CallSid": page.provider_id, "Digits": "1"}
        return post(Client(), f"{HOOKS}/voice/{page.uuid}/key", fields).status_code

    def receipt(self, page: Page, status: str, error: str = "") -> int:
        """What became of a text."""
        fields = {"MessageSid": page.provider_id, "MessageStatus": status}
        if error:
            fields["ErrorCode"] = error
        return post(Client(), f"{HOOKS}/status/{page.uuid}", fields).status_code

    # --- what must be so ----------------------------------------------------------
    def sweep_later(self) -> None:
        """Whoever comes once the dead one's lease has ended."""
        self.clock.now += LEASE
        sweep(self.clock.now)

    def incident(self) -> Incident:
        """The only one."""
        return Incident.objects.get()

    def log(self, kind: str) -> int:
        """How many lines of this kind."""
        return LogEntry.objects.filter(kind=kind).count()

    def phone(self, key: str) -> str:
        """Her number in this call."""
        return self.world.person(key).phone

    def all_left_once(self, *keys: str) -> None:
        """All that was written down has left, once each, to these people in turn."""
        references = {str(uuid) for uuid in Page.objects.values_list("uuid", flat=True)}
        left = [t for t in self.provider.taken() if t.reference in references]
        assert [text.to for text in left] == [self.phone(key) for key in keys]
        assert len({text.reference for text in left}) == len(left)
        assert not Page.objects.filter(state__in=OPEN).exists()

    def goes_on(self) -> None:
        """Nobody took it: the next step has its time."""
        incident = self.incident()
        assert incident.state == "triggered"
        assert incident.due_at > self.clock.now
        assert OrmQ.objects.filter(lock=incident.due_at).exists()


@pytest.fixture
def night(world, cabinet, tmp_path, settings) -> Iterator[Night]:
    """Twilio is a process of its own, which outlives ours."""
    with carrier(tmp_path / "twilio", "--now", SATURDAY.isoformat() + "+01:00") as far:
        for name, value in far.settings.items():
            setattr(settings, name, value)
        yield Night(world, far, cabinet)


@pytest.fixture(params=["sms", "call"])
def engine(night, settings, request) -> Night:
    """The same, by text and by telephone."""
    settings.TWILIO_VOICE_FROM = VOICE
    Person.objects.update(reach=request.param)
    return night


def test_request_that_calls(night):
    def somebody() -> UUID:
        night.begin()
        return uuid4()

    for key, said in kill_everywhere(somebody, night.call):
        assert said != "302" or Incident.objects.exists()
        assert night.call(key) == 302  # whoever got no page presses again
        night.sweep_later()

        night.all_left_once("camille")
        night.goes_on()


def test_engine_that_sends(engine):
    for _ in kill_everywhere(engine.planned, lambda _: sweep(engine.clock.now)):
        engine.sweep_later()

        engine.all_left_once("camille")
        engine.goes_on()


def test_engine_that_makes_good_what_another_left(engine):
    def sent_and_not_recorded() -> None:
        engine.called()
        lease = engine.clock.now + LEASE
        Page.objects.update(state="sending", attempt=1, tries=1, lease_until=lease)
        Page.objects.update(provider_id="", accepted_at=None)
        engine.clock.now += LEASE

    for _ in kill_everywhere(sent_and_not_recorded, lambda _: sweep(engine.clock.now)):
        engine.sweep_later()

        engine.all_left_once("camille")
        engine.goes_on()


@pytest.mark.parametrize("had_left", [True, False])
def test_engine_that_looks_whether_it_had_left(engine, had_left):
    def unanswered_request() -> None:
        engine.called() if had_left else engine.planned()
        Page.objects.update(state="unknown", attempt=1, tries=1)
        Page.objects.update(provider_id="", accepted_at=None, poll_at=None)

    for _ in kill_everywhere(unanswered_request, lambda _: sweep(engine.clock.now)):
        engine.sweep_later()
        engine.sweep_later()

        engine.all_left_once("camille")
        engine.goes_on()


def test_engine_that_climbs(engine):
    def unanswered() -> None:
        engine.called()
        engine.clock.now = engine.incident().due_at

    for _ in kill_everywhere(unanswered, lambda _: sweep(engine.clock.now)):
        engine.sweep_later()

        engine.all_left_once("camille", "camille")
        engine.goes_on()


def test_receipt_of_a_delivery(night):
    for page, said in kill_everywhere(
        night.called, lambda page: night.receipt(page, "delivered")
    ):
        told = Page.objects.filter(state="delivered")
        assert said != "204" or told.exists()
        night.receipt(page, "delivered")  # a request that fails is made once more
        night.sweep_later()

        assert told.count() == 1
        night.all_left_once("camille")
        night.goes_on()


def test_receipt_of_a_failure(night):
    for page, said in kill_everywhere(
        night.called, lambda page: night.receipt(page, "undelivered", "30003")
    ):
        assert said != "204" or night.log("failed")
        night.receipt(page, "undelivered", "30003")
        night.sweep_later()

        assert night.log("failed") == 1
        night.all_left_once("camille", "malik")
        night.goes_on()


def test_link_that_takes(night):
    for page, said in kill_everywhere(
        night.called, lambda page: night.answer(page, "take")
    ):
        assert said != "302" or night.incident().owner == page.person
        assert night.answer(page, "take") == 302
        night.sweep_later()

        assert night.incident().state == "acknowledged"
        assert night.incident().owner == page.person
        assert night.log("taken") == 1
        night.all_left_once("camille")


def test_link_that_passes_on(night):
    for page, said in kill_everywhere(
        night.called, lambda page: night.answer(page, "pass")
    ):
        assert said != "302" or night.log("passed")
        assert night.answer(page, "pass") == 302
        night.sweep_later()

        assert night.log("passed") == 1
        night.all_left_once("camille", "malik")
        night.goes_on()


def test_link_that_closes(night):
    def taken() -> Page:
        page = night.called()
        night.answer(page, "take")
        return page

    for page, said in kill_everywhere(
        taken, lambda page: night.answer(page, "close", outcome="published")
    ):
        assert said != "302" or night.incident().state == "resolved"
        assert night.answer(page, "close", outcome="published") == 302
        night.sweep_later()

        assert night.incident().state == "resolved"
        assert night.log("closed") == 1
        night.all_left_once("camille")


def test_text_that_takes(night):
    def her_text() -> str:
        night.called()
        return new_sid()

    for sid, said in kill_everywhere(her_text, night.text):
        assert said != "200" or night.incident().state == "acknowledged"
        assert night.text(sid) == 200  # the provider repeats it
        night.sweep_later()

        assert night.incident().owner == night.world.person("camille")
        assert night.log("taken") == 1
        night.all_left_once("camille", "camille")  # the second confirms


def test_key_that_takes(night, settings):
    settings.TWILIO_VOICE_FROM = VOICE
    Person.objects.update(reach="call")

    for page, said in kill_everywhere(night.called, night.key):
        assert said != "200" or night.incident().owner == page.person
        assert night.key(page) == 200  # Twilio asks once more
        night.sweep_later()

        assert night.incident().owner == page.person
        assert night.log("taken") == 1
        night.all_left_once("camille", "camille")  # a text brings her the link
