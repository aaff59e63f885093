"""Somebody doubles the person on call, to learn: seen, told, never called, never
counted."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from browsing import Browser, signed_in
from django.core import mail
from drafting import give, go
from harness import run_queue

from escalation.notices import deliver_due
from rota.actions.draft import PeriodOverError
from rota.actions.people import change_profile, end_membership
from rota.actions.periods import redraw_periods
from rota.actions.settings import change_settings
from rota.actions.shadowing import CannotShadow, add_shadow, remove_shadow
from rota.board.reading import load_board
from rota.core.balance import loads
from rota.core.conflicts import ABSENT, shadow_conflicts
from rota.core.plan import Agenda
from rota.mine import my_shifts
from rota.models import Notice, Period, Seat, Shadowing, Team

BOARD = "/t/edition/rota/"


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


@pytest.fixture
def doubles(world):
    """`doubles(period, "tomas")`: the lead lets him double."""

    def add(period: Period, key: str = "tomas") -> Shadowing:
        by, at = world.person("odile"), world.clock.now
        add_shadow(period=period, member=world.member(key), by=by, at=at)
        return Shadowing.objects.get(period=period, membership=world.member(key))

    return add


def notices(kind: str = "shadowing") -> list[tuple[str, int, int]]:
    found = Notice.objects.filter(kind=kind).order_by("pk")
    return [
        (one.person.name.split()[0], len(one.data["gained"]), len(one.data["lost"]))
        for one in found
    ]


def summaries(world, key: str, *, own: bool = False) -> list[str]:
    return [event.summary for event in world.feed(key, own=own)]


def test_a_lead_lets_somebody_double_and_takes_it_back(world, lead):
    period = world.on_duty("camille", backup="malik")
    lead.open(f"{BOARD}?cell={period.pk}-on_call").sees("Doubling, to learn")

    lead.press("Let double", member=str(world.member("tomas").pk))
    lead.sees("Tomas K. doubles, not called")
    lead.open(f"{BOARD}?cell={period.pk}-on_call").press("Take off")

    assert "doubles" not in lead.text
    assert notices() == [("Tomas", 1, 0), ("Tomas", 0, 1)]


def test_only_beside_the_person_on_call(world, lead):
    period = world.on_duty("camille", backup="malik")

    lead.open(f"{BOARD}?cell={period.pk}-backup")

    assert "Doubling" not in lead.text


def test_who_holds_a_seat_is_not_offered_and_is_refused(world, lead):
    period = world.on_duty("camille", backup="malik")
    lead.open(f"{BOARD}?cell={period.pk}-on_call")
    form = next(form for form in lead.forms if "act" in form.names())
    offered = {c.value for c in form.controls if c.name == "member"}
    assert str(world.member("tomas").pk) in offered
    assert str(world.member("malik").pk) not in offered

    lead.press("Let double", member=str(world.member("malik").pk))

    lead.sees("Malik T. cannot double: holds a seat that weekend.")
    assert not Shadowing.objects.exists()


@pytest.mark.parametrize("sent", [{"member": ""}, {"member": "999"}, {"period": "x"}])
def test_nobody_chosen_is_said(world, lead, sent):
    period = world.on_duty("camille")
    lead.open(f"{BOARD}?cell={period.pk}-on_call")

    lead.press("Let double", **sent)

    lead.sees("Choose somebody first.")


def test_somebody_who_has_left_or_works_elsewhere_cannot(world, doubles, clock):
    period = world.weekend()
    member = world.member("tomas")
    member.until_on = clock.now.date()
    member.save()

    with pytest.raises(CannotShadow) as refusal:
        doubles(period)
    assert refusal.value.code == "not_in_team"

    other = Team.objects.create(name="Parcs", slug="parcs")
    theirs = other.periods.create(
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        kind="weekend",
        published_at=clock.now,
    )
    lena = world.person("lena")
    elsewhere = other.memberships.create(person=lena, from_on=clock.now.date())
    theirs.shifts.create(
        seat=Seat.ON_CALL,
        membership=elsewhere,
        starts_at=theirs.starts_at,
        ends_at=theirs.ends_at,
        uid="00000000-0000-4000-8000-000000000001",
        changed_at=clock.now,
    )
    with pytest.raises(CannotShadow) as refusal:
        doubles(period, "lena")
    assert refusal.value.code == "elsewhere"


def test_who_is_away_cannot_and_who_lacks_a_training_can(world):
    period, now = world.weekend(), world.clock.now
    board = load_board(world.team, period.starts_at, period.ends_at, at=now, draft=True)
    pk, slot = world.member("tomas").pk, board.slot(period)
    away = replace(board.agenda.plan, absent=frozenset({(pk, slot.pk)}))
    untrained = frozenset({(pk, slot.pk, Seat.ON_CALL)})
    new = replace(board.agenda.plan, untrained=untrained)

    (found,) = shadow_conflicts(Agenda(away), pk, slot)

    assert found.code == ABSENT
    assert shadow_conflicts(Agenda(new), pk, slot) == ()


def test_who_is_given_a_seat_afterwards_is_marked(world, lead, doubles):
    period = world.weekend()
    doubles(period)
    give(world, period, "tomas")

    lead.open(BOARD).sees("Tomas K. cannot double: holds a seat that weekend")


def test_the_past_is_not_changed(world, doubles, clock):
    period = world.on_duty("camille")
    row = doubles(period)
    clock.set(period.ends_at)

    with pytest.raises(PeriodOverError):
        doubles(period, "lena")
    with pytest.raises(PeriodOverError):
        remove_shadow(period=period, member=row.membership, by=None, at=clock.now)


def test_she_is_told_once_when_the_weekend_is_published(world, doubles):
    period = world.weekend()
    doubles(period)
    doubles(period)
    assert notices() == []

    give(world, period, "camille")
    go(world)
    give(world, period, "yann")
    go(world)

    assert notices() == [("Tomas", 1, 0)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "vous doublez la personne d’astreinte :\n  – ven. 20 nov. 18 h → lun."),
        ("en", "you are beside the person on call:\n  – Fri 20 Nov, 18:00 → Mon"),
    ],
)
def test_the_letter_says_when_and_that_nobody_calls(world, doubles, language, words):
    person = world.person("tomas")
    person.language = language
    person.save()
    doubles(world.on_duty("camille"))

    deliver_due(world.clock.now)

    (letter,) = mail.outbox
    assert letter.to == ["tomas@ville.example"]
    assert words in letter.body.replace("\u00a0", " ")


def test_members_see_it_once_the_weekend_is_published(world, doubles):
    period = world.weekend()
    doubles(period)
    page = Browser(signed_in("tomas@ville.example"))
    assert "doubles" not in page.open(BOARD).text
    assert "double" not in page.open("/").text

    give(world, period, "camille")
    go(world)

    page.open(BOARD).sees("Tomas K. doubles, not called")
    page.open("/").sees("Fri 20 Nov, 18:00", "double, not called")


def test_calendars_show_it_as_no_duty(world, doubles):
    period = world.weekend()
    doubles(period)
    assert summaries(world, "tomas", own=True) == []
    give(world, period, "camille")
    go(world)
    run_queue(world.clock.now)

    assert summaries(world, "tomas", own=True) == [
        "En doublure, hors astreinte – Édition numérique"
    ]
    assert sorted(summaries(world, "sofia")) == [
        "Astreinte : Camille Roux",
        "Doublure, hors astreinte : Tomas Keller",
    ]


def event(world, row: Shadowing):
    run_queue(world.clock.now)
    found = {one.uid: one for one in world.feed("sofia")}
    return found.get(str(row.uid))


def test_calendars_follow_what_becomes_of_it(world, doubles, clock):
    row = doubles(world.on_duty("camille"))
    first = event(world, row)
    odile = world.person("odile")

    clock.set(clock.now + timedelta(hours=1))
    tomas = world.person("tomas")
    change_profile(person=tomas, name="Tomas Kern", language="", at=clock.now)
    renamed = event(world, row)
    assert renamed.summary == "Doublure, hors astreinte : Tomas Kern"
    assert renamed.sequence > first.sequence

    clock.set(clock.now + timedelta(hours=1))
    saturday = row.period.starts_at.date() + timedelta(days=1)
    member = world.member("tomas")
    end_membership(membership_id=member.pk, last_on=saturday, by=odile, at=clock.now)
    cut = event(world, row)
    assert cut.ends_at < renamed.ends_at
    assert cut.sequence > renamed.sequence

    remove_shadow(period=row.period, member=row.membership, by=odile, at=clock.now)
    assert event(world, row) is None


def test_its_event_leads_to_the_weekend(world, doubles, agent_client):
    row = doubles(world.on_duty("camille"))

    page = Browser(agent_client).open(f"{BOARD}shift/{row.uid}/")

    assert page.path.startswith(f"{BOARD}?from=2026-11")


def test_nobody_calls_her_and_nothing_is_counted(world, doubles, clock, cabinet):
    period = world.on_duty("camille")
    doubles(period)
    board = load_board(
        world.team, period.starts_at, period.ends_at, at=clock.now, draft=True
    )
    carried = loads(board.agenda, board.agenda.plan.slots)
    assert carried[world.member("tomas").pk].points == 0
    assert my_shifts(world.person("tomas"), clock.now) == []

    clock.set(period.starts_at + timedelta(hours=8))
    clock.tick()
    world.trigger(caller=cabinet)
    page = world.phone("camille").expect("CRISE").tap_link()
    clock.forward(minutes=2)
    page.press("I take it")
    clock.forward(minutes=10)

    tomas = world.person("tomas")
    assert not world.incident().pages.filter(person=tomas).exists()


def test_a_new_week_keeps_a_weekend_somebody_doubles_in(world, doubles, clock):
    period = world.weekend()
    doubles(period)

    change_settings(
        team=world.team, values={"starts_time": time(17, 30)}, by=None, at=clock.now
    )

    assert Period.objects.filter(pk=period.pk).exists()
    world.team.refresh_from_db()
    assert redraw_periods(team=world.team, by=None, at=clock.now).removed == 0
