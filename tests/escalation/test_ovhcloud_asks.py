"""What we ask OVHcloud about texts and about our account, and what we believe of what
it tells us."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from ovhcloud_double import (
    BUFFERED,
    DELIVERED,
    ERROR,
    PENDING,
    ROOT,
    UNDELIVERED,
    OvhcloudDouble,
    refusal,
)
from wire import answer_lost, answers, as_json, drip, hang, reset, use

from escalation.core.delivery import (
    Accepted,
    Account,
    Problem,
    Scope,
    StatusUpdate,
    Unknown,
    scope_of,
)
from escalation.sms.ovhcloud import RECEIPTS_PATH, Ovhcloud
from escalation.sms.seals import sealed_url
from escalation.sms.transport import Limits

AT = datetime(2026, 11, 28, 13, 2, 11, tzinfo=UTC)
TO = "+33639980101"
TEXT = "CRISE K7Q2M sam 14h02: Fumées. https://astreinte.example/p/aB3_dE6-hI9kLmNo"
PATIENT = Limits()
QUICK = Limits(connect=0.4, read=0.3, total=0.6)


@pytest.fixture
def ovh(settings):
    """The double, to which the settings point, at the time of the test."""
    with OvhcloudDouble(now=lambda: AT) as double:
        use(settings, double.settings())
        yield double
        assert double.violations == []


def send(text: str = TEXT, to: str = TO):
    return Ovhcloud(PATIENT).send(to=to, text=text, reference="r", validity=300, at=AT)


def find(since: datetime = AT, limits: Limits = PATIENT):
    return Ovhcloud(limits).find(to=TO, text=TEXT, since=since)


def status(provider_id: str, limits: Limits = PATIENT):
    return Ovhcloud(limits).status(provider_id)


# --- was it sent? -------------------------------------------------------------------
def test_text_whose_answer_was_lost_is_found(ovh):
    ovh.next(answer_lost())

    assert isinstance(send(), Unknown)
    assert find() == Accepted(str(ovh.sent[0].id), "sent")


def test_text_that_still_waits_is_found(ovh):
    send()
    ovh.sent[0].waits = True

    assert find() == Accepted(str(ovh.sent[0].id))


def test_text_that_leaves_while_it_is_looked_for_is_found(ovh):
    send()
    ovh.next(as_json([ovh.sent[0].id]), on="jobs")

    assert find() == Accepted(str(ovh.sent[0].id), "sent")


def test_text_that_failed_already_is_found_as_failed(ovh):
    send()
    ovh.ends(ovh.sent[0], UNDELIVERED, ptt=24)

    assert find() == Accepted(str(ovh.sent[0].id), "undelivered", "ptt 24")


def test_text_that_never_left_is_not_found(ovh):
    send(text=TEXT + " another")
    send(to="+33639980102")
    send(to="+33639980103")
    ovh.sent[2].waits = True

    assert find() is None


def test_newest_of_two_is_taken(ovh):
    send()
    send()

    assert find().provider_id == str(ovh.sent[1].id)


@pytest.mark.parametrize(("age", "is_found"), [(0, True), (59, True), (90, False)])
@pytest.mark.parametrize("waits", [True, False])
def test_old_text_in_the_same_words_is_another(ovh, age, is_found, waits):
    send()
    ovh.sent[0].waits = waits

    found = find(since=AT + timedelta(seconds=age))

    assert (found is not None) == is_found


def test_only_texts_of_the_moment_to_this_number_are_asked_for(ovh):
    find()

    _, path, fields = ovh.requests[-1]
    assert path == f"{ROOT}/outgoing"
    assert fields == {
        "receiver": TO,
        "creationDatetime.from": "2026-11-28T13:01:11+00:00",
    }


def test_a_mass_of_waiting_texts_leaves_a_doubt(ovh):
    for n in range(25):
        send(text=f"Rappel {n}", to="+33639980102")
        ovh.sent[n].waits = True

    assert isinstance(find(), Unknown)
    for sent in ovh.sent[:10]:
        sent.created -= timedelta(hours=1)
    assert find() is None


@pytest.mark.parametrize("operation", ["jobs", "outgoing"])
@pytest.mark.parametrize(
    "fault",
    [
        *(refusal(403, "No"), refusal(404, "No such service"), hang(), reset()),
        *(answers("<h1>Bad gateway</h1>", 502), answers("<h1>Sign in</h1>", 200)),
        *(as_json({}, 500), as_json([{}]), as_json(None), answer_lost()),
    ],
    ids=range(10),
)
def test_question_without_an_answer_is_no_answer(ovh, fault, operation):
    ovh.next(fault, on=operation)

    assert isinstance(find(limits=QUICK), Unknown)


def test_records_of_another_shape_leave_a_doubt(ovh):
    send()
    ovh.next(as_json({"id": 1}), on="fetch")

    assert isinstance(find(), Unknown)


# --- what became of it? -------------------------------------------------------------
@pytest.mark.parametrize(
    ("receipt", "ptt", "state", "code"),
    [
        (PENDING, 1, "sent", ""),
        (PENDING, 24, "sent", ""),
        (4, 3, "sent", ""),
        (BUFFERED, 2, "sent", ""),
        (DELIVERED, 4, "delivered", ""),
        (DELIVERED, 0, "delivered", ""),
        (UNDELIVERED, 24, "undelivered", "ptt 24"),
        (UNDELIVERED, 4, "undelivered", "ptt 4"),
        (UNDELIVERED, 8, "expired", "ptt 8"),
        (UNDELIVERED, 801, "expired", "ptt 801"),
        (ERROR, 54, "failed", "ptt 54"),
        (99, 0, "sent", ""),
    ],
)
def test_every_state_of_a_text_has_a_place_in_ours(ovh, receipt, ptt, state, code):
    provider_id = send().provider_id
    ovh.ends(ovh.sent[0], receipt, ptt)

    assert status(provider_id) == StatusUpdate(state, code, provider_id)


@pytest.mark.parametrize(
    ("ptt", "scope"),
    [
        (23, Scope.CONTACT),
        (27, Scope.CONTACT),
        (53, Scope.BLOCKED),
        (29, Scope.CONTENT),
        (10, Scope.CONFIG),
        (24, Scope.PASSING),
        (999, Scope.PASSING),
    ],
)
def test_reason_of_a_failure_says_whom_it_concerns(ptt, scope):
    assert scope_of(f"ptt {ptt}") == scope


def test_text_that_waits_has_no_state_yet(ovh):
    provider_id = send().provider_id
    ovh.sent[0].waits = True

    assert status(provider_id) is None


@pytest.mark.parametrize(
    "fault", [refusal(404, "No"), hang(), as_json({}), answers("[", 200)]
)
def test_state_that_cannot_be_asked_is_none(ovh, fault):
    provider_id = send().provider_id
    ovh.next(fault, on="fetch")

    assert status(provider_id, QUICK) is None


@pytest.mark.parametrize("provider_id", ["", "SM1", "../jobs", "0", "1" * 30])
def test_id_that_is_none_is_not_asked_for(ovh, provider_id):
    assert status(provider_id) is None
    assert ovh.requests == []


# --- our account --------------------------------------------------------------------
def test_healthy_account(ovh):
    ovh.service["callBack"] = sealed_url(RECEIPTS_PATH)

    assert Ovhcloud(PATIENT).account() == Account(left=750, unit="credits")
    assert ovh.sent == []


def test_ovhcloud_must_be_told_where_receipts_go(ovh):
    assert Ovhcloud(PATIENT).account().receipts_at == sealed_url(RECEIPTS_PATH)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"OVHCLOUD_FROM": "Orleans"}, Problem.SENDER),
        ({"OVHCLOUD_FROM": "Nobody"}, Problem.SENDER),
        ({"OVHCLOUD_CONSUMER_KEY": "another"}, Problem.REFUSED),
        ({"OVHCLOUD_SERVICE": "another"}, Problem.REFUSED),
        ({"OVHCLOUD_API_BASE_URL": "http://127.0.0.1:1"}, Problem.AWAY),
    ],
)
def test_account_that_cannot_send_says_why(ovh, settings, change, problem):
    use(settings, change)

    assert Ovhcloud(PATIENT).account().problems == (problem,)


@pytest.mark.parametrize(
    "fault", [answers("Oops", 500), answers("", 503), as_json([]), hang(), drip(0.1)]
)
def test_account_that_does_not_answer_is_away(ovh, fault):
    ovh.next(fault, on="account")

    assert Ovhcloud(QUICK).account().problems == (Problem.AWAY,)


def test_closed_account(ovh):
    ovh.service["status"] = "disable"

    assert Ovhcloud(PATIENT).account().problems == (Problem.CLOSED,)


@pytest.mark.parametrize("left", [None, "many", [1]])
def test_credits_that_are_not_said_are_unknown(ovh, left):
    ovh.service["creditsLeft"] = left

    assert Ovhcloud(PATIENT).account().left is None


def test_key_that_may_not_see_senders_is_no_problem(ovh):
    ovh.next(refusal(403, "No", "NOT_GRANTED_CALL"), on="sender")

    assert Ovhcloud(PATIENT).account().problems == ()


# --- what it tells us ---------------------------------------------------------------
def test_receipt_is_only_a_bell():
    request = RequestFactory().get("/x", {"id": "802084252", "ptt": "4"})

    assert Ovhcloud().parse_status(request) == StatusUpdate("", "", "802084252")


@pytest.mark.parametrize("provider_id", ["", "x", "-1", "1 or 1=1", "9" * 40])
def test_bell_without_an_id_is_none(provider_id):
    request = RequestFactory().get("/x", {"id": provider_id})

    assert Ovhcloud().parse_status(request) is None


def test_only_its_own_address_is_genuine(settings):
    settings.SITE_URL = "https://astreinte.example"
    address = sealed_url(RECEIPTS_PATH)
    path = address.removeprefix(settings.SITE_URL)

    assert path.startswith("/webhooks/ovhcloud/receipts/")
    assert Ovhcloud().is_genuine(RequestFactory().get(f"{path}?id=1"))
    for forged in (path[:-1], f"{path[:-1]}x", path.replace("ovhcloud", "http")):
        assert not Ovhcloud().is_genuine(RequestFactory().get(forged))
