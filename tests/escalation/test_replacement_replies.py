"""Whoever replaces a colleague answers the text: she knows, or she cannot."""

from datetime import datetime, timedelta

import pytest

from escalation.actions import urgent
from escalation.models import Page
from escalation.tasks import ask_holders
from rota.actions.replacing import replace
from rota.models import Confirmation, Notice, Person, Replacement, Seat, Shift

SATURDAY = datetime(2026, 11, 28, 14, 3)


@pytest.fixture
def hand(world):
    """`hand("yann")`: Odile gives the rest of the shift on call to Yann."""

    def act(key: str, shift: Shift | None = None) -> Replacement:
        shift = shift or world.weekend().shifts.get(
            seat=Seat.ON_CALL, ends_at__gt=world.clock.now + timedelta(minutes=1)
        )
        return replace(
            shift_id=shift.pk,
            expected=shift.membership_id,
            to=world.member(key),
            by=world.person("odile"),
            at=world.clock.now,
        )

    return act


@pytest.fixture
def row(world, clock, hand) -> Replacement:
    """Camille fell ill on Saturday; Yann was texted a minute ago."""
    clock.set(SATURDAY)
    world.on_duty("camille", "malik")
    row = hand("yann")
    clock.forward(minutes=1)
    world.phone("camille").expect("Yann G. vous remplace")
    text = world.phone("yann").expect("vous remplacez Camille R. maintenant")
    assert "OUI, NON ou" in text.body
    return row


def state(row: Replacement) -> tuple[bool, bool]:
    row.refresh_from_db()
    return row.confirmed_at is not None, row.refused_at is not None


@pytest.mark.parametrize(
    "body", ["OUI", "ok", "YES", "je confirme", "oui remplacement"]
)
def test_yes_confirms(body, world, clock, row):
    world.phone("yann").reply(body)

    clock.tick()
    world.phone("yann").expect("c'est noté, vous remplacez Camille R.", "lun 08h00")
    assert state(row) == (True, False)
    clock.forward(minutes=15)
    world.phone("odile").silence()
    page = world.office("odile").open(f"/t/edition/replacements/{row.pk}/")
    page.sees("confirmed at 14:04")


def test_no_tells_the_leads_at_once(world, clock, row):
    world.phone("yann").reply("Non")

    clock.tick()
    world.phone("yann").expect("vous ne pouvez pas remplacer Camille R.")
    assert state(row) == (False, True)
    clock.tick()
    world.phone("odile").expect("Yann G. ne peut pas remplacer")


def test_said_twice_it_is_written_once(world, clock, row):
    world.phone("yann").reply("non")
    world.phone("yann").reply("NON")

    assert Notice.objects.filter(kind="alarm_unconfirmed").count() == 1
    row.refresh_from_db()
    first = row.refused_at
    clock.forward(minutes=3)
    world.phone("yann").reply("non")
    row.refresh_from_db()
    assert row.refused_at == first
    clock.tick()
    for _ in range(3):
        world.phone("yann").expect("vous ne pouvez pas")
    world.phone("odile").expect("ne peut pas remplacer")


def test_a_yes_after_a_no_counts(world, clock, row):
    world.phone("yann").reply("non")
    clock.forward(minutes=1)
    world.phone("yann").reply("oui")
    clock.tick()

    assert state(row) == (True, False)
    world.phone("yann").expect("vous ne pouvez pas")
    world.phone("yann").expect("vous remplacez Camille R.")
    world.phone("odile").expect("ne peut pas remplacer")


def test_too_late_somebody_else_holds_it(world, clock, row, hand):
    hand("lena", Shift.objects.get(membership=world.member("yann")))
    clock.forward(minutes=1)
    world.phone("yann").expect("Lena B. vous remplace")
    world.phone("lena").expect("vous remplacez Yann G.")

    world.phone("yann").reply("oui")

    clock.tick()
    world.phone("yann").expect("quelqu'un d'autre s'en charge")
    assert state(row) == (False, False)


def test_after_the_weekend_nothing_is_confirmed(world, clock, row):
    clock.set(datetime(2026, 11, 30, 8, 5))
    world.phone("yann").reply("oui")
    clock.tick()

    world.phone("yann").expect("c'est terminé")
    assert state(row) == (False, False)


def test_a_call_that_waits_goes_first(world, clock, row):
    incident = world.trigger("crisis")
    world.phone("yann").expect("CRISE")

    world.phone("yann").reply("OUI")

    incident.refresh_from_db()
    assert incident.owner == world.person("yann")
    assert state(row) == (False, False)
    clock.tick()
    world.phone("yann").expect("vous prenez en charge")


def test_beside_a_call_a_replacement_is_named(world, clock, row):
    incident = world.trigger("crisis")
    world.phone("yann").expect("CRISE")

    world.phone("yann").reply("OUI remplacement")

    incident.refresh_from_db()
    assert incident.owner is None
    assert state(row) == (True, False)
    clock.tick()
    world.phone("yann").expect("vous remplacez Camille R.")


def test_a_call_that_a_colleague_has_does_not_hide_it(world, clock, hand):
    """Malik was called as backup; Camille took it, then fell ill: he replaces her."""
    clock.set(SATURDAY)
    world.on_duty("camille", "malik")
    world.trigger("crisis")
    clock.forward(minutes=11)
    world.phone("camille").expect("CRISE"), world.phone("camille").expect("CRISE")
    world.phone("malik").expect("CRISE")
    world.phone("camille").reply("oui")
    clock.tick()
    world.phone("camille").expect("vous prenez en charge")
    shift = Shift.objects.get(seat=Seat.ON_CALL, membership=world.member("camille"))
    row = replace(
        shift_id=shift.pk,
        expected=shift.membership_id,
        to=world.member("malik"),
        by=world.person("odile"),
        at=clock.now,
        moves_up=True,
    )
    clock.forward(minutes=1)
    world.phone("camille").expect("Malik T. vous remplace")
    world.phone("malik").expect("vous remplacez Camille R.")

    world.phone("malik").reply("OUI")

    assert state(row) == (True, False)
    clock.tick()
    world.phone("malik").expect("vous remplacez Camille R.")


def test_what_is_not_understood_is_explained(world, clock, row):
    world.phone("yann").reply("c'est qui ?")
    clock.tick()

    world.phone("yann").expect("Vous remplacez Camille R.: répondez OUI")
    assert state(row) == (False, False)


def test_of_two_that_wait_the_links_decide(world, clock, row, hand):
    later = world.on_duty("lena", at=clock.now + timedelta(days=7))
    other = hand("yann", later.shifts.get())
    clock.forward(minutes=1)
    world.phone("yann").expect("vous remplacez Lena B. dès ven 18h00")
    world.phone("lena").expect("vous remplace")

    world.phone("yann").reply("oui")

    clock.tick()
    world.phone("yann").expect("Plusieurs remplacements attendent")
    assert state(row) == state(other) == (False, False)


def test_a_plain_yes_takes_no_call(world, clock):
    """YES is a word that providers read as a subscription: it is not one of ours."""
    clock.set(SATURDAY)
    world.on_duty("camille", "malik")
    incident = world.trigger("crisis")
    world.phone("camille").expect("CRISE")

    world.phone("camille").reply("YES")

    incident.refresh_from_db()
    assert incident.owner is None
    clock.tick()
    world.phone("camille").expect("Pas compris", "OUI")


def test_a_one_way_sender_offers_its_link_alone(world, clock, hand, settings):
    clock.set(SATURDAY)
    world.on_duty("camille", "malik")
    hand("yann")
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "NantesMetro"
    urgent.text_due(clock.now)

    texts = [page.text for page in Page.objects.filter(person=world.person("yann"))]
    assert len(texts) == 1
    assert "Confirmez: http" in texts[0]


def test_she_is_answered_in_her_language(world, clock, row):
    Person.objects.filter(pk=world.person("yann").pk).update(language="en")

    world.phone("yann").reply("yes")

    clock.tick()
    world.phone("yann").expect("noted, you replace Camille R. until Mon 08:00")


def test_in_the_middle_of_a_duty_no_second_question_is_asked(world, clock, row):
    ask_holders()

    clock.forward(minutes=5)

    assert not Confirmation.objects.filter(membership=row.after).exists()
    world.phone("yann").silence()


def test_before_a_weekend_she_is_also_asked_whether_all_is_ready(world, clock, hand):
    weekend = world.on_duty("camille")
    hand("yann", weekend.shifts.get())

    ask_holders()

    assert Confirmation.objects.get().membership == world.member("yann")
    clock.forward(minutes=1)
    world.phone("yann").expect("vous remplacez"), world.phone("camille").expect("vous")
