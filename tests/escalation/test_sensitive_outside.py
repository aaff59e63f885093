"""What leaves the house about a sensitive call, and what is counted and not told."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from django.core import mail

from escalation import actions
from escalation.actions.handing_over import send_handover
from escalation.autoreply import replies_of
from escalation.drift import drift_of
from escalation.guide import figures_of
from escalation.models import Caller, Channel, Deferred, Incident, Page
from escalation.notices import deliver_due
from rota.actions.replacing import replace

SATURDAY = datetime(2026, 11, 28, 14, 2)
TITLE = "Élu mis en cause"


@pytest.fixture
def office(world, clock, cabinet) -> Caller:
    """The mayor's office, whose calls are sensitive; Camille is on call."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    cabinet.sensitive = True
    cabinet.save()
    return cabinet


def raised(world, office: Caller, case: str = "user_info") -> Incident:
    found = world.trigger(case=case, title=TITLE, caller=office)
    world.phone("camille").expect("appel sensible")
    return found


@pytest.fixture
def incident(world, office) -> Incident:
    return raised(world, office)


@pytest.fixture
def by_her(incident, world, clock):
    """`by_her()`: what Camille says about it, now."""

    def said() -> dict:
        by = world.person("camille")
        return {"incident_id": incident.pk, "by": by, "at": clock.now}

    return said


@pytest.fixture
def taken(incident, by_her) -> Incident:
    actions.take(**by_her(), via="link")
    incident.refresh_from_db()
    return incident


def test_text_names_the_case_the_code_and_nothing_else(incident):
    [text] = Page.objects.filter(channel=Channel.SMS).values_list("text", flat=True)

    assert text.startswith(f"INFO USAGERS {incident.code} sam 14h02: appel sensible. ")
    assert "Rappeler" not in text


def test_email_beside_a_page_says_no_more(world, clock, office):
    clock.set(SATURDAY)
    camille = world.person("camille")
    camille.mails_too, camille.language = True, "en"
    camille.save()
    world.on_duty("camille")
    world.trigger(title=TITLE, caller=office, facts="Source: X", call_back_name="Y. Z.")
    world.phone("camille").expect("CRISIS", "sensitive call")
    clock.forward(minutes=1)

    letter = world.mail("camille", "Crisis: sensitive call")

    for word in (TITLE, "Source: X", "Y. Z."):
        assert word not in letter.body
    letter.tap_link().sees(TITLE, "Source: X")


@pytest.fixture
def spent(taken, by_her, clock) -> Incident:
    """Half an hour of Camille's."""
    clock.now += timedelta(minutes=30)
    actions.close(**by_her(), outcome="published", note="Rien d'officiel")
    return taken


def test_time_counts_for_pay_without_its_reason(
    spent, world, lead_client, agent_client
):
    page = Browser(lead_client).open("/t/edition/call-outs/")

    page.sees("Camille R. Sensitive call 30 min")
    assert TITLE not in page.html
    page.follow("Correct").sees("Sensitive call", "Camille R.")
    csv = lead_client.get("/t/edition/call-outs/call-outs.csv").content.decode()
    assert (spent.code in csv, TITLE in csv) == (True, False)
    Browser(agent_client).open("/t/edition/call-outs/").sees(TITLE)


def test_handover_counts_it_and_tells_those_in_it(spent, world, clock):
    period = world.weekend(spent.raised_at)
    clock.set(period.ends_at)
    address = f"/t/edition/handover/{period.pk}/"

    hers = world.office("odile").open(address)
    hers.sees("Sensitive call", "Sat 28 Nov, 14:02, 30 min", "Camille R., on calls")
    for word in (TITLE, "officiel", "Cabinet"):
        assert word not in hers.html
    world.office("camille").open(address).sees(TITLE, "Rien d'officiel")

    send_handover(period=period, seen=0, by=world.person("camille"), at=clock.now)
    deliver_due(clock.now)
    bodies = [m.body for m in mail.outbox if m.subject.startswith("Passation")]
    assert len(bodies) == 8
    assert all("Appel sensible (sam. 28 nov." in body for body in bodies)


def test_open_one_is_left_to_those_in_it(taken, world, clock):
    period = world.weekend(taken.raised_at)

    world.office("odile").open(f"/t/edition/handover/{period.pk}/").sees(
        "Sensitive call still open", "A sensitive call is still open: those in it"
    )


def test_what_it_leaves_for_monday_is_theirs_too(taken, by_her, world, clock):
    actions.decide_about(**by_her(), decision="out_of_frame", reason="Lundi")
    [kept] = Deferred.objects.all()

    hers = world.office("odile").open("/t/edition/monday/")
    hers.sees("What a sensitive call left for Monday: those in it look after it.")
    assert TITLE not in hers.html
    page = f"/t/edition/monday/{kept.pk}/"
    assert world.office("odile").client.get(page).status_code == 404
    for act in ("assign", "close"):
        assert world.office("odile").client.post(f"{page}{act}/").status_code == 404
    world.office("odile").open("/").sees("1 request waits to be handled.")

    # given to a colleague, it is his to read
    yann = world.person("yann")
    world.office("camille").open("/t/edition/monday/").press(
        "Give", person=str(yann.pk)
    )
    world.office("yann").open("/t/edition/monday/").follow(TITLE).press(
        "Answer and close", text="Vu avec le cabinet."
    )
    assert taken.log.filter(kind="let_in", person=yann).count() == 1
    hers.open("/t/edition/monday/").sees("What a sensitive call left")
    assert TITLE not in hers.html


def test_figures_count_it_under_no_name(taken, by_her, world, clock):
    actions.decide_about(**by_her(), decision="out_of_frame", reason="Lundi")
    deferred = drift_of(world.team, clock.now)

    assert (deferred.waited, deferred.disturbed) == (1, 1)
    assert [bar.label for bar in deferred.senders] == ["a sensitive call"]
    assert figures_of(world.team, clock.now).disturbed == 1


def test_public_does_not_read_it_off_the_automatic_reply(world, clock, office):
    clock.set(SATURDAY)
    world.on_duty("camille")
    raised(world, office, "crisis")

    replies = replies_of(world.team, clock.now)

    assert (replies.event, replies.now.variant) == ("", "off_hours")


def test_lead_who_replaces_its_owner_learns_that_there_is_one(taken, world, clock):
    shift = world.weekend().shifts.get(seat="on_call")
    done = replace(
        shift_id=shift.pk,
        expected=shift.membership_id,
        to=world.member("tomas"),
        by=world.person("odile"),
        at=clock.now,
    )

    page = world.office("odile").open(f"/t/edition/replacements/{done.pk}/")

    page.sees("Calls still with Camille R.", "Sensitive call: only those in it can")
    assert TITLE not in page.html
