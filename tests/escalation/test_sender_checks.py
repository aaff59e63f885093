"""Settings with which nobody could be called are refused at the start."""

import pytest
from django.core.checks import run_checks

from escalation.checks import check_sender, check_server, check_voice
from escalation.core.senders import sender_error
from escalation.core.servers import is_safe_server


@pytest.fixture(autouse=True)
def _twilio(settings):
    settings.SMS_PROVIDER = "twilio"
    settings.TWILIO_FROM = "NantesMetro"
    settings.TWILIO_VOICE_FROM = ""
    settings.TWILIO_API_BASE_URL = ""
    settings.DEBUG = False


@pytest.mark.parametrize(
    "sender",
    [
        *("+33612345678", "+33712345678", "+33 6 12 34 56 78", "0612345678"),
        *("07.12.34.56.78", "0033612345678", "+33(0)612345678", "+33700123456789"),
    ],
)
def test_a_french_mobile_sender_is_refused_with_the_reason(settings, sender):
    settings.TWILIO_FROM = sender

    (error,) = check_sender(None)

    assert error.id == "escalation.E001"
    assert error.is_serious()
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
def test_a_name_that_operators_refuse_is_refused(settings, sender, reason):
    settings.TWILIO_FROM = sender

    (error,) = check_sender(None)

    assert sender_error(sender) == reason
    assert error.is_serious()
    assert error.hint


@pytest.mark.parametrize(
    "sender", ["NantesMetro", "Ville44", "38123", "+33939000000", "+14155550100", ""]
)
def test_a_usable_sender_passes(settings, sender):
    settings.TWILIO_FROM = sender

    assert check_sender(None) == []


@pytest.mark.parametrize("sender", ["ASTREINTE", "Alerte", "info", "RDV", "bank"])
def test_a_word_anybody_could_use_is_a_warning(settings, sender):
    settings.TWILIO_FROM = sender

    (warning,) = check_sender(None)

    assert warning.id == "escalation.W001"
    assert not warning.is_serious()


def test_test_phones_need_no_sender(settings):
    settings.SMS_PROVIDER = "simulator"
    settings.TWILIO_FROM = "+33612345678"
    settings.TWILIO_API_BASE_URL = "http://sms.example"

    assert check_sender(None) + check_server(None) == []


def test_a_server_in_clear_is_refused(settings):
    settings.TWILIO_API_BASE_URL = "http://sms.example"

    (error,) = check_server(None)

    assert error.id == "escalation.E002"
    settings.DEBUG = True
    assert check_server(None) == []


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
    settings.TWILIO_FROM = "+33612345678"
    settings.TWILIO_API_BASE_URL = "http://sms.example"

    found = {message.id for message in run_checks()}

    assert {"escalation.E001", "escalation.E002", "escalation.W002"} <= found


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
