"""What callers are told is limited, waits behind all pages, and goes to their page
where nothing else arrives."""

from datetime import timedelta
from uuid import uuid4

from told import MOBILE, SECOND, take

from escalation import actions
from escalation.actions.callers import withdraw_caller
from escalation.actions.following import begin_telling, tell_callers
from escalation.actions.receipts import record_status
from escalation.actions.response import decide_about
from escalation.core.delivery import StatusUpdate
from escalation.core.limits import TO_A_CALLER
from escalation.models import (
    Following,
    Page,
    PageState,
    Purpose,
    Telling,
)
from escalation.sending import claim
from rota.models import Person


# --- guarantees of the sending engine -------------------------------------------------
def test_a_text_to_a_caller_is_a_page_with_its_receipts(told, at_work, phone, clock):
    incident = told()
    take(at_work, incident)
    page = phone(MOBILE).expect("pris en charge").tap_link()

    [text] = incident.pages.filter(purpose=Purpose.CALLER)
    assert (text.state, text.person, text.whom) == ("delivered", None, "Cabinet")
    assert text.events.filter(source="sent", state="accepted").exists()
    phone(MOBILE).becomes("unreachable")
    at_work(decide_about, incident, decision="publish")
    late = incident.pages.filter(purpose=Purpose.CALLER).last()
    assert late.state == "undelivered"
    page.reload().sees("The last message did not get through: read here what happened.")

    record_status(page_uuid=late.uuid, update=StatusUpdate("delivered"), at=clock.now)

    late.refresh_from_db()
    assert late.delivered_at == clock.now
    assert not incident.log.filter(kind="late_delivery").exists()


def test_texts_to_callers_leave_one_after_another(told, world, clock, phone):
    calls, by = [told(to=f"+3363998016{n}") for n in range(3)], world.person("camille")
    for one in calls:
        actions.take(incident_id=one.pk, by=by, via="link", at=clock.now)

    assert tell_callers(clock.now) == 3

    due = Page.objects.filter(purpose=Purpose.CALLER).values_list("due_at", flat=True)
    assert [(at - clock.now).seconds for at in due] == [0, 2, 4]
    clock.forward(minutes=1)
    for n in range(3):
        phone(f"+3363998016{n}").expect("pris en charge")


def test_texts_to_callers_wait_behind_pages(told, world, clock):
    incident = told()
    by = world.person("camille")
    actions.take(incident_id=incident.pk, by=by, via="link", at=clock.now)
    tell_callers(clock.now)
    clock.now += SECOND
    world.raise_only(title="Fumées")

    purposes = [claimed.page.purpose for claimed in claim(clock.now, 10)]

    assert purposes[0] == Purpose.PAGE
    assert purposes[-1] == Purpose.CALLER


def test_limit_holds_back_what_floods_a_number(told, at_work, phone, clock):
    incident = told()
    take(at_work, incident)
    for _ in range(TO_A_CALLER):
        at_work(decide_about, incident, decision="publish")
    texts = incident.pages.filter(purpose=Purpose.CALLER)

    assert texts.exclude(state=PageState.CANCELLED).count() == TO_A_CALLER
    held = incident.log.filter(kind="held").get()
    assert (held.person, held.data["caller"]) == (None, "Cabinet")
    phone(MOBILE).read |= {row.pk for row in phone(MOBILE).unread()}


def test_callers_use_up_nothing_of_what_the_house_needs(told, at_work, settings, phone):
    settings.TEXTS_PER_HOUR = 3
    incident = told()
    take(at_work, incident)
    for _ in range(3):
        at_work(decide_about, incident, decision="publish")

    told_texts = incident.pages.filter(purpose=Purpose.CALLER)
    assert told_texts.exclude(state=PageState.CANCELLED).count() == 3
    again = actions.add_note(
        incident_id=incident.pk,
        text="Le vent forcit",
        by=None,
        caller=incident.caller,
        at=incident.raised_at + timedelta(minutes=6),
    )
    assert again.result == "noted"
    assert not incident.pages.get(purpose=Purpose.NEWS).is_held
    incident.pages.exclude(purpose=Purpose.PAGE).delete()
    phone(MOBILE).read |= {row.pk for row in phone(MOBILE).unread()}


# --- when it does not arrive ----------------------------------------------------------
def test_stop_from_a_callers_number_leaves_the_page(told, at_work, phone, clock, world):
    incident = told()
    take(at_work, incident)
    desk = phone(MOBILE)
    page = desk.expect("pris en charge").tap_link()
    page.sees("By SMS to •• •• •• •• 60, and on this page.")

    desk.reply("STOP")
    at_work(actions.close, incident, outcome="published")

    desk.silence()
    page.reload().sees("Texts to •• •• •• •• 60 are stopped (STOP)", "no more texts")
    again = actions.trigger(
        team=world.team,
        case="user_info",
        title="Autre",
        caller=incident.caller,
        told=(Telling.SMS, MOBILE),
        request_key=uuid4(),
        by=None,
        at=clock.now,
    )
    clock.tick()
    phone("camille").expect("Autre")
    take(at_work, again)
    desk.silence()


def test_start_undoes_it(told, at_work, phone):
    incident = told()
    desk = phone(MOBILE)
    take(at_work, incident)
    desk.expect("pris en charge")
    desk.reply("STOP")
    at_work(decide_about, incident, decision="publish")
    desk.silence()

    desk.reply("START")
    at_work(actions.close, incident, outcome="published")

    desk.expect("terminé, publié")


def test_a_number_that_gets_no_texts_is_found_out(told, at_work, phone):
    incident = told()
    phone(MOBILE)
    take(at_work, incident)
    page = phone(MOBILE).expect("pris en charge").tap_link()
    phone(MOBILE).becomes("wrong")

    at_work(decide_about, incident, decision="publish")

    page.reload().sees("Texts do not reach •• •• •• •• 60: this page tells you")
    at_work(actions.close, incident, outcome="published")
    texts = incident.pages.filter(purpose=Purpose.CALLER)
    assert texts.count() == 2
    assert not Person.objects.exclude(phone_problem="").exists()


def test_a_blocked_member_of_the_house_is_not_texted_as_a_caller(told, at_work, phone):
    incident = told(to=phone("yann").number)
    Person.objects.filter(phone=phone("yann").number).update(phone_problem="blocked")

    take(at_work, incident)

    phone("yann").silence()
    assert incident.log.filter(kind="untold").exists()


def test_a_withdrawn_link_tells_all_the_same(told, at_work, phone, cabinet, world):
    incident = told()
    take(at_work, incident)
    withdraw_caller(caller_id=cabinet.pk, by=None, at=world.clock.now)

    at_work(actions.close, incident, outcome="published")

    phone(MOBILE).expect("pris en charge")
    page = phone(MOBILE).expect("terminé").tap_link()
    page.sees("Closed", "published")
    assert "Make a new call" not in page.text
    assert world.desk(cabinet).status == 410


def test_the_link_of_a_call_opens_no_other_and_ends(told, at_work, phone, clock, world):
    incident = told()
    take(at_work, incident)
    page = phone(MOBILE).expect("pris en charge").tap_link()
    other = world.raise_only(title="Autre", caller=incident.caller)
    Page.objects.filter(incident=other).delete()
    token = incident.following.token

    assert page.open(f"/call/{token}/{other.code}").status == 404
    assert page.open(f"/call/{token}").status == 404
    at_work(actions.close, incident, outcome="published")
    phone(MOBILE).expect("terminé")
    clock.set(clock.now + timedelta(days=4))
    assert page.open(f"/f/{token}").status == 410


def test_one_broken_call_holds_up_no_other(told, world, clock, phone):
    broken, whole = told(), told(to="+33639980161")
    world.expected_errors.append("could not be told")
    by = world.person("camille")
    for one in (broken, whole):
        actions.take(incident_id=one.pk, by=by, via="link", at=clock.now)
    outcome = "a new one"  # that has no words yet
    actions.close(incident_id=broken.pk, outcome=outcome, by=by, at=clock.now)

    assert tell_callers(clock.now) == 1
    clock.tick()
    phone("+33639980161").expect("pris en charge")
    Following.objects.filter(incident=broken).delete()


def test_a_choice_made_again_is_one_line(told, clock):
    incident = told()

    begin_telling(incident, way=Telling.SMS, to=MOBILE, at=clock.now)

    assert incident.log.filter(kind="told_by").count() == 1
