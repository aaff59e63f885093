"""What SMS_HTTP_… may say: a request with slots, and what its answers mean."""

import json
from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest

from escalation.core.delivery import (
    Accepted,
    Rejected,
    Scope,
    StatusUpdate,
    Unknown,
    scope_of,
)
from escalation.core.gateway import GatewayError, read_gateway, word_at

SLOTS = {
    "to": "+33639980101",
    "number": "33639980101",
    "text": "Crue",
    "from": "NantesMetro",
    "reference": "0f8fad5b",
    "callback": "https://astreinte.example/webhooks/http/status/0f8f/5ea1",
    "validity": 290,
    "minutes": 5,
}
NASTY = [
    '"}, "to": "+33600000000", {"',
    "a&to=%2B33600000000&x=1",
    "{to} {callback} {nothing}",
    "ligne\nligne\r\n\ttab \\ \\u0041",
    "é€ ’ \u2028 \U0001f525",
    "%s %(to)s %20 +",
    "<xml>&amp;</xml> ]]>",
]


def gateway(**changes: str):
    """A gateway in JSON, with what the test is about changed."""
    given = {
        "URL": "https://sms.example/send",
        "METHOD": "POST",
        "HEADERS": "X-Api-Key: a-key",
        "BODY": '{"to": "{to}", "text": "{text}"}',
        "FROM": "NantesMetro",
        "ACCEPTED": "200 201",
        "ID": "",
        "REFUSED": "",
        "RECEIPT": "",
        "STATES": "",
    }
    named = {f"SMS_HTTP_{name}": text for name, text in (given | changes).items()}
    return read_gateway(SimpleNamespace(**named))


# --- the request --------------------------------------------------------------------
def test_slots_are_filled_wherever_they_stand_in_json():
    body = (
        '{"messages": [{"to": ["{number}"], "ttl": "{validity}", "flash": false, '
        '"about": "ref {reference}", "n": 3, "none": null}], "body": {"x": "{text}"}, '
        '"from": "{from}", "dlr": "{callback}", "min": "{minutes}", "{to}": 1}'
    )

    request = gateway(BODY=body).request(SLOTS)

    assert json.loads(request.body) == {
        "messages": [
            {
                "to": ["33639980101"],
                "ttl": 290,
                "flash": False,
                "about": "ref 0f8fad5b",
                "n": 3,
                "none": None,
            }
        ],
        "body": {"x": "Crue"},
        "from": "NantesMetro",
        "dlr": SLOTS["callback"],
        "min": 5,
        "{to}": 1,
    }
    assert request.headers == {
        "Content-Type": "application/json",
        "X-Api-Key": "a-key",
    }
    assert (request.method, request.url) == ("POST", "https://sms.example/send")


@pytest.mark.parametrize("text", NASTY)
def test_whatever_a_text_holds_it_stays_one_value_in_json(text):
    request = gateway().request(SLOTS | {"text": text})

    assert json.loads(request.body) == {"to": SLOTS["to"], "text": text}


@pytest.mark.parametrize("text", NASTY)
def test_whatever_a_text_holds_it_stays_one_value_in_a_form(text):
    request = gateway(BODY="to={to}&msg={text}&key=a%26b&x=").request(
        SLOTS | {"text": text}
    )

    assert parse_qsl(request.body.decode(), keep_blank_values=True) == [
        ("to", SLOTS["to"]),
        ("msg", text),
        ("key", "a&b"),
        ("x", ""),
    ]
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("text", NASTY)
def test_whatever_a_text_holds_it_stays_one_value_in_the_address(text):
    request = gateway(
        URL="https://box.example/send?to={to}&msg={text}&x=1", BODY="", METHOD="GET"
    ).request(SLOTS | {"text": text})

    head, _, query = request.url.partition("?")
    assert head == "https://box.example/send"
    assert parse_qsl(query) == [("to", SLOTS["to"]), ("msg", text), ("x", "1")]
    assert request.body == b""
    assert "Content-Type" not in request.headers


def test_headers_are_one_a_line_or_between_bars():
    both = gateway(HEADERS="api-login: a@b.example | Api-Key: x y\nAccept: */*")

    assert both.headers == {
        "Content-Type": "application/json",
        "Api-Login": "a@b.example",
        "Api-Key": "x y",
        "Accept": "*/*",
    }


def test_content_type_may_be_said():
    said = gateway(HEADERS="Content-Type: application/vnd.sms+json")

    assert json.loads(said.request(SLOTS).body)["text"] == "Crue"


WRONG = [
    ({"BODY": '{"to": "{to}"}'}, "SMS_HTTP_BODY", "slots"),
    ({"BODY": '{"text": "{text}"}'}, "SMS_HTTP_BODY", "slots"),
    ({"BODY": ""}, "SMS_HTTP_BODY", "slots"),
    ({"BODY": '{"to": "{to}", "text": "{text}", "x": "{phone}"}'}, None, "slot"),
    ({"BODY": '{"to": {to}, "text": "{text}"}'}, "SMS_HTTP_BODY", "json"),
    ({"BODY": "to={to}&{text}"}, "SMS_HTTP_BODY", "unread"),
    ({"HEADERS": "Content-Type: text/xml"}, "SMS_HTTP_HEADERS", "type"),
    ({"HEADERS": "no colon"}, "SMS_HTTP_HEADERS", "unread"),
    ({"HEADERS": "X-Key: clé"}, "SMS_HTTP_HEADERS", "unread"),
    ({"HEADERS": "X Key: a"}, "SMS_HTTP_HEADERS", "unread"),
    ({"URL": "https://{from}.example/"}, "SMS_HTTP_URL", "host"),
    ({"URL": "https://x.example/?s={from}", "FROM": ""}, "SMS_HTTP_FROM", "from"),
    ({"ACCEPTED": "status="}, "SMS_HTTP_ACCEPTED", "unread"),
    ({"ACCEPTED": "=ok"}, "SMS_HTTP_ACCEPTED", "unread"),
    ({"REFUSED": "402"}, "SMS_HTTP_REFUSED", "unread"),
    ({"REFUSED": "402:broke"}, "SMS_HTTP_REFUSED", "unread"),
    ({"REFUSED": "402:callback"}, "SMS_HTTP_REFUSED", "unread"),
    ({"RECEIPT": "status", "STATES": "OK=delivered"}, "SMS_HTTP_RECEIPT", "id"),
    (
        {"RECEIPT": "status id", "STATES": "OK=delivered"},
        "SMS_HTTP_RECEIPT",
        "id",
    ),
    ({"RECEIPT": "status id", "ID": "id"}, "SMS_HTTP_STATES", "states"),
    ({"STATES": "OK=delivered"}, "SMS_HTTP_STATES", "states"),
    ({"STATES": "OK=arrived"}, "SMS_HTTP_STATES", "unread"),
    ({"STATES": "=delivered"}, "SMS_HTTP_STATES", "unread"),
    ({"STATES": "KO=failed:who"}, "SMS_HTTP_STATES", "unread"),
]


@pytest.mark.parametrize(("changes", "setting", "reason"), WRONG)
def test_what_cannot_be_read_is_said_by_its_name(changes, setting, reason):
    with pytest.raises(GatewayError) as raised:
        gateway(**changes)

    assert raised.value.setting == (setting or "SMS_HTTP_BODY")
    assert raised.value.reason == reason


def test_keys_are_not_in_what_is_said():
    for changes in ({"HEADERS": "secret-key"}, {"BODY": "to={to}&text={text}&secret"}):
        with pytest.raises(GatewayError) as raised:
            gateway(**changes)

        assert "secret" not in f"{raised.value} {raised.value.part}"


# --- the answer ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("id", "7"),
        ("ok", "true"),
        ("result.0.id", "a"),
        ("result.1.id", ""),
        ("result.id", ""),
        ("result.-1.id", ""),
        ("result", ""),
        ("none", ""),
        ("id.x", ""),
        ("", ""),
    ],
)
def test_path_leads_to_a_word(path, word):
    document = {"id": 7, "ok": True, "result": [{"id": "a"}], "none": None}

    assert word_at(document, path) == word


OUTCOMES = [
    (200, {"id": "7"}, Accepted("7")),
    (201, {"id": 7}, Accepted("7")),
    (200, {}, Unknown("An answer without the text's id.")),
    (200, {"id": "x" * 65}, Unknown("An answer without the text's id.")),
    (200, None, Unknown("An answer without the text's id.")),
    (202, {"id": "7"}, Unknown("HTTP 202")),
    (302, None, Unknown("HTTP 302")),
    (408, None, Unknown("HTTP 408")),
    (500, {"id": "7"}, Unknown("HTTP 500")),
    (503, None, Rejected(Scope.PASSING, "503", "HTTP 503")),
    (429, None, Rejected(Scope.PASSING, "429", "HTTP 429")),
    (401, None, Rejected(Scope.CONFIG, "401", "HTTP 401")),
    (403, None, Rejected(Scope.CONFIG, "403", "HTTP 403")),
    (402, None, Rejected(Scope.CONFIG, "402", "HTTP 402")),
    (404, None, Rejected(Scope.BUG, "404", "HTTP 404")),
    (422, {"code": 12}, Rejected(Scope.CONTACT, "12", "HTTP 422")),
    (200, {"code": 12, "id": "7"}, Rejected(Scope.CONTACT, "12", "HTTP 200")),
    (200, {"code": 13}, Rejected(Scope.BLOCKED, "13", "HTTP 200")),
    (507, None, Rejected(Scope.PASSING, "507", "HTTP 507")),
]


@pytest.mark.parametrize(("status", "document", "outcome"), OUTCOMES)
def test_answer_says_what_became_of_the_text(status, document, outcome):
    means = gateway(ID="id", REFUSED="code=12:contact code=13:blocked 507:passing")

    assert means.outcome(status, document) == outcome


def test_answer_may_have_to_say_more_than_a_status():
    means = gateway(ACCEPTED="200 result.status=ok result.id")

    assert means.outcome(200, {"result": {"status": "ok", "id": 1}}) == Accepted("")
    for document in ({"result": {"status": "ko", "id": 1}}, {"result": {}}, None, []):
        assert isinstance(means.outcome(200, document), Unknown)


def test_without_a_status_any_success_counts():
    means = gateway(ACCEPTED="id")

    assert means.outcome(207, {"id": 1}) == Accepted("")
    assert isinstance(means.outcome(302, {"id": 1}), Unknown)


# --- the receipt --------------------------------------------------------------------
def test_receipt_says_what_became_of_a_text():
    means = gateway(
        ID="id",
        RECEIPT="status.value messageId",
        STATES="OK=delivered WAY=sent KO=undelivered GONE=undelivered:contact "
        "STOP=failed:blocked OLD=expired a=b=sent",
    )

    def said(word: object) -> StatusUpdate | None:
        return means.receipt({"status": {"value": word}, "messageId": 9})

    assert said("OK") == StatusUpdate("delivered", "", "9")
    assert said("WAY") == StatusUpdate("sent", "", "9")
    assert said("KO") == StatusUpdate("undelivered", "KO", "9")
    assert said("GONE") == StatusUpdate("undelivered", "contact", "9")
    assert said("STOP") == StatusUpdate("failed", "blocked", "9")
    assert said("OLD") == StatusUpdate("expired", "OLD", "9")
    assert said("a=b") == StatusUpdate("sent", "", "9")
    assert scope_of("contact") == Scope.CONTACT
    assert scope_of("KO") == Scope.PASSING
    assert [said(word) for word in ("ok", "", None, 3, ["OK"])] == [None] * 5


def test_receipt_of_a_text_needs_no_id_when_the_request_says_where_it_goes():
    body = '{"to": "{to}", "text": "{text}", "dlr": "{callback}"}'

    means = gateway(BODY=body, RECEIPT="state", STATES="OK=delivered")

    assert means.calls_back
    assert means.receipt({"state": "OK"}) == StatusUpdate("delivered")
