"""What publishing would do, told before: loads, late notice, ways, what forbids it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from browsing import Browser
from django.db import connection
from django.utils import translation
from drafting import give, go, held, with_fallback
from people import phone_of

from rota.actions.draft import ChangedMeanwhileError, assign, mark_uncovered
from rota.actions.publish import DraftMovedError, publish
from rota.board.changes import draft_changes, fingerprint
from rota.board.changes_page import read_changes
from rota.board.reading import load_draft
from rota.core.phones import mask_phone
from rota.models import Person, Seat

CHANGES = "/t/edition/rota/changes/"


@pytest.fixture
def lead(lead_client) -> Browser:
    return Browser(lead_client)


def leave_uncovered(world) -> None:
    mark_uncovered(
        period_id=world.weekend().pk, expected=None, by=None, at=world.clock.now
    )


def rows(world) -> dict[str, object]:
    """Whoever will be told, by first name."""
    page = read_changes(world.team, world.clock.now)
    return {row.member.person.name.split()[0]: row for row in page.told}


def test_load_is_shown_before_and_after(world, lead):
    period = world.on_duty("camille", "malik")
    give(world, period, "yann")

    found = rows(world)

    assert found["Camille"].burden.before > found["Camille"].burden.after == 0
    assert found["Yann"].burden.after > found["Yann"].burden.before == 0
    assert 0 < found["Yann"].burden.fair < found["Yann"].burden.after
    lead.open(CHANGES).sees("from a fair share to 1 weekend above a fair share")


def test_late_seats_say_what_the_rules_say(world, lead):
    give(world, world.weekend(), "camille")
    give(world, world.weekend(world.clock.now + timedelta(days=20)), "yann")

    page = lead.open(CHANGES)

    page.sees(
        "1 seat is given less than 15 days ahead: the raised rate applies (×1.5",
        "French order of 3 November 2015",
        "raised rate, ×1.5",
    )
    assert [rows(world)[name].late for name in ("Camille", "Yann")] == [1, 0]


def test_a_seat_taken_away_late_costs_nothing(world, lead):
    with_fallback(world)
    period = world.on_duty("camille")
    mark_uncovered(
        period_id=period.pk,
        expected=world.member("camille").pk,
        by=None,
        at=world.clock.now,
    )

    page = lead.open(CHANGES)

    page.sees("less than 15 days ahead", "Camille R.")
    assert "raised rate" not in page.text


def test_a_longer_notice_of_the_teams_own_costs_nothing(world, lead):
    world.team.notice_days = 30
    world.team.save()
    give(world, world.weekend(world.clock.now + timedelta(days=20)), "yann")

    page = lead.open(CHANGES)

    page.sees("less than 30 days ahead")
    assert "raised rate" not in page.text


def test_ways_are_those_that_will_be_used(world):
    Person.objects.filter(pk=world.person("malik").pk).update(phone="")
    Person.objects.filter(pk=world.person("lena").pk).update(phone_problem="blocked")
    near = world.weekend()
    give(world, near, "camille")
    give(world, near, "malik", Seat.BACKUP)
    later = world.weekend(near.ends_at)
    give(world, later, "lena")
    give(world, later, "yann", Seat.BACKUP)

    masked = mask_phone(phone_of("camille")).replace(" ", "\u00a0")

    with translation.override("en"):
        found = {name: row.ways for name, row in rows(world).items()}

    assert found == {
        "Camille": ["e-mail to camille@ville.example", f"SMS to {masked}"],
        "Malik": ["e-mail to malik@ville.example", "no SMS: there is no number"],
        "Lena": ["e-mail to lena@ville.example"],
        "Yann": ["e-mail to yann@ville.example"],
    }


def test_each_block_leads_to_its_seat(world, lead):
    period = world.weekend()
    give(world, period, "malik", Seat.BACKUP)

    page = lead.open(CHANGES)
    page.sees("Not ready to publish:", "Fri 20 Nov: nobody is on call.")
    page.follow("Go to the seat")

    page.sees("Who can take Fri 20 Nov?")


def test_a_block_found_while_publishing_is_shown_with_its_seat(world, lead):
    period = world.weekend()
    give(world, period, "camille")
    lead.open(CHANGES)
    give(world, period, None)
    give(world, period, "malik", Seat.BACKUP)

    lead.press("Publish")

    assert lead.path == CHANGES
    lead.sees("Nothing was published", "Go to the seat")


def test_uncovered_needs_a_fallback_first(world, lead):
    leave_uncovered(world)

    page = lead.open(CHANGES)
    page.sees("left uncovered, and nobody is called instead")
    assert "Publish" not in [b.text for form in page.forms for b in form.buttons]
    page.follow("Choose who is called then")

    assert page.path.startswith("/t/edition/settings/")


@pytest.mark.parametrize(
    "loses", [{"phone": ""}, {"is_active": False}], ids=["number", "account"]
)
def test_a_fallback_who_cannot_be_called_is_none(loses, world, lead):
    with_fallback(world, "sofia")
    Person.objects.filter(pk=world.person("sofia").pk).update(**loses)
    leave_uncovered(world)

    lead.open(CHANGES).sees("left uncovered, and nobody is called instead")


def test_the_fallback_is_named_here_and_to_callers(world, lead, cabinet, clock):
    with_fallback(world, "sofia")
    leave_uncovered(world)

    lead.open(CHANGES).sees("uncovered", "calls go to Sofia A.")
    lead.press("Publish")
    clock.set(world.weekend().starts_at + timedelta(hours=1))

    assert "straight to Sofia A. (not on duty)" in world.desk(cabinet).text


def test_page_asks_little_of_a_year(world, lead, django_assert_max_num_queries):
    for period in world.team.periods.all()[:26]:
        give(world, period, "camille")
    lead.open(CHANGES)

    with django_assert_max_num_queries(23):
        lead.open(CHANGES)


def at_once(actions: dict[str, Callable[[], object]]) -> dict[str, str]:
    """Runs them side by side; says of each that it was done, or why not."""
    barrier, said = threading.Barrier(len(actions)), {}

    def run(name: str) -> None:
        try:
            barrier.wait()
            actions[name]()
            said[name] = "done"
        except (DraftMovedError, ChangedMeanwhileError) as error:
            said[name] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[name]) for name in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", [("edit", "publish"), ("publish", "edit")] * 3)
def test_a_lead_publishes_what_she_saw_while_another_edits(order, world):
    """Whoever comes first: nothing unseen is published, and no edit is lost."""
    period = world.weekend()
    give(world, period, "camille")
    odile = {"by": world.person("odile"), "at": world.clock.now}
    seen = fingerprint(draft_changes(load_draft(world.team, world.clock.now)))
    camille, yann = world.member("camille").pk, world.member("yann").pk
    place = {"period_id": period.pk, "seat": Seat.ON_CALL}
    actions = {
        "edit": partial(assign, membership_id=yann, expected=camille, **place, **odile),
        "publish": partial(publish, team=world.team, seen=seen, **odile),
    }

    said = at_once({name: actions[name] for name in order})

    assert said["edit"] == "done"
    first = {Seat.ON_CALL: "Camille"} if said["publish"] == "done" else {}
    assert said["publish"] in ("done", "DraftMovedError")
    assert held(period) == first
    go(world)
    assert held(period) == {Seat.ON_CALL: "Yann"}


@pytest.mark.parametrize(
    ("keys", "unreachable", "said"),
    [
        (["camille"], [], "1 person will be told by e-mail and SMS."),
        (["camille", "malik"], [], "2 people will be told by e-mail and SMS."),
        (["camille"], ["camille"], "1 person will be told by e-mail."),
        (
            ["camille", "malik"],
            ["malik"],
            "2 people will be told by e-mail, 1 of them by SMS too.",
        ),
    ],
)
def test_what_is_said_after_publishing_is_what_leaves(
    keys, unreachable, said, world, lead, phone
):
    for key, seat in zip(keys, Seat.values, strict=False):
        give(world, world.weekend(), key, seat)
    for key in unreachable:
        Person.objects.filter(pk=world.person(key).pk).update(phone="")

    lead.open("/t/edition/rota/changes/").press("Publish")

    lead.sees(said)
    world.clock.forward(minutes=1)
    for key in set(keys) - set(unreachable):
        phone(key).expect("Planning")


def test_a_rota_far_ahead_is_told_by_letter_alone(world, lead):
    give(world, world.team.periods.all()[4], "camille")

    lead.open("/t/edition/rota/changes/").press("Publish")

    lead.sees("1 person will be told by e-mail.")
