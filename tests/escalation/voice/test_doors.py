"""Who may say that a call was answered, or a key pressed, and over which wire."""

import uuid

import pytest
from twilio_callbacks import LiveClient, post, sign
from twilio_phones import SORRY
from twilio_wire import TOKEN

SITE = "https://astreinte.example"  # as in settings; tests post to “testserver”


# --- what is not believed -----------------------------------------------------------
FORGERIES = {
    "none": lambda url, fields: {},
    "another token": lambda url, fields: sign(url, fields, token="another"),
    "another key": lambda url, fields: sign(url, fields | {"Digits": "2"}),
    "another call": lambda url, fields: sign(url.replace("/voice/", "/x/"), fields),
    "the address behind the proxy": lambda url, fields: sign(
        url.replace(SITE, "http://testserver"), fields
    ),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
@pytest.mark.parametrize("door", ["", "/key"])
def test_an_unsigned_call_is_refused(poster, call, page, incident, door, forge):
    url, fields = call.fields["Url"] + door, call.form("in-progress") | {"Digits": "1"}

    answer = poster.post(url, fields, headers=forge(url, fields))

    incident.refresh_from_db()
    page.refresh_from_db()
    assert answer.status_code == 403
    assert incident.state == "triggered"
    assert page.state == "accepted"


@pytest.mark.parametrize("door", ["", "/key"])
def test_a_call_that_is_not_ours_is_not_found(twilio, poster, call, incident, door):
    text = incident.pages.get(channel="sms")

    for page_uuid in (uuid.uuid4(), text.uuid):
        url = f"{SITE}/webhooks/twilio/voice/{page_uuid}{door}"
        assert post(poster, url, call.form("in-progress")).status_code == 404


@pytest.mark.parametrize("door", ["", "/key"])
def test_only_posts_are_taken(twilio, poster, page, door):
    path = f"/webhooks/twilio/voice/{page.uuid}{door}"

    assert poster.get(path).status_code == 405


@pytest.mark.parametrize("door", ["", "/key"])
def test_nothing_is_answered_when_nothing_rings(
    twilio, settings, poster, call, page, door
):
    settings.TWILIO_VOICE_FROM = ""
    url = f"{SITE}/webhooks/twilio/voice/{page.uuid}{door}"

    fields = call.form("in-progress") | {"Digits": "1"}
    assert post(poster, url, fields).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Digits": ""},
        {"Digits": "\0"},
        {"Digits": "é" * 500},
        {"CallSid": "CA1", "CallStatus": "ringing", "Digits": "9"},
        {"CallSid": "CA" + "0" * 32, "CallStatus": "dreaming"},
    ],
    ids=range(6),
)
def test_signed_rubbish_changes_nothing(poster, page, incident, fields):
    for door in ("", "/key", "/key?again=1"):
        url = f"{SITE}/webhooks/twilio/voice/{page.uuid}{door}"
        assert post(poster, url, fields).status_code == 200

    incident.refresh_from_db()
    assert incident.state == "triggered"


# --- the wire -----------------------------------------------------------------------
def test_what_cannot_be_fetched_is_fetched_once_more(twilio, poster, call, page):
    page_uuid, calls = page.uuid, []

    class Failing:
        """A server that is being started again."""

        def post(self, *given, **more):
            calls.append(given)
            if len(calls) > 1:
                return poster.post(*given, **more)
            return poster.post("/webhooks/twilio/none", *given[1:], **more)

    assert "Appuyez sur 1" in twilio.phones.answer(Failing(), call).words
    assert [path for path, _ in calls] == [f"/webhooks/twilio/voice/{page_uuid}"] * 2


def test_a_server_that_is_away_lets_the_call_end_without_an_answer(
    twilio, settings, poster, call, page
):
    settings.TWILIO_AUTH_TOKEN = "another"

    talk = twilio.phones.answer(poster, call)

    assert talk.words == SORRY
    assert talk.is_over
    settings.TWILIO_AUTH_TOKEN = TOKEN
    twilio.phones.tell(poster, call, "completed")
    page.refresh_from_db()
    assert (page.state, page.error_code) == ("undelivered", "no-key")


def test_a_running_server_takes_the_same_calls(twilio, live_server, call, incident):
    twilio.phones.answer(LiveClient(live_server.url), call).press("1")

    incident.refresh_from_db()
    assert incident.owner.name == "Camille Roux"
