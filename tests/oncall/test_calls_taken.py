"""Calls taken, beside the rota's load."""

from datetime import datetime, timedelta

from browsing import Browser

from escalation import actions
from oncall.calls import calls_taken


def take(world, key: str, **options) -> None:
    incident = world.raise_only(**options)
    actions.take(
        incident_id=incident.pk, by=world.person(key), via="link", at=world.clock.now
    )


def test_real_calls_count_for_whoever_took_them(world, clock):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    since = clock.now
    take(world, "camille")
    take(world, "camille", exercise=True)
    world.raise_only()  # nobody took it

    found = calls_taken(world.team, since, clock.now + timedelta(minutes=1))

    assert found == {world.member("camille").pk: 1}
    assert calls_taken(world.team, since - timedelta(days=9), since) == {}


def test_the_board_shows_them_beside_a_fair_share(world, clock, lead_client):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    take(world, "camille")
    clock.now += timedelta(minutes=1)

    page = Browser(lead_client).open("/t/edition/rota/?load=calls")

    load = page.text[page.text.index("Share of the load") :]
    assert "Camille R. 1 0.1" in load
