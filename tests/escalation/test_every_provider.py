"""The same questions to every provider: whatever carries texts, the engine may rely
on these answers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from gateway_double import GatewayDouble
from ovhcloud_double import OvhcloudDouble
from twilio_double import TwilioDouble
from wire import answer_lost, answers, drip, hang, use

from escalation.core.delivery import (
    RANK,
    Accepted,
    Problem,
    Rejected,
    Scope,
    StatusUpdate,
    Unknown,
)
from escalation.models import HandsetMessage
from escalation.sms import (
    PROVIDERS,
    get_provider,
    get_voice,
    provider_after,
    provider_names,
    providers,
)
from escalation.sms.transport import Limits

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 28, 2, 2, 11, tzinfo=UTC)  # a Saturday, at night
TO = "+33639980101"
REFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"
TEXT = "CRISE K7Q2M sam 3h02: Fumées. https://astreinte.example/p/aB3_dE6-hI9kLmNo"
QUICK = Limits(connect=0.4, read=0.3, total=0.6)
DOUBLES = {
    "twilio": lambda: TwilioDouble(now=lambda: AT),
    "ovhcloud": lambda: OvhcloudDouble(now=lambda: AT),
    "http": GatewayDouble,
}
AWAY = "http://127.0.0.1:1"  # nobody listens there
SERVERS = {
    "twilio": "TWILIO_API_BASE_URL",
    "ovhcloud": "OVHCLOUD_API_BASE_URL",
    "http": "SMS_HTTP_URL",
}


class Carrier:
    """A provider, and what its double saw of it."""

    def __init__(self, name: str, double=None) -> None:
        self.name, self.double = name, double
        self.provider = get_provider()

    def send(self, text: str = TEXT):
        return self.provider.send(
            to=TO, text=text, reference=REFERENCE, validity=300, at=AT
        )

    def find(self, text: str = TEXT):
        since = AT - timedelta(minutes=5)
        return self.provider.find(to=TO, text=text, since=since)

    def texts(self) -> list[tuple[str, str]]:
        """What was taken: to whom, and the words."""
        if self.double:
            return [(sent.to, sent.body) for sent in self.double.sent]
        rows = HandsetMessage.objects.filter(outbound=True)
        return [(row.handset.phone, row.body) for row in rows]


@pytest.fixture
def carried(request, settings):
    """The provider of that name, before its double."""
    if request.param == "simulator":
        yield Carrier(request.param)
        return
    with DOUBLES[request.param]() as double:
        use(settings, double.settings())
        yield Carrier(request.param, double)
        assert double.violations == []


everybody = pytest.mark.parametrize("carried", PROVIDERS, indirect=True)
# the test phones have no server that could fail
with_server = pytest.mark.parametrize("carried", DOUBLES, indirect=True)


# --- sending ------------------------------------------------------------------------
@everybody
def test_text_arrives_once_in_its_very_words(carried):
    result = carried.send()

    assert isinstance(result, Accepted)
    assert 0 < len(result.provider_id) <= 64
    assert RANK[result.state] >= RANK["accepted"]
    assert carried.texts() == [(TO, TEXT)]


@everybody
@pytest.mark.parametrize(
    "text",
    [
        'Dit "au {to}" & <b>100 %</b> {text} + 1/2 = 50\\ %(x)s #1;?',
        "É, è, ù, à: Noël et l'été\nligne deux\n",
        "{callback} \u2028 \U0001f525",
    ],
)
def test_no_character_of_a_text_is_read_as_anything_else(carried, text):
    assert isinstance(carried.send(text), Accepted)
    assert carried.texts() == [(TO, text)]


@everybody
def test_each_attempt_of_the_same_text_is_a_text(carried):
    first, second = carried.send(), carried.send()

    assert first.provider_id != second.provider_id
    assert len(carried.texts()) == 2


# --- asking -------------------------------------------------------------------------
@everybody
def test_what_was_taken_is_found_by_whoever_has_a_list(carried):
    sent = carried.send()

    found = carried.find()

    if carried.provider.capabilities.listing:
        assert isinstance(found, Accepted)
        assert found.provider_id == sent.provider_id
    else:
        assert isinstance(found, Unknown)


@everybody
def test_what_was_not_taken_is_not_found(carried):
    carried.send("Autre chose")

    assert not isinstance(carried.find(), Accepted)


@everybody
def test_state_of_a_text_is_one_of_ours_or_cannot_be_asked(carried):
    provider_id = carried.send().provider_id

    update = carried.provider.status(provider_id)

    assert update is not None
    assert update.state in RANK
    assert update.provider_id == provider_id
    for unknown in ("", "nobody's", "1", "../../x"):
        said = carried.provider.status(unknown)
        assert said is None or said.state in RANK


@everybody
def test_account_is_looked_at_without_a_text(carried):
    account = carried.provider.account()

    assert account.problems == ()
    assert account.left is None or account.left > 0
    assert carried.texts() == []


# --- hearing ------------------------------------------------------------------------
@everybody
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_not_believed_and_rubbish_is_nothing(carried, method):
    request = getattr(RequestFactory(), method)("/webhooks/x/sms", {"Body": "OUI"})
    provider = carried.provider

    assert not provider.is_genuine(request)
    assert provider.parse_inbound(request) is None
    assert provider.parse_status(request) is None


@everybody
def test_a_name_cannot_be_answered(carried, settings):
    settings.TWILIO_FROM = "NantesMetro"

    is_simulator = carried.name == "simulator"
    assert carried.provider.capabilities.two_way == is_simulator


# --- failing ------------------------------------------------------------------------
@with_server
def test_server_that_is_away_takes_nothing_and_is_worth_another_try(carried, settings):
    setattr(settings, SERVERS[carried.name], AWAY)

    result = carried.send()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (Scope.PASSING, "connection")
    assert isinstance(carried.find(), Unknown)
    assert carried.provider.account().problems == (Problem.AWAY,)


@with_server
def test_keys_do_not_travel_in_clear(carried, settings):
    setattr(settings, SERVERS[carried.name], "http://sms.example/x")

    result = carried.send()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (Scope.CONFIG, "server")


@with_server
@pytest.mark.parametrize(
    "fault",
    [
        *(answer_lost(), hang(accepts=True), drip(0.05), drip(0.05, headers=True)),
        *(answers("Oops", 500), answers("<h1>Sign in</h1>", 200), answers("", 302)),
    ],
    ids=["lost", "silence", "drip", "slow headers", "500", "portal", "redirection"],
)
def test_doubt_is_said_within_the_time_and_nothing_is_sent_twice(carried, fault):
    carried.double.next(fault)
    carried.provider.limits = QUICK

    result = carried.send()

    assert isinstance(result, Unknown)
    assert len(carried.texts()) == fault.accepts


@with_server
@pytest.mark.parametrize(
    ("status", "scope"),
    [(429, Scope.PASSING), (503, Scope.PASSING), (401, Scope.CONFIG)],
)
def test_refusal_is_certain_and_says_what_it_is_about(carried, status, scope):
    carried.double.next(answers("<h1>No</h1>", status))

    result = carried.send()

    assert isinstance(result, Rejected)
    assert result.scope == scope
    assert 0 < len(result.code) <= 20
    assert carried.texts() == []


# --- which one? ---------------------------------------------------------------------
def test_first_of_two_is_asked_unless_another_is_named(settings):
    settings.SMS_PROVIDER = "ovhcloud,twilio"

    assert provider_names() == ("ovhcloud", "twilio")
    assert [one.name for one in providers()] == ["ovhcloud", "twilio"]
    assert get_provider().name == "ovhcloud"
    assert get_provider("twilio").name == "twilio"


@pytest.mark.parametrize(
    ("names", "name", "after"),
    [
        ("ovhcloud,twilio", "ovhcloud", "twilio"),
        ("ovhcloud,twilio", "twilio", ""),
        ("ovhcloud", "ovhcloud", ""),
        ("ovhcloud", "twilio", "ovhcloud"),  # the setting was changed meanwhile
    ],
)
def test_the_next_in_order_comes_after(settings, names, name, after):
    settings.SMS_PROVIDER = names

    assert provider_after(name) == after


def test_calls_go_through_the_first_that_can_ring(settings):
    settings.SMS_PROVIDER = "ovhcloud,twilio"
    settings.TWILIO_VOICE_FROM = "+33937980000"

    assert get_voice().name == get_voice("twilio").name == "twilio"
    assert get_voice("ovhcloud") is None
    settings.SMS_PROVIDER = "ovhcloud,http"
    assert get_voice() is None


@pytest.mark.parametrize("name", PROVIDERS)
def test_each_is_known_by_its_own_name(name):
    assert get_provider(name).name == name


def test_a_bell_is_no_state():
    assert StatusUpdate("").state not in RANK
