"""Two engines, two people, one instant: what a crisis tells leaves once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from crises import close, does, kinds, taken_crisis
from django.db import connection
from harness import HOUR, MINUTE

from escalation.actions.relaying import plan_relay
from escalation.actions.updates import promise_update
from escalation.actions.validating import answer_validation, ask_validation
from escalation.core.relay import Hours
from escalation.crises import look_after
from escalation.models import Debrief, Page, Validation
from rota.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
again = pytest.mark.parametrize("race", range(3))


@pytest.fixture
def crisis(world, clock, caller):
    yield taken_crisis(world, clock, caller)
    for key in ("camille", "sofia", "yann", "odile"):
        phone = world.phone(key)
        phone.read |= {message.pk for message in phone.unread()}


def at_once(*acts) -> list:
    """What each returns, all having started at the same instant."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def ask(world, crisis) -> Validation:
    sofia = world.person("sofia")
    said = {"text": "Fermez.", "validator": sofia, "minutes": 10}
    does(world, crisis, ask_validation, "camille", **said)
    return Validation.objects.get()


@again
def test_what_is_due_is_told_once(world, crisis, clock, race):
    does(world, crisis, promise_update, "camille", due_at=None, every=10)
    ask(world, crisis)
    hours = Hours(clock.now + 10 * MINUTE, clock.now + HOUR)
    yann = {"task": "call", "person": world.person("yann"), "confirmed": False}
    does(world, crisis, plan_relay, "camille", hours=hours, **yann)
    later = clock.now + 11 * MINUTE

    at_once(*[lambda: look_after(later)] * 3)

    told = Page.objects.filter(created_at=later).values_list("key", flat=True)
    assert sorted(key.split(":")[0] for key in told) == [
        "relay",
        "unvalidated",
        "update",
    ]
    for kind in ("update_late", "validation_late", "relay_told"):
        assert kinds(crisis).count(kind) == 1


@again
def test_of_two_answers_one_counts(world, crisis, clock, race):
    asked = ask(world, crisis)

    def answer(verdict: str):
        said = {"verdict": verdict, "reason": "non", "at": clock.now}
        return lambda: answer_validation(validation_id=asked.pk, **said).result

    results = at_once(answer("yes"), answer("no"))

    assert sorted(results) == ["answered", "noted"]
    asked.refresh_from_db()
    assert f"validation_{asked.verdict}" in kinds(crisis)
    assert Page.objects.filter(key__startswith="validated_").count() == 1


@again
def test_answer_at_the_deadline_is_one_or_the_other(world, crisis, clock, race):
    asked = ask(world, crisis)
    said = {"validation_id": asked.pk, "verdict": "yes", "at": asked.deadline_at}

    at_once(lambda: answer_validation(**said), lambda: look_after(asked.deadline_at))

    assert kinds(crisis).count("validation_yes") == 1
    asked.refresh_from_db()
    assert (asked.verdict, asked.alarm_at) == ("yes", None)


@again
def test_two_who_close_it_tell_once_and_owe_one_debrief(world, crisis, clock, race):
    at_once(
        lambda: close(world, crisis, "odile"), lambda: close(world, crisis, "camille")
    )

    assert kinds(crisis).count("closed") == 1
    assert Debrief.objects.count() == 1
    over = Page.objects.filter(key__startswith="over:")
    assert over.count() == over.values("person").distinct().count()


def test_leads_get_one_letter(world, crisis, clock):
    close(world, crisis, "odile")
    at = Debrief.objects.get().remind_at + timedelta(minutes=1)

    at_once(*[lambda: look_after(at)] * 3)

    assert Notice.objects.filter(kind="debrief_due").count() == 1
