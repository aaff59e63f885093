"""Settings with which nobody could be called are refused at the start."""

import pytest
from django.core.checks import run_checks
from django.utils.translation import override
from wire import use

from escalation.checks import (
    SENDERS,
    SERVERS,
    check_gateway,
    check_sender,
    check_server,
    check_voice,
)
from escalation.core.senders import sender_error
from escalation.core.servers import is_safe_server

GATEWAY = {
    "SMS_PROVIDER": "twilio,http",
    "SMS_HTTP_URL": "https://sms.example/send",
    "SMS_HTTP_BODY": '{"to": "{to}", "text": "{text}", "dlr": "{callback}"}',
    "SMS_HTTP_RECEIPT": "state",
    "SMS_HTTP_STATES": "OK=delivered",
}


@pytest.fixture(autouse=True)
def _healthy(settings):
    use(settings, dict.fromkeys(SENDERS.values(), "NantesMetro"))
    use(settings, dict.fromkeys(SERVERS.values(), ""))
    use(settings, GATEWAY)
    settings.TWILIO_VOICE_FROM = ""
    settings.DEBUG = False
    with override("en"):
        yield


@pytest.fixture(params=SENDERS)
def sender_setting(request, settings):
    """The setting that says who writes, of each provider in turn."""
    settings.SMS_PROVIDER = request.param
    return SENDERS[request.param]


@pytest.fixture(params=SERVERS)
def server_setting(request, settings):
    """The setting that says which server is asked, of each provider in turn."""
    settings.SMS_PROVIDER = request.param
    return SERVERS[request.param]


@pytest.mark.parametrize(
    "sender",
    [
        *("+33612345678", "+33712345678", "+33 6 12 34 56 78", "0612345678"),
        *("07.12.34.56.78", "0033612345678", "+33(0)612345678", "+33700123456789"),
    ],
)
def test_a_french_mobile_sender_is_refused_with_the_reason(
    settings, sender_setting, sender
):
    setattr(settings, sender_setting, sender)

    (error,) = check_sender(None)

    assert error.id == "escalation.E001"
    assert error.is_serious()
    assert error.msg.startswith(f"{sender_setting} is a French mobile number")
    assert "ARCEP" in error.msg
    assert "NantesMetro" in error.hint


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("0240000000", "national"),
        ("+33 2 40 00 00 00", "national"),
        ("Ville de Nantes", "too_long"),
        ("NantesMetropole", "too_long"),
        ("Nantes 44", "letters"),
        ("Orléans", "letters"),
        ("44Nantes", "letters"),
        ("StHerblain-", "letters"),
        ("Vi", "too_short"),
    ],
)
def test_a_name_that_operators_refuse_is_refused(
    settings, sender_setting, sender, reason
):
    setattr(settings, sender_setting, sender)

    (error,) = check_sender(None)

    assert sender_error(sender) == reason
    assert error.is_serious()
    assert error.msg.startswith(sender_setting)
    assert error.hint


@pytest.mark.parametrize("sender", ["NantesMetro", "Ville44", ""])
def test_a_usable_name_passes(settings, sender_setting, sender):
    setattr(settings, sender_setting, sender)

    assert check_sender(None) == []


@pytest.mark.parametrize("sender", ["38123", "+33939000000", "+14155550100"])
def test_a_number_passes_except_at_ovhcloud(settings, sender_setting, sender):
    setattr(settings, sender_setting, sender)

    found = check_sender(None)

    if settings.SMS_PROVIDER != "ovhcloud":
        assert found == []
        return
    (error,) = found
    assert error.is_serious()
    assert "blocks texts with a link" in error.msg


@pytest.mark.parametrize("sender", ["ASTREINTE", "Alerte", "info", "RDV", "bank"])
def test_a_word_anybody_could_use_is_a_warning(settings, sender_setting, sender):
    setattr(settings, sender_setting, sender)

    (warning,) = check_sender(None)

    assert warning.id == "escalation.W001"
    assert warning.msg.startswith(sender_setting)
    assert not warning.is_serious()


def test_test_phones_need_nothing(settings):
    settings.SMS_PROVIDER = "simulator"
    settings.TWILIO_FROM = "+33612345678"
    settings.TWILIO_API_BASE_URL = "http://sms.example"
    settings.SMS_HTTP_BODY = "nonsense"

    assert check_sender(None) + check_server(None) + check_gateway(None) == []


def test_both_of_two_providers_are_looked_at(settings):
    settings.SMS_PROVIDER = "ovhcloud,twilio"
    settings.OVHCLOUD_FROM, settings.TWILIO_FROM = "38123", "0612345678"

    first, second = check_sender(None)

    assert first.msg.startswith("OVHCLOUD_FROM")
    assert second.msg.startswith("TWILIO_FROM")


def test_a_server_in_clear_is_refused(settings, server_setting):
    setattr(settings, server_setting, "http://sms.example")

    (error,) = check_server(None)

    assert error.id == "escalation.E002"
    assert error.msg.startswith(server_setting)
    settings.DEBUG = True
    assert check_server(None) == []


def test_a_described_gateway_passes(settings):
    assert check_gateway(None) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SMS_HTTP_BODY": ""}, "does not hold a text"),
        ({"SMS_HTTP_BODY": "to={to}&text={text}&x={phone}"}, "{phone} is no slot"),
        ({"SMS_HTTP_BODY": '{"to": "{to}", "x": {text}}'}, "is not JSON"),
        ({"SMS_HTTP_URL": "https://{to}/{text}"}, "SMS_HTTP_URL holds a slot"),
        ({"SMS_HTTP_HEADERS": "Content-Type: text/xml"}, "“text/xml”"),
        ({"SMS_HTTP_HEADERS": "secret"}, "SMS_HTTP_HEADERS: “…” cannot be read"),
        ({"SMS_HTTP_REFUSED": "402"}, "SMS_HTTP_REFUSED: “402” cannot be read"),
        ({"SMS_HTTP_STATES": ""}, "only together"),
        (
            {"SMS_HTTP_BODY": "to={to}&text={text}", "SMS_HTTP_RECEIPT": "state"},
            "would not say which text",
        ),
    ],
)
def test_a_gateway_that_cannot_be_read_is_said_in_a_sentence(settings, changes, words):
    use(settings, changes)

    (error,) = check_gateway(None)

    assert error.id == "escalation.E004"
    assert words in error.msg
    assert error.hint
    assert "%(" not in error.msg + error.hint


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://sms.example/path", True),
        ("http://127.0.0.1:8000", True),
        ("http://127.8.0.1", True),
        ("http://localhost:1", True),
        ("http://[::1]:8000", True),
        ("http://localhost.evil.example", False),
        ("http://10.0.0.1", False),
        ("ftp://localhost", False),
        ("localhost:8000", False),
        ("https://", False),
    ],
)
def test_only_this_machine_may_be_spoken_to_in_clear(url, is_safe):
    assert is_safe_server(url, debug=False) is is_safe


def test_the_checks_are_registered(settings):
    settings.SMS_PROVIDER = "twilio,http"
    settings.TWILIO_FROM = "+33612345678"
    settings.TWILIO_API_BASE_URL = "http://sms.example"
    settings.SMS_HTTP_BODY = ""

    found = {message.id for message in run_checks()}

    assert found >= {
        "escalation.E001",
        "escalation.E002",
        "escalation.W002",
        "escalation.E004",
    }


# --- the number that rings ----------------------------------------------------------
@pytest.mark.parametrize("number", ["+33612345678", "0712345678", "+33 7 12 34 56 78"])
def test_no_telephone_is_rung_from_a_french_mobile_number(settings, number):
    settings.TWILIO_VOICE_FROM = number

    (error,) = check_voice(None)

    assert error.id == "escalation.E003"
    assert error.is_serious()
    assert "ARCEP" in error.msg


@pytest.mark.parametrize("number", ["0240000000", "NantesMetro", "38123", "+33"])
def test_what_is_no_number_cannot_ring(settings, number):
    settings.TWILIO_VOICE_FROM = number

    (error,) = check_voice(None)

    assert error.id == "escalation.E003"
    assert error.is_serious()
    assert "international" in error.msg


@pytest.mark.parametrize("sender", ["NantesMetro", "38123", ""])
def test_no_number_to_ring_from_is_a_warning(settings, sender):
    settings.TWILIO_FROM = sender

    (warning,) = check_voice(None)

    assert warning.id == "escalation.W002"
    assert not warning.is_serious()
    assert "TWILIO_VOICE_FROM" in warning.hint


@pytest.mark.parametrize(
    ("own", "of_texts"),
    [
        ("+33937980000", "NantesMetro"),
        ("+33240000000", "38123"),
        ("", "+33939000000"),
    ],
)
def test_a_usable_number_passes(settings, own, of_texts):
    settings.TWILIO_VOICE_FROM, settings.TWILIO_FROM = own, of_texts

    assert check_voice(None) == []


def test_test_phones_need_no_number(settings):
    settings.SMS_PROVIDER = "simulator"

    assert check_voice(None) == []
