"""Who takes over in a crisis that lasts: planned, warned of rest, told, taken over."""

from datetime import timedelta

import pytest
from browsing import Browser
from crises import close, does, kinds, taken_crisis
from harness import HOUR, MINUTE

from escalation import actions
from escalation.actions.relaying import drop_relay, plan_relay, remind_of_relay
from escalation.actions.watching import watch
from escalation.core.relay import Hours
from escalation.models import RelaySlot


@pytest.fixture
def crisis(world, clock, caller):
    return taken_crisis(world, clock, caller)


@pytest.fixture
def page(world, crisis) -> Browser:
    """Camille's own page."""
    token = crisis.pages.filter(person=world.person("camille")).first().token
    return Browser().open(f"/p/{token}")


def plans(world, crisis, key: str, start: float, end: float, **more):
    now = world.clock.now
    said = {
        "task": "call",
        "person": world.person(key),
        "hours": Hours(now + start * HOUR, now + end * HOUR),
        "confirmed": False,
    }
    return does(world, crisis, plan_relay, "camille", **said | more)


def typed(world, key: str, start: str, end: str, **more: str) -> dict[str, str]:
    person = str(world.person(key).pk)
    return {"task": "call", "person": person, "starts_at": start, "ends_at": end} | more


def test_roster_is_planned_on_the_page(world, page, crisis):
    page.press(
        "Plan it", **typed(world, "yann", "2026-11-28T20:00", "2026-11-29T04:00")
    )

    page.sees("The call: Yann G., Sat 28 Nov, 20:00 → Sun 29 Nov, 04:00")
    page.sees("Camille R. plans a relay (the call): Yann G.")
    slot = RelaySlot.objects.get()
    assert slot.ends_at - slot.starts_at == 8 * HOUR
    assert not slot.against_rest


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("2026-11-28T20:00", "2026-11-28T20:00", "It ends before it begins."),
        ("2026-11-28T12:00", "2026-11-28T13:00", "That is over already."),
        ("2026-11-28T20:00", "2026-11-30T20:00", "That is longer than a day"),
        ("tonight", "2026-11-28T20:00", "Write a day and a time, such as"),
    ],
)
def test_hours_that_cannot_be(world, page, start, end, sentence):
    page.press("Plan it", **typed(world, "yann", start, end))

    page.sees(sentence)
    assert not RelaySlot.objects.exists()


def test_too_long_asks_for_a_word_and_takes_it(world, page):
    hours = typed(world, "yann", "2026-11-28T20:00", "2026-11-29T07:00")
    page.press("Plan it", **hours)
    page.sees(
        "Yann G. would be at it for 11 h in a row; ten hours a day is the most "
        "(décret 2000-815, art. 3)."
    )
    assert not RelaySlot.objects.exists()

    page.press("Plan it", confirmed="on", **hours)

    page.sees("against the rest owed", "knowingly")
    assert RelaySlot.objects.get().against_rest


def test_too_soon_is_said(world, page, crisis):
    plans(world, crisis, "yann", 1, 5)
    page.press(
        "Plan it", **typed(world, "yann", "2026-11-29T01:00", "2026-11-29T05:00")
    )

    page.sees("Yann G. would have only 6 h of rest; eleven hours are owed")


def test_time_already_spent_on_it_counts(world, crisis, clock):
    clock.forward(hours=5)
    for key in ("camille", "odile"):  # asked what becomes of it
        world.phone(key).read |= {text.pk for text in world.phone(key).unread()}

    # five hours behind her, six to come
    assert plans(world, crisis, "camille", 0, 6).result == "tiring"
    assert plans(world, crisis, "camille", 0, 5).is_news


def test_she_rests_from_when_she_is_relieved(world, crisis):
    # else she would be at it from 14:00 until the next morning
    assert plans(world, crisis, "camille", 18, 22).result == "tiring"
    plans(world, crisis, "yann", 4, 12)

    assert plans(world, crisis, "camille", 18, 22).is_news


def test_one_person_at_a_time(world, crisis):
    plans(world, crisis, "yann", 2, 6)

    assert plans(world, crisis, "ines", 5, 9).result == "overlaps"
    assert plans(world, crisis, "yann", 2, 6).result == "noted"
    assert plans(world, crisis, "ines", 5, 9, task="moderation").is_news
    assert RelaySlot.objects.count() == 2


def test_who_takes_over_is_told_a_bit_before_and_takes_it_with_one_tap(
    world, crisis, clock, phone
):
    plans(world, crisis, "yann", 0.5, 6)
    clock.forward(minutes=14)
    phone("yann").silence()

    clock.forward(minutes=1)
    page = phone("yann").expect("vous prenez le relais à 14h30 (l'appel).").tap_link()
    page.press("Take it over now")
    clock.tick()

    page.sees("You took it at 14:15.")
    phone("camille").expect("a repris l'appel")
    crisis.refresh_from_db()
    assert crisis.owner == world.person("yann")
    assert kinds(crisis).count("relay_told") == 1


def test_owner_may_hand_it_over_too(world, crisis, clock, phone, page):
    plans(world, crisis, "yann", 0.25, 6)
    clock.tick()
    phone("yann").expect("relais")

    page.reload().sees("Yann G. next in the relay")
    answer = does(world, crisis, actions.offer, "camille", to=world.person("yann"))
    assert answer.result == "offered"
    clock.tick()
    phone("yann").expect("CRISE")
    phone("yann").rings().hangs_up()


def test_before_her_time_she_takes_nothing_over(world, crisis, clock):
    plans(world, crisis, "yann", 2, 6)
    camille = world.person("camille").pk

    answer = does(world, crisis, actions.take, "yann", via="link", over_from=camille)

    assert answer.result == "already_taken"


def test_moderation_is_handed_over_by_one_tap(world, crisis, clock, phone, page):
    does(
        world, crisis, watch, "camille", kind="moderation", person=world.person("ines")
    )
    plans(world, crisis, "yann", 0.1, 6, task="moderation")
    clock.forward(minutes=6)
    phone("yann").expect("(modération)")

    page.reload().press("Hand it to Yann G.")

    page.sees("Yann G., since 14:06")


def test_whoever_has_it_already_is_not_told(world, crisis, clock, phone):
    plans(world, crisis, "camille", 0.5, 4)
    clock.forward(minutes=31)

    phone("camille").silence()


def test_plan_is_dropped_once(world, crisis, clock, phone, page):
    plans(world, crisis, "yann", 0.5, 6)
    page.reload().press("Take back Yann G.")
    clock.forward(minutes=31)

    phone("yann").silence()
    page.sees("Nobody is planned to take over.")
    slot = RelaySlot.objects.get()
    answer = does(world, crisis, drop_relay, "camille", slot_id=slot.pk)
    assert answer.result == "moved"


def test_told_once_however_often_it_is_due(world, crisis, clock, phone):
    plans(world, crisis, "yann", 0.5, 6)
    slot, at = RelaySlot.objects.get(), clock.now + 20 * MINUTE

    remind_of_relay(slot_id=slot.pk, at=at - timedelta(minutes=10))
    assert "relay_told" not in kinds(crisis)
    for _ in range(2):
        remind_of_relay(slot_id=slot.pk, at=at)

    assert kinds(crisis).count("relay_told") == 1
    clock.set(at)
    clock.tick()
    phone("yann").expect("relais")


def test_end_of_the_crisis_ends_the_relay(world, crisis, clock, phone):
    plans(world, crisis, "yann", 0.5, 6)
    close(world, crisis, "camille")
    clock.forward(hours=1)

    phone("yann").expect("terminée")


def test_only_who_works_on_a_crisis_plans(world, crisis):
    said = {
        "task": "call",
        "person": world.person("yann"),
        "hours": Hours(world.clock.now, world.clock.now + HOUR),
        "confirmed": False,
    }
    assert does(world, crisis, plan_relay, "yann", **said).result == "not_yours"
