"""Calls that nobody answers, or a machine; callbacks late, twice, lost or early."""

import pytest
from people import phone_of
from twilio_wire import answer_lost, refuse

from escalation.models import Incident, LogEntry
from rota.models import Person


def kinds(incident: Incident) -> list[str]:
    return [entry.kind for entry in LogEntry.objects.filter(incident=incident)]


# --- nobody answers, or a machine ---------------------------------------------------
def test_a_voicemail_is_never_an_answer(twilio, poster, call, page, incident):
    recorded = twilio.phones.voicemail(poster, call)

    incident.refresh_from_db()
    page.refresh_from_db()
    assert recorded.count("Fumées visibles à Cheviré") == 2
    assert incident.state == "triggered"
    assert (page.state, page.error_code) == ("undelivered", "no-key")


@pytest.mark.parametrize(
    ("status", "state", "code"),
    [
        ("no-answer", "undelivered", "no-answer"),
        ("busy", "undelivered", "busy"),
        ("failed", "failed", "failed"),
        ("canceled", "failed", ""),
    ],
)
def test_a_call_without_an_answer_ends_and_is_logged(
    twilio, poster, call, page, incident, status, state, code
):
    answer = twilio.phones.tell(poster, call, status)

    page.refresh_from_db()
    assert answer.status_code == 204
    assert (page.state, page.error_code) == (state, code)
    assert kinds(incident).count("failed") == 1
    assert not Person.objects.exclude(phone_problem="").exists()


def test_nobody_answers_and_no_text_arrives_so_the_next_is_called_at_once(
    twilio, poster, call, clock
):
    twilio.receipt(poster, twilio.sent[0], "undelivered", 30003)
    twilio.phones.ring_out(poster, call)

    clock.forward(0.1)

    assert twilio.phones.rung[-1].to == phone_of("malik")


def test_stop_is_for_texts_so_the_telephone_rings(twilio, ring):
    twilio.next(refuse(21610, 400, "Attempt to send to unsubscribed recipient"))

    ring()

    assert [call.to for call in twilio.phones.rung] == [phone_of("camille")]


# --- callbacks late, early, twice, in any order, never ------------------------------
ORDERS = {
    "as they come": ["initiated", "ringing", "in-progress", "no-answer"],
    "turned around": ["no-answer", "in-progress", "ringing", "initiated"],
    "twice": ["ringing", "ringing", "no-answer", "no-answer"],
    "only the last": ["no-answer"],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_callbacks_in_any_order_end_the_same(
    twilio, poster, call, page, incident, order
):
    for status in order:
        twilio.phones.tell(poster, call, status)

    page.refresh_from_db()
    assert (page.state, page.error_code) == ("undelivered", "no-answer")
    assert kinds(incident).count("failed") == 1


def test_no_callback_is_needed_when_a_key_comes(twilio, poster, call, page, clock):
    twilio.phones.answer(poster, call).press("1")
    clock.forward(3)

    page.refresh_from_db()
    assert page.state == "delivered"
    assert page.poll_at is None


def test_callbacks_that_never_come_are_asked_for(twilio, call, page, clock):
    call.status = "no-answer"

    clock.forward(1)

    page.refresh_from_db()
    assert (page.state, page.error_code) == ("undelivered", "no-answer")


def test_a_callback_may_come_before_the_answer_to_our_own_request(
    twilio, poster, ring, clock
):
    twilio.next(answer_lost(), on="ring")
    page = ring().pages.get(channel="voice")

    twilio.phones.tell(poster, twilio.phones.rung[0], "ringing")
    clock.forward(0.2)

    page.refresh_from_db()
    assert (page.state, page.provider_id) == ("sent", twilio.phones.rung[0].sid)
    assert len(twilio.phones.rung) == 1


def test_a_call_whose_answer_was_lost_is_found_and_not_placed_twice(
    twilio, ring, clock
):
    twilio.next(answer_lost(), on="ring")
    page = ring().pages.get(channel="voice")

    clock.forward(0.4)

    page.refresh_from_db()
    assert page.provider_id == twilio.phones.rung[0].sid
    assert len(twilio.phones.rung) == 1


def test_a_key_that_comes_after_the_end_takes_it_all_the_same(
    twilio, poster, call, page, incident
):
    talk = twilio.phones.answer(poster, call)
    twilio.phones.tell(poster, call, "completed")

    talk.press("1")

    incident.refresh_from_db()
    page.refresh_from_db()
    assert incident.owner.name == "Camille Roux"
    assert page.delivered_at is not None
    assert kinds(incident)[-2:] == ["late_delivery", "taken"]


def test_a_late_key_is_told_in_its_own_words(twilio, poster, call, incident, world):
    talk = twilio.phones.answer(poster, call)
    twilio.phones.tell(poster, call, "completed")
    talk.press("1")

    office = world.office("odile").open(f"/t/edition/alerts/{incident.code}/")

    office.sees("Camille R. picked up after all, late", "answered by key")
