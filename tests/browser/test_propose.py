"""A proposal as its lead sees it come: followed while it is computed, stopped, taken;
the same without JavaScript; and what it says when something must give way."""

import re
from threading import Thread

import pytest
from django.db import connections
from drafting import go
from harness import run_queue
from playwright.sync_api import Page, expect
from seeing import look

from rota.actions.plan_runs import take
from rota.models import PlanRun
from rota.planning import compute

PROPOSE = "/t/edition/rota/propose/"
GOOD = "How good it is"


def ask(page: Page, site: str, first: str, last: str, may: str = "stays") -> None:
    page.goto(site + PROPOSE)
    page.get_by_label("From the beginning of").select_option(first)
    page.get_by_label("Up to the end of").select_option(last)
    page.get_by_label(may).check()
    page.get_by_role("button", name="Propose", exact=True).click()


@pytest.fixture
def worker(world):
    """A worker of the queue that computes what waits, beside the browser."""

    def work() -> None:
        compute()
        connections.close_all()

    thread = Thread(target=work)
    yield thread
    thread.join()


def test_it_is_followed(signed_in_as, site, worker):
    page = signed_in_as("odile")
    ask(page, site, "2026-11", "2027-10")

    worker.start()
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=30_000)
    # what a screen reader says is what is seen
    said = page.locator("[data-say]").inner_text()
    assert said == page.locator("#doing").inner_text()
    look(page, "proposal-followed")

    expect(page.get_by_role("heading", name=GOOD)).to_be_visible(timeout=120_000)


def test_it_is_stopped_and_the_best_is_kept(signed_in_as, site, worker):
    page = signed_in_as("odile")
    ask(page, site, "2026-11", "2027-10")
    stop = page.get_by_role("button", name="Stop")
    stop.focus()

    worker.start()
    expect(page.get_by_text("Best so far")).to_be_visible(timeout=60_000)
    expect(stop).to_be_focused()  # though the page was drawn again meanwhile
    stop.press("Enter")

    expect(page.get_by_role("heading", name=GOOD)).to_be_visible(timeout=30_000)
    expect(page.get_by_text("It was stopped: this is the best")).to_be_visible()
    expect(page.get_by_text("Every seat has somebody.")).to_be_visible()


def test_it_is_followed_without_javascript(signed_in_as, site, clock):
    page = signed_in_as("odile", java_script_enabled=False)
    ask(page, site, "2026-11", "2026-11")
    expect(page.get_by_text("It waits for its turn.")).to_be_visible()

    run_queue(clock.now)

    expect(page.get_by_role("heading", name=GOOD)).to_be_visible()
    page.get_by_role("button", name="Take it into the draft (4 seats)").first.click()
    expect(page.get_by_text("4 seats are in the draft.")).to_be_visible()


def test_what_must_move_and_what_nobody_can_take(signed_in_as, site, world):
    page = signed_in_as("odile")
    ask(page, site, "2026-11", "2026-11")
    run_queue(world.clock.now)
    take(run=PlanRun.objects.get(), by=None, at=world.clock.now)
    go(world)
    kept = [world.member(key).pk for key in ("camille", "yann", "odile")]
    today = world.clock.now.date()
    world.team.memberships.exclude(pk__in=kept).update(until_on=today)

    ask(page, site, "2026-11", "2026-11", may="may change where it must")
    run_queue(world.clock.now)

    expect(page.get_by_text("would move")).to_be_visible()
    look(page, "proposal-moves")
    taking = page.get_by_role("button", name=re.compile("Take it into the draft"))
    expect(taking.first).to_be_visible()
