"""What a sensitive call is about is read nowhere by those who are not in it: no page,
no file, no letter, no text. Every address of the product is opened."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

import pytest
from browsing import signed_in
from django.core import mail
from doors import House, make_house, ours
from handheld import rung, seen
from people import CAST, make_caller

from escalation import actions
from escalation.actions.convening import open_cell
from escalation.actions.handing_over import send_handover
from escalation.actions.policies import save_ladder
from escalation.actions.updates import promise_update
from escalation.actions.validating import ask_validation
from escalation.actions.watching import watch
from escalation.models import (
    Caller,
    CallOut,
    Channel,
    Deferred,
    Incident,
    Outlet,
    Page,
    Target,
)
from escalation.notices import deliver_due
from escalation.policies import Rung
from rota.models import Notice, Replacement, Seat

SATURDAY = datetime(2026, 11, 21, 2, 40)
SERVICE = "Cabinet Beryl"
# what somebody typed about it; none is a word of any page
WORDS = (
    *("Quartzite", "Obsidienne", "Malachite", "Grenat", "Topaze", "jaspe"),
    *("Agate", "Onyx", SERVICE),
)
# where a lead looks after the services themselves
OF_SERVICES = {"callers", "caller_change", "caller_card"}
PHASES = ("calling", "taken", "crisis", "closed", "out_of_frame", "debrief")


@pytest.fixture
def office(team) -> Caller:
    return make_caller(team, SERVICE, "+33639980159", sensitive=True)


def raised(world, office: Caller) -> Incident:
    call = world.trigger(
        case="user_info",
        title="Quartzite en mairie",
        caller=office,
        facts="Obsidienne, source Malachite",
        call_back_name="Malachite",
        call_back_phone="+33639980158",
    )
    world.phone("camille").expect("appel sensible", call.code)
    return call


def worked_on(world, call: Incident, phase: str) -> None:
    """Camille does all that can be done about it, as far as this phase."""
    at, camille = world.clock.now, world.person("camille")
    said = {"incident_id": call.pk, "by": camille, "at": at}
    if phase == "calling":
        return
    actions.take(**said, via="link")
    actions.add_note(**said, text="Grenat")
    actions.complete(**said, slots={"where": "Agate"})
    actions.decide_about(**said, decision="publish", reason="Topaze")
    site = [Outlet.objects.get(team=world.team, name="Site")]
    link = "https://ville.example/jaspe"
    actions.add_post(**said, outlets=site, variant="first", link=link)
    if phase in ("crisis", "debrief"):
        actions.raise_to_crisis(**said)
        watch(**said, kind="moderation", person=camille)
        open_cell(**said)
        malik = world.person("malik")
        ask_validation(**said, text="Quartzite", validator=malik, minutes=10)
        promise_update(**said, due_at=None, every=30)
    if phase in ("closed", "debrief"):
        actions.close(**said, outcome="published", note="Onyx")
    if phase == "out_of_frame":
        actions.decide_about(**said, decision="out_of_frame", reason="Onyx")


@pytest.fixture
def house(world, incident, cabinet, reader) -> Iterator[House]:
    """Every address, while the call of everybody's is open."""
    yield make_house(world, incident, cabinet, reader)
    put_away_phones(world)


@pytest.fixture
def call(world, incident, clock, office, house) -> Incident:
    """Camille has one call of everybody's, and then the sensitive one."""
    camille = world.person("camille")
    said = {"incident_id": incident.pk, "by": camille, "at": clock.now}
    actions.take(**said, via="link")
    actions.close(**said, outcome="published")
    clock.set(SATURDAY)
    return raised(world, office)


@pytest.fixture
def rooms(world, call, house) -> House:
    """Every address, about the sensitive call where it names one."""
    # a lead looks at the replacement of whoever has it; the weekend is Yann's since
    Replacement.objects.update(before=world.member("camille"))
    duty = world.weekend().shifts.filter(seat=Seat.ON_CALL)
    duty.update(membership=world.member("yann"))
    house.genuine["*"]["code"] = call.code
    house.clients |= {
        "agent": signed_in("yann@ville.example"),
        "lead": signed_in(CAST[-1].email),
    }
    return house


def told(body: str, name: str = "") -> list[str]:
    """What of it can be read there."""
    words = WORDS[:-1] if name in OF_SERVICES else WORDS
    return [word for word in words if word in body]


@pytest.mark.parametrize("phase", PHASES)
def test_no_page_tells(world, rooms, call, phase):
    worked_on(world, call, phase)
    about(rooms, call)

    found = {}
    for who, name in product(("agent", "lead", "reader"), [p.name for p in ours()]):
        answer = rooms.clients[who].get(rooms.path(name, genuine=True))
        if read := told(answer.content.decode(errors="replace"), name):
            found[who, name] = read

    assert found == {}


def about(rooms: House, call: Incident) -> None:
    """Addresses of what belongs to the call lead there."""
    if spent := CallOut.objects.filter(incident=call).first():
        rooms.genuine["call_out"] = {"pk": spent.pk}
    if kept := Deferred.objects.filter(incident=call).first():
        for act in ("request", "assign", "handle"):
            rooms.genuine[f"deferred_{act}"] = {"pk": kept.pk}


OF_THE_CALL = [p.name for p in ours() if p.name and p.name.startswith("incident")]


@pytest.mark.parametrize("who", ["agent", "lead"])
def test_no_act_gets_through(world, rooms, call, who):
    worked_on(world, call, "taken")
    lines = call.log.count()
    forms = {"text": "x", "outcome": "published", "person": world.person("yann").pk}

    for what in ("tick", "crisis", "lower", "sensitive", "let-in", "decide"):
        rooms.genuine["*"]["what"] = what
        answers = {
            name: rooms.clients[who].post(rooms.path(name, genuine=True), forms)
            for name in OF_THE_CALL
        }
        read_only = {"incident", "incident_live", "incident_log", "incident_csv"}
        read_only |= {"incident_photo"}
        status = {n: a.status_code for n, a in answers.items() if n not in read_only}
        assert set(status.values()) == {404}

    assert call.log.count() == lines


@pytest.mark.parametrize("who", ["agent", "lead"])
def test_it_is_as_unknown_as_any_other_code(rooms, call, who):
    page = rooms.path("incident", genuine=True)
    hers, nobodys = (
        rooms.clients[who].get(path)
        for path in (page, page.replace(call.code, "ZZZZ9"))
    )

    assert (hers.status_code, nobodys.status_code) == (404, 404)
    plain = hers.content.decode().replace(call.code, "ZZZZ9")
    assert told(plain) == []


def test_whoever_is_in_it_reads_it_all(world, rooms, call):
    worked_on(world, call, "taken")

    page = signed_in("camille@ville.example").get(rooms.path("incident", genuine=True))

    body = page.content.decode()
    assert set(told(body)) >= {"Quartzite", "Obsidienne", "Grenat", "Topaze", "jaspe"}


def heard_outside() -> dict[str, str]:
    """Everything that left the house, or waits to."""
    mails = [f"{m.subject}\n{m.body}" for m in mail.outbox]
    spoken = Page.objects.filter(channel=Channel.VOICE)
    notices = [str(one) for one in Notice.objects.values_list("data", flat=True)]
    return {
        "mails": "\n".join(mails),
        "notices": "\n".join(notices),
        "pages": "\n".join(Page.objects.values_list("text", flat=True)),
        "texts": "\n".join(seen().values_list("body", flat=True)),
        "calls": "\n".join(spoken.values_list("text", flat=True)),
    }


def put_away_phones(world) -> None:
    """What rang in this story is not what it is about."""
    for one in CAST:
        phone = world.phone(one.key)
        phone.read |= {row.pk for row in seen(phone.number)}
        phone.heard |= {r.pk for r in rung().filter(handset__phone=phone.number)}


@pytest.mark.parametrize("case", ["crisis", "user_info"])
def test_no_letter_text_or_call_tells(world, clock, office, case):
    """Nobody answers, it is taken, handed over, left alone, closed; Monday comes."""
    camille, malik = world.person("camille"), world.person("malik")
    for person in (malik, world.person("odile")):
        person.mails_too = True
        person.save()
    period = world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)
    call = raised(world, office)
    clock.forward(minutes=70)
    said = {"incident_id": call.pk, "at": clock.now}
    actions.take(**said, by=malik, via="link")
    actions.offer(**said, by=malik, to=camille)
    clock.forward(minutes=3)
    actions.take(incident_id=call.pk, by=camille, via="link", at=clock.now)
    if case == "crisis":
        actions.raise_to_crisis(incident_id=call.pk, by=camille, at=clock.now)
    actions.add_note(
        incident_id=call.pk, text="Grenat", by=None, caller=office, at=clock.now
    )
    clock.forward(hours=4)
    clock.set(period.ends_at + timedelta(minutes=30))
    send_handover(period=period, seen=0, by=camille, at=clock.now)
    clock.forward(hours=1)
    deliver_due(clock.now)
    put_away_phones(world)

    outside = heard_outside()

    assert all(outside.values())
    assert told("\n".join(outside.values())) == []
    assert call.code in outside["mails"]
    assert "appel sensible." in outside["calls"]
    assert "Appel sensible" in outside["mails"]


def test_lead_who_is_alarmed_is_let_in(world, clock, office, lead_client):
    alone = (Rung(0, Target.ON_CALL),)
    save_ladder(
        team=world.team,
        case="user_info",
        steps=alone,
        again_after=5,
        by=None,
        at=clock.now,
    )
    world.on_duty("camille")
    clock.set(SATURDAY)
    call = raised(world, office)
    path = f"/t/edition/alerts/{call.code}/"
    assert lead_client.get(path).status_code == 404

    clock.forward(minutes=6)

    put_away_phones(world)
    page = lead_client.get(path)
    assert b"Quartzite" in page.content
    assert call.log.filter(kind="alarmed", person=world.person("odile")).count() == 1
