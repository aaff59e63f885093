"""What a person and a house are texted is limited; what calls for help is not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from floods import sent_before
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from people import phone_of

from escalation import actions
from escalation.actions.limits import is_braking
from escalation.actions.policies import save_ladder
from escalation.health import problems
from escalation.models import (
    Channel,
    HandsetCall,
    Incident,
    Page,
    PageState,
    Purpose,
)
from escalation.policies import Rung
from escalation.sms.simulator import Simulator, write_text
from rota.models import Notice, Person

SATURDAY = datetime(2026, 11, 21, 2, 10)
PER_HOUR = 60


@pytest.fixture
def night(world, clock) -> None:
    """Saturday, 02:10; both engines live."""
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)
    clock.tick()


@pytest.fixture
def mute(monkeypatch) -> None:
    """A provider that carries texts and cannot ring."""
    texts_only = replace(Simulator.capabilities, voice=False)
    monkeypatch.setattr(Simulator, "capabilities", texts_only)


@pytest.fixture
def insistent(world, clock) -> None:
    """A ladder that texts whoever is on call every minute."""
    save_ladder(
        team=world.team,
        case="crisis",
        steps=[Rung(0, "on_call"), Rung(1, "on_call")],
        again_after=1,
        by=None,
        at=clock.now,
    )


def held(**about) -> list[Page]:
    """What was held back."""
    return [page for page in Page.objects.filter(**about) if page.is_held]


def hear_everything(world, *keys: str) -> int:
    """The number of texts on these phones that nothing expected yet."""
    number = 0
    for key in keys:
        while world.phone(key).unread():
            world.phone(key).expect()
            number += 1
    return number


# --- one person -------------------------------------------------------------------
def test_ladder_that_repeats_every_minute_texts_five_times_in_a_quarter(
    world, clock, night, insistent
):
    incident = world.trigger()

    clock.forward(minutes=14)

    assert hear_everything(world, "camille") == 1 + 5
    texts = incident.pages.filter(channel=Channel.SMS)
    assert len(held()) == texts.count() - 6
    incident.refresh_from_db()
    assert incident.round >= 6, "the ladder went on"


def test_texts_begin_again_when_the_quarter_of_an_hour_is_over(
    world, clock, night, insistent
):
    world.trigger()
    clock.forward(minutes=14)
    hear_everything(world, "camille")

    clock.forward(minutes=4)

    assert hear_everything(world, "camille") >= 1


def test_text_held_back_lets_the_telephone_ring(world, clock, night, insistent):
    world.trigger()
    clock.forward(minutes=5)
    assert not HandsetCall.objects.exists()

    clock.forward(minutes=1)

    world.phone("camille").rings()
    hear_everything(world, "camille")
    assert len(held()) == 1


def test_what_is_held_back_is_told_in_the_log(world, clock, night, insistent):
    incident = world.trigger()
    clock.forward(minutes=9)
    hear_everything(world, "camille")

    office = world.office("odile").open(f"/t/edition/alerts/{incident.code}/")

    assert incident.log.filter(kind="held").first().data == {"why": "limit"}
    office.sees("A text to Camille R. is held back: several left for the same person")


def test_first_text_of_each_call_leaves_at_once(world, clock, night, insistent):
    world.trigger(title="Une")
    clock.forward(minutes=6)

    for title in ("Deux", "Trois", "Quatre"):
        world.trigger(title=title)

    assert hear_everything(world, "camille") == 1 + 5 + 3


def test_offer_leaves_whatever_the_colleague_was_sent(world, clock, night):
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    camille, malik = world.person("camille"), world.person("malik")
    actions.take(incident_id=incident.pk, by=camille, via="link", at=clock.now)
    at = clock.now - timedelta(seconds=10)
    repeats = {"person": malik, "to": malik.phone, "repeat": True, "created_at": at}
    sent_before(world, 5, clock.now, incident=incident, purpose="news", **repeats)

    actions.offer(incident_id=incident.pk, to=malik, by=camille, at=clock.now)
    clock.tick()

    world.phone("malik").expect("relais")


@pytest.fixture
def taken(world, clock, night, cabinet) -> Incident:
    """Camille has taken a call, and was told something new of it just now."""
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE")
    about = {"incident_id": incident.pk, "at": clock.now}
    actions.take(**about, by=world.person("camille"), via="link")
    actions.add_note(**about, text="Vent", by=None, caller=cabinet)
    clock.tick()
    world.phone("camille").expect("du nouveau")
    return incident


def test_second_piece_of_news_in_a_minute_is_held_back(world, clock, taken):
    Incident.objects.filter(pk=taken.pk).update(due_at=clock.now)

    clock.forward(minutes=0.5)

    assert [page.purpose for page in held()] == [Purpose.NEWS]
    assert taken.log.last().kind == "held"


def test_that_somebody_took_it_over_is_told_whatever_else_was(world, clock, taken):
    camille, odile = world.person("camille"), world.person("odile")

    over = {"via": "page", "over_from": camille.pk, "at": clock.now}
    actions.take(incident_id=taken.pk, by=odile, **over)
    clock.tick()

    world.phone("camille").expect("Odile P. a repris l'appel")


def test_failure_of_the_text_before_moves_on_though_another_was_held_back(
    world, clock, night, mute
):
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    first = incident.pages.get(channel=Channel.SMS)
    camille = world.person("camille")
    repeats = {"person": camille, "to": camille.phone, "repeat": True}
    clock.set(datetime(2026, 11, 21, 2, 15))
    sent_before(world, 1, clock.now, purpose="news", created_at=clock.now, **repeats)
    clock.tick()
    assert len(held(incident=incident)) == 1
    Page.objects.filter(pk=first.pk).update(state=PageState.SENT)

    update = actions.receipts.StatusUpdate("undelivered", "30003")
    actions.record_status(page_uuid=first.uuid, update=update, at=clock.now)
    clock.tick()

    world.phone("malik").expect("CRISE")


# --- the whole house ----------------------------------------------------------------
def test_brake_is_told_and_releases_by_itself(world, clock, night, client):
    sent_before(world, PER_HOUR, clock.now)
    clock.tick()

    assert [problem.code for problem in problems(clock.now)] == ["brake"]
    assert client.get("/healthz").json()["problems"] == ["brake"]
    world.office("camille").open("/").sees("Very many texts left in the last hour")

    clock.forward(minutes=60)
    assert problems(clock.now) == []


def test_leads_are_told_of_the_brake_once_an_hour(world, clock, night):
    sent_before(world, PER_HOUR, clock.now)

    for _ in range(50):
        clock.tick()

    assert Notice.objects.filter(kind="alarm_brake").count() == 1
    world.mail("odile", "répétitions attendent", "Plus de 60 SMS")
    later = clock.now + timedelta(minutes=61)
    sent_before(world, PER_HOUR, later)
    clock.set(later)
    clock.tick()
    assert Notice.objects.filter(kind="alarm_brake").count() == 2


def test_fewer_texts_are_no_reason_to_brake(world, clock, night):
    sent_before(world, PER_HOUR - 1, clock.now)
    sent_before(world, 5, clock.now, channel="email")
    sent_before(world, 5, clock.now, state=PageState.CANCELLED)
    sent_before(world, 5, clock.now, created_at=clock.now - timedelta(minutes=61))

    assert not is_braking(clock.now)


def test_two_machines_that_answer_each_other_are_stopped(world, clock, night, settings):
    settings.TEXTS_PER_HOUR = 20
    incident = world.trigger()

    # hers takes the call and hands it back at every text
    for word in ["OK", "NON"] * 30:
        text = write_text(phone=phone_of("camille"), body=word, at=clock.now)
        actions.receive_sms(inbound=text, at=clock.now)
        clock.set(clock.now + timedelta(seconds=5))
        clock.tick()

    hear_everything(world, "camille", "malik", "odile")
    left = Page.objects.exclude(state=PageState.CANCELLED)
    answers = left.filter(purpose=Purpose.REPLY).count()
    assert answers < 20
    assert len(held(purpose=Purpose.REPLY)) > 30
    assert is_braking(clock.now)
    world.mail("odile", "répétitions attendent")
    # and the call itself was never lost
    for key in ("camille", "malik"):
        assert left.filter(incident=incident, person=world.person(key)).exists()


def test_under_the_brake_telephones_ring_at_every_step(world, clock, night):
    sent_before(world, 10 * PER_HOUR, clock.now, created_at=clock.now)
    incident = world.trigger()

    clock.forward(minutes=21)

    rung = [page.step for page in incident.pages.filter(channel=Channel.VOICE)]
    assert rung == [0, 1, 2, 3, 0]
    assert hear_everything(world, "camille", "malik", "odile") == 4
    assert len(held(incident=incident)) == 1


def test_under_the_brake_where_nothing_rings_texts_repeat_every_quarter(
    world, clock, night, mute
):
    sent_before(world, 10 * PER_HOUR, clock.now, created_at=clock.now)
    world.trigger()

    clock.forward(minutes=15)

    world.phone("camille").expect("CRISE")
    world.phone("malik").expect("CRISE")
    world.phone("odile").expect("CRISE")
    world.no_surprises()
    clock.forward(minutes=6)
    world.phone("camille").expect("CRISE")


def test_code_held_back_is_said_where_it_would_be_typed(world, clock, night):
    sent_before(world, PER_HOUR, clock.now)
    Person.objects.filter(pk=world.person("yann").pk).update(phone_verified_at=None)
    page = world.office("yann").open("/me/calls/")

    page.press("Text me a code").sees("The text was held back")

    assert [one.purpose for one in held()] == [Purpose.CODE]


def test_first_text_costs_no_query_more(world, clock, night):
    sent_before(world, PER_HOUR, clock.now)

    with CaptureQueriesContext(connection) as asked:
        world.raise_only()
    clock.tick()

    world.phone("camille").expect("CRISE")
    counts = [
        q["sql"] for q in asked if "created_at" in q["sql"] and "COUNT" in q["sql"]
    ]
    assert counts == []


def test_repeat_costs_one_query_that_an_index_answers(world, clock, night):
    incident = world.trigger()
    world.phone("camille").expect("CRISE")

    with CaptureQueriesContext(connection) as asked:
        actions.steps_due(incident_ids=[incident.pk], at=incident.due_at)
    clock.set(incident.due_at)
    clock.tick()

    world.phone("camille").expect("CRISE")
    [count] = [
        q["sql"] for q in asked if "created_at" in q["sql"] and "COUNT" in q["sql"]
    ]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {count}")
            assert "page_by_hour" in str(cursor.fetchall())


# --- whatever was sent before ---------------------------------------------------------
HISTORY = st.lists(
    st.tuples(
        st.sampled_from(["camille", "malik", "odile", "lena"]),
        st.sampled_from(["page", "news", "reply", "test", "code"]),
        st.sampled_from(["sms", "voice"]),
        st.integers(0, 3600),  # seconds ago
        st.booleans(),
        st.integers(1, 30),  # how many
    ),
    max_size=12,
)


@examples(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, per_hour=st.integers(1, 60))
def test_whatever_was_sent_a_call_reaches_everybody_on_its_ladder(
    world, clock, night, settings, history, per_hour
):
    settings.TEXTS_PER_HOUR = per_hour
    with transaction.atomic():
        other = world.raise_only(title="Autre")
        other.pages.all().delete()
        Incident.objects.filter(pk=other.pk).update(
            due_at=clock.now + timedelta(days=1)
        )
        for key, purpose, channel, ago, repeat, number in history:
            person = world.person(key)
            about = {"person": person, "to": person.phone, "channel": channel}
            about |= {"purpose": purpose, "repeat": repeat, "incident": other}
            about |= {"created_at": clock.now - timedelta(seconds=ago)}
            sent_before(world, number, clock.now, **about)

        incident, reached = world.raise_only(), set()
        for _step in incident.ladder["steps"]:
            incident.refresh_from_db()
            reached |= {
                (page.person.short_name, page.channel)
                for page in incident.pages.exclude(state=PageState.CANCELLED)
            }
            actions.steps_due(incident_ids=[incident.pk], at=incident.due_at)

        names = ("Camille R.", "Malik T.", "Odile P.")
        assert reached >= {(name, way) for name in names for way in ("sms", "voice")}
        transaction.set_rollback(True)
    mail.outbox.clear()
