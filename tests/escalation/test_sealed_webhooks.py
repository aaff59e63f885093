"""Providers that sign nothing: heard at an address that only they were told, and
OVHcloud's own words not even then."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django_q.models import OrmQ
from gateway_double import GatewayDouble
from ovhcloud_double import DELIVERED, UNDELIVERED, OvhcloudDouble
from wire import answers, use

from escalation.models import Incident, LogEntry, Page
from escalation.sms.http import RECEIPTS_PATH as GATEWAY_RECEIPTS
from escalation.sms.ovhcloud import RECEIPTS_PATH
from escalation.sms.seals import sealed_url
from oncall.logs import mask

SITE = "https://astreinte.example"
SATURDAY = datetime(2026, 11, 21, 14, 2)


@pytest.fixture
def ovh(settings, clock):
    """The double, told where receipts go; our address is behind a proxy."""
    with OvhcloudDouble(now=lambda: clock.now) as double:
        use(settings, double.settings(SITE_URL=SITE))
        double.service["callBack"] = sealed_url(RECEIPTS_PATH)
        yield double
        assert double.violations == []


@pytest.fixture
def gateway(settings):
    """A provider that is told with each text where its receipt goes."""
    with GatewayDouble() as double:
        use(settings, double.settings(SITE_URL=SITE))
        yield double
        assert double.violations == []


@pytest.fixture
def poster():
    """Whoever calls: no session, and CSRF is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def called(world, clock):
    """Raises a crisis on Saturday, by whichever provider is set."""

    def call() -> Incident:
        clock.set(SATURDAY)
        world.on_duty("camille", backup="malik")
        return world.trigger()

    return call


def kinds(incident: Incident) -> list[str]:
    return [entry.kind for entry in LogEntry.objects.filter(incident=incident)]


def queued() -> int:
    return OrmQ.objects.count()


# --- OVHcloud -----------------------------------------------------------------------
def test_bell_makes_us_ask(ovh, called, poster, clock):
    page = called().pages.get()
    ovh.ends(ovh.sent[0], DELIVERED)

    answer = ovh.rings(poster, ovh.sent[0])
    clock.tick()

    page.refresh_from_db()
    assert answer.status_code == 200
    assert (page.state, page.provider) == ("delivered", "ovhcloud")


def test_failure_moves_on_at_once(ovh, called, poster, clock, world):
    incident = called()
    ovh.ends(ovh.sent[0], UNDELIVERED, ptt=24)

    ovh.rings(poster, ovh.sent[0])
    clock.forward(0.1)

    assert kinds(incident).count("failed") == 1
    assert [sent.to for sent in ovh.sent] == [
        world.person("camille").phone,
        world.person("malik").phone,
    ]


def test_what_a_bell_says_is_not_believed(ovh, called, poster, clock):
    page = called().pages.get()

    ovh.rings(poster, ovh.sent[0], ptt=23, description=2)
    clock.tick()

    page.refresh_from_db()
    assert page.state == "sent"


def test_bell_for_another_programs_text_asks_nothing(ovh, called, poster):
    called()
    before, asked = queued(), len(ovh.requests)

    for number in ("1", "", "x", "9" * 30):
        assert ovh.rings(poster, ovh.sent[0], id=number).status_code == 200

    assert queued() == before
    assert len(ovh.requests) == asked


def test_bell_that_gets_no_answer_leaves_the_receipt_to_be_asked_for(
    ovh, called, poster, clock
):
    page = called().pages.get()
    ovh.ends(ovh.sent[0], DELIVERED)
    ovh.next(answers("Oops", 500), on="fetch")

    ovh.rings(poster, ovh.sent[0])
    clock.tick()
    page.refresh_from_db()
    assert page.state == "accepted"

    clock.forward(1)
    page.refresh_from_db()
    assert page.state == "delivered"


@pytest.mark.parametrize("seal", ["x", "0" * 40, "%C3%A9"])
def test_forged_bell_is_refused(ovh, called, poster, seal):
    called()
    before = queued()

    answer = poster.get(f"{RECEIPTS_PATH}/{seal}?id={ovh.sent[0].id}")

    assert answer.status_code in (403, 404)
    assert queued() == before


# --- any other ----------------------------------------------------------------------
def post_json(poster, url: str, value: str, text_id: str = "") -> int:
    said = {"status": {"value": value}, "id": text_id}
    path = urlsplit(url).path
    return poster.post(path, said, content_type="application/json").status_code


def test_receipt_of_one_text(gateway, called, poster):
    page = called().pages.get()

    status = post_json(poster, gateway.sent[0].fields["callback"], "OK")

    page.refresh_from_db()
    assert status == 200
    assert page.state == "delivered"


def test_phone_that_sent_stop_is_blocked_at_once(gateway, called, poster, world, clock):
    called()

    post_json(poster, gateway.sent[0].fields["callback"], "STOPPED")
    clock.forward(0.1)

    assert world.person("camille").phone_problem == "blocked"
    assert gateway.sent[1].to == world.person("malik").phone


def test_receipt_at_the_address_of_the_account(gateway, called, poster, settings):
    settings.SMS_HTTP_BODY = '{"sms": {"to": "{to}", "text": "{text}"}}'
    page = called().pages.get()

    url = sealed_url(GATEWAY_RECEIPTS)
    assert post_json(poster, url, "OK", "another") == 200
    page.refresh_from_db()
    assert page.state == "accepted"

    assert post_json(poster, url, "OK", gateway.sent[0].id) == 200
    page.refresh_from_db()
    assert page.state == "delivered"


def test_same_id_at_another_provider_is_another_text(gateway, called, poster):
    page = called().pages.get()
    Page.objects.update(provider="twilio")

    post_json(poster, sealed_url(GATEWAY_RECEIPTS), "KO", gateway.sent[0].id)

    page.refresh_from_db()
    assert page.state == "accepted"


def test_receipt_of_one_page_is_not_anothers(gateway, called, poster):
    page = called().pages.get()
    before, seal = gateway.sent[0].fields["callback"].rsplit("/", 1)

    for url in (
        f"{before[:-36]}{uuid.uuid4()}/{seal}",
        f"{before}/{'0' * 40}",
        sealed_url(RECEIPTS_PATH).replace("ovhcloud", "http"),
    ):
        assert post_json(poster, url, "KO") == 403

    page.refresh_from_db()
    assert page.state == "accepted"


def test_receipt_for_a_page_that_is_not_ours_changes_nothing(gateway, db, poster):
    url = sealed_url(f"/webhooks/http/status/{uuid.uuid4()}")

    assert post_json(poster, url, "KO") == 200
    assert not Page.objects.exists()


def test_unknown_word_changes_nothing(gateway, called, poster):
    page = called().pages.get()

    assert post_json(poster, gateway.sent[0].fields["callback"], "WHAT") == 200

    page.refresh_from_db()
    assert page.state == "accepted"


# --- every provider -----------------------------------------------------------------
@pytest.mark.parametrize("name", ["twilio", "http", "ovhcloud", "pigeon"])
def test_provider_that_carries_no_texts_here_is_not_found(poster, db, name):
    path = f"/webhooks/{name}/status/{uuid.uuid4()}"
    addresses = [
        f"/webhooks/{name}/sms",
        path,
        urlsplit(sealed_url(path)).path,
        urlsplit(sealed_url(f"/webhooks/{name}/receipts")).path,
    ]

    assert {poster.post(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("carrier", ["ovh", "gateway"])
def test_nobody_texts_through_a_provider_that_hears_nothing(request, poster, carrier):
    name = request.getfixturevalue(carrier).settings()["SMS_PROVIDER"]

    answer = poster.post(f"/webhooks/{name}/sms", {"From": "+33639980101", "Body": "1"})

    assert answer.status_code == 403


def test_seals_are_not_in_the_machines_log():
    url = sealed_url(f"/webhooks/http/status/{uuid.uuid4()}")

    for address in (url, sealed_url(RECEIPTS_PATH)):
        seal = address.rpartition("/")[2]
        assert seal not in mask(f"Not Found: {address}")
