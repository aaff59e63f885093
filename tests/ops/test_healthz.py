"""/healthz: what a monitoring program outside is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from escalation.health import STALE, beat


@pytest.fixture
def alive(db, clock):
    """The heartbeats of a program that runs."""

    def say(role: str = "", ago: timedelta = timedelta()) -> None:
        for one in [role] if role else ["dispatcher", "queue"]:
            beat(one, "here", clock.now - ago)

    say()
    return say


def test_address_is_the_fixed_one():
    assert reverse("healthz") == "/healthz"


def test_all_is_well(client, alive):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["problems"] == []


@pytest.mark.parametrize("role", ["dispatcher", "queue"])
def test_dead_role_is_told(client, alive, clock, role):
    clock.now += timedelta(minutes=1)
    alive()
    alive(role, ago=STALE[role] + timedelta(seconds=1))

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == answer.json() | {"status": "problem", "problems": [role]}


def test_death_is_known_before_the_next_rung():
    assert max(STALE.values()) <= timedelta(seconds=20)


def test_program_that_never_ran_is_a_problem(client, db):
    assert client.get("/healthz").json()["problems"] == ["dispatcher", "queue"]


def test_whoever_looks_keeps_late_calls_moving(client, alive, clock, world, phone):
    world.on_duty("camille", "malik")
    clock.set(world.weekend().starts_at + timedelta(hours=3))
    world.trigger("crisis")
    phone("camille").expect("CRISE")
    clock.set(clock.now + timedelta(minutes=6))  # nobody works in between
    phone("camille").silence()
    alive()

    answer = client.get("/healthz")

    assert answer.json()["problems"] == ["late"]
    phone("camille").expect("CRISE")


def test_answer_is_never_kept_by_a_cache(client, alive):
    answer = client.get("/healthz")

    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_only_looking_is_allowed(client, alive):
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
