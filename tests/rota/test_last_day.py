"""Somebody leaves: what becomes empty, and the way to the rota."""

import pytest
from browsing import Browser
from drafting import give, go
from harness import World


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


def on_call(world: World, weeks: int) -> None:
    """Camille is published for the first weekends."""
    for period in world.team.periods.all()[:weeks]:
        give(world, period, "camille")
    go(world)


def page_of(world: World) -> str:
    return f"/t/edition/team/{world.member('camille').pk}/"


def test_a_last_day_says_how_many_weekends_are_empty_and_leads_there(world, lead):
    on_call(world, weeks=8)

    lead.open(page_of(world)).press("Set the last day", until_on="2026-11-30")

    lead.sees("Saved. 6 published weekends are now empty in the draft of the rota.")
    assert lead.follow("Open the rota").path == "/t/edition/rota/?from=2026-12"
    lead.sees("nobody yet was Camille R.")


def test_a_last_day_that_empties_nothing_is_only_saved(world, lead):
    on_call(world, weeks=1)

    lead.open(page_of(world)).press("Set the last day", until_on="2026-11-23")

    lead.sees("Saved.")
    assert "now empty" not in lead.text
