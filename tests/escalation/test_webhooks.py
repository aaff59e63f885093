"""What the provider posts to us: believed when signed, harmless when rubbish."""

import uuid
from datetime import datetime

import pytest
from django.test import Client
from people import phone_of
from twilio_callbacks import LiveClient, new_sid, post, sign
from twilio_double import TwilioDouble
from twilio_wire import FORM, answer_lost

from escalation.models import InboundSms, Incident, LogEntry, Page
from escalation.sms.simulator import webhook_form, write_text

SITE = "https://astreinte.example"
SMS = f"{SITE}/webhooks/twilio/sms"
SATURDAY = datetime(2026, 11, 21, 14, 2)


@pytest.fixture
def twilio(settings, clock):
    """The double, on the clock of the test; our address is behind a proxy."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        settings.SITE_URL = SITE
        yield double
        assert double.violations == []


@pytest.fixture
def poster():
    """Whoever posts: no session, and CSRF is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def incident(twilio, world, clock) -> Incident:
    """Camille has been texted."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    return world.trigger()


@pytest.fixture
def page(incident) -> Page:
    """Her page."""
    return incident.pages.get()


def kinds(incident: Incident) -> list[str]:
    return [entry.kind for entry in LogEntry.objects.filter(incident=incident)]


# --- receipts -----------------------------------------------------------------
def test_a_receipt_moves_the_page(twilio, poster, page):
    answer = twilio.receipt(poster, twilio.sent[0], "delivered")

    page.refresh_from_db()
    assert answer.status_code == 204
    assert page.state == "delivered"


def test_a_receipt_reaches_a_page_whose_answer_was_lost(twilio, world, clock, poster):
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    twilio.next(answer_lost())
    page = world.trigger().pages.get()
    assert page.state == "unknown"

    twilio.receipt(poster, twilio.sent[0], "delivered")

    page.refresh_from_db()
    assert page.state == "delivered"
    assert page.provider_id == twilio.sent[0].sid
    clock.forward(1)
    assert len(twilio.sent) == 1


def test_receipts_may_come_twice_and_in_any_order(twilio, poster, page):
    for status in ("delivered", "sent", "delivered", "queued"):
        assert twilio.receipt(poster, twilio.sent[0], status).status_code == 204

    page.refresh_from_db()
    assert page.state == "delivered"


def test_a_failure_takes_the_next_step_at_once(twilio, poster, incident, clock):
    twilio.receipt(poster, twilio.sent[0], "undelivered", 30003)

    clock.forward(0.1)
    assert len(twilio.sent) == 2
    assert kinds(incident).count("failed") == 1


def test_a_receipt_for_a_page_that_is_not_ours_is_not_found(twilio, poster, page):
    url = f"{SITE}/webhooks/twilio/status/{uuid.uuid4()}"
    fields = {"MessageSid": new_sid(), "MessageStatus": "delivered"}

    assert post(poster, url, fields).status_code == 404


# --- texts ------------------------------------------------------------------------
def test_a_text_takes_the_call(twilio, poster, incident):
    answer = twilio.text(poster, phone_of("camille"), "Oui !", url=SMS)

    incident.refresh_from_db()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml"
    assert answer.content.endswith(b"<Response/>")
    assert incident.owner.name == "Camille Roux"


def test_ten_copies_of_a_text_are_one(twilio, poster, incident):
    sid = new_sid()

    for _ in range(10):
        twilio.text(poster, phone_of("camille"), "OUI", url=SMS, sid=sid)

    assert kinds(incident).count("taken") == 1
    assert InboundSms.objects.count() == 1


def test_a_strangers_text_has_no_effect(twilio, poster, incident):
    answer = twilio.text(poster, "+33639980199", "OUI", url=SMS)

    incident.refresh_from_db()
    assert answer.status_code == 200
    assert incident.state == "triggered"
    assert len(twilio.sent) == 2  # the page, and the stranger's


def test_stop_is_heard_at_once(twilio, poster, incident, world, clock):
    twilio.text(poster, phone_of("camille"), "STOP", url=SMS, OptOutType="STOP")

    clock.forward(0.1)
    assert world.person("camille").phone_problem == "blocked"
    assert phone_of("malik") in [message.to for message in twilio.sent]


def test_a_running_server_takes_the_same_calls(twilio, live_server, page):
    answer = twilio.receipt(LiveClient(live_server.url), twilio.sent[0], "delivered")

    page.refresh_from_db()
    assert answer.status_code == 204
    assert page.state == "delivered"


# --- what is not believed -----------------------------------------------------------
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "nonsense é"},
        sign(SMS, {"From": "+33639980101", "Body": "OUI"}, token="another"),
        sign(SMS, {"From": "+33639980101", "Body": "NON"}),
        sign("http://testserver/webhooks/twilio/sms", {"Body": "OUI"}),
    ],
    ids=["none", "empty", "nonsense", "another token", "another text", "another site"],
)
def test_an_unsigned_text_is_refused(incident, poster, headers):
    fields = {"MessageSid": new_sid(), "From": phone_of("camille"), "Body": "OUI"}

    answer = poster.post("/webhooks/twilio/sms", fields, headers=headers)

    incident.refresh_from_db()
    assert answer.status_code == 403
    assert incident.state == "triggered"
    assert not InboundSms.objects.exists()


def test_an_unsigned_receipt_is_refused(page, poster):
    for page_uuid in (page.uuid, uuid.uuid4()):
        answer = poster.post(
            f"/webhooks/twilio/status/{page_uuid}",
            {"MessageSid": new_sid(), "MessageStatus": "failed"},
        )
        assert answer.status_code == 403

    page.refresh_from_db()
    assert page.state == "accepted"


def test_nothing_is_believed_when_no_token_is_set(settings, page, twilio, poster):
    settings.TWILIO_AUTH_TOKEN = ""

    answer = twilio.receipt(poster, twilio.sent[0], "failed")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address", ["sms", "status/0f8fad5b-d9cb-469f-a165-70867728950e"]
)
def test_only_posts_are_taken(twilio, poster, db, address):
    assert poster.get(f"/webhooks/twilio/{address}").status_code == 405


# --- rubbish ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"MessageStatus": "delivered"},
        {"MessageSid": "SM1", "MessageStatus": "delivered"},
        {"MessageSid": "SM" + "0" * 32, "MessageStatus": "dreaming"},
        {"MessageSid": "SM" + "0" * 32, "From": "who?", "Body": "OUI"},
        {"MessageSid": "SM" + "0" * 32, "From": "+" + "3" * 300, "Body": "\0"},
        {"MessageSid": "SM" + "0" * 32, "From": "+33639980101", "Body": "\0\ud7ff"},
        {"MessageSid": "SM" + "0" * 32, "From": "+33639980101", "Body": "x" * 9999},
        {
            "MessageSid": "SM" + "0" * 32,
            "MessageStatus": "failed",
            "ErrorCode": "x" * 99,
        },
    ],
    ids=range(9),
)
def test_signed_rubbish_changes_nothing(twilio, poster, page, fields):
    url = f"{SITE}/webhooks/twilio/status/{page.uuid}"

    assert post(poster, url, fields).status_code in (204, 404)
    assert post(poster, SMS, fields).status_code == 200
    page.incident.refresh_from_db()
    assert page.incident.owner is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=%ff&%00=1", FORM),
        (b"Body=OUI", f"{FORM}; charset=utf-16"),
        (b"Body=OUI", f"{FORM}; charset=iso-8859-1"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b'{"Body": "OUI"}', "application/json"),
        (b"&".join(b"a%d=1" % n for n in range(2000)), FORM),
        (b"", "text/plain"),
    ],
    ids=range(8),
)
def test_unreadable_requests_are_refused_without_an_error(
    twilio, poster, db, body, kind
):
    poster.raise_request_exception = False

    answer = poster.post("/webhooks/twilio/sms", body, content_type=kind)

    assert answer.status_code in (400, 403)


# --- test phones --------------------------------------------------------------------
def test_the_simulators_texts_come_through_the_same_door(world, clock, poster):
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    inbound = write_text(phone=phone_of("camille"), body="ok", at=clock.now)

    answer = poster.post("/webhooks/simulator/sms", webhook_form(inbound))

    incident.refresh_from_db()
    assert answer.status_code == 200
    assert incident.owner.name == "Camille Roux"


def test_without_twilio_its_signature_is_worth_nothing(poster, db):
    fields = {"MessageSid": new_sid(), "From": phone_of("camille"), "Body": "OUI"}

    assert post(poster, SMS, fields).status_code == 404
    assert not InboundSms.objects.exists()
