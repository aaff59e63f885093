"""Proposals and the queue: one at a time, stopped, lost with a worker, failed."""

from datetime import date, timedelta

import pytest
from browsing import Browser
from django_q.models import OrmQ
from harness import run_queue
from proposing import asked, page_of

from rota.actions import plan_runs
from rota.actions.plan_runs import ask
from rota.board.question import read_question
from rota.core.planner import COVERAGE, FAIRNESS, Goal, Progress
from rota.models import LOST_AFTER, PlanState
from rota.planning import LONGEST, Watch
from rota.tasks import revive_plans


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


def test_one_waiting_is_stopped_at_once(world, lead):
    run = asked(world)

    lead.open(page_of(run)).press("Stop")

    lead.sees("Stopped before anything was found")
    run_queue(world.clock.now)
    run.refresh_from_db()
    assert run.state == PlanState.FAILED


def test_the_wish_to_stop_reaches_who_computes(world):
    run = asked(world)
    claimed = plan_runs.claim(at=world.clock.now)
    assert plan_runs.note(run=claimed, progress={}, at=world.clock.now)

    plan_runs.ask_to_stop(run=run, by=None, at=world.clock.now)

    assert not plan_runs.note(run=claimed, progress={}, at=world.clock.now)


def test_a_proposal_whose_worker_died_is_taken_up_again(world, lead):
    run = asked(world)
    dead = plan_runs.claim(at=world.clock.now)
    OrmQ.objects.all().delete()
    assert plan_runs.claim(at=world.clock.now) is None
    lead.open(page_of(run)).sees("Reading the rota and the rules…")

    world.clock.now += LOST_AFTER + timedelta(seconds=1)
    lead.reload().sees("Nobody has worked at it for a while")
    revive_plans()
    run_queue(world.clock.now)

    lead.reload().sees("How good it is")
    # the dead one was only asleep: it is told to stop, and its result is not kept
    assert not plan_runs.note(run=dead, progress={}, at=world.clock.now)
    plan_runs.finish(run=dead, result={}, at=world.clock.now)
    run.refresh_from_db()
    assert run.result["given"]


def test_a_proposal_that_dies_three_times_has_failed(world, lead):
    run = asked(world)
    for _attempt in range(3):
        assert plan_runs.claim(at=world.clock.now)
        world.clock.now += LOST_AFTER + timedelta(seconds=1)

    assert plan_runs.claim(at=world.clock.now) is None

    lead.open(page_of(run)).sees("This proposal could not be computed")
    lead.press("Compute it again")
    run_queue(world.clock.now)
    lead.reload().sees("How good it is")


def test_one_at_which_nobody_works_gives_way_to_a_new_one(world):
    lost = asked(world)
    world.clock.now += LOST_AFTER + timedelta(seconds=1)

    new = asked(world)

    lost.refresh_from_db()
    assert new.pk != lost.pk
    assert lost.state == PlanState.FAILED


def test_teams_take_turns(world):
    other = type(world.team).objects.create(name="Parcs", slug="parcs")
    mine = asked(world)
    span = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
    theirs = ask(team=other, may_move=False, by=None, at=world.clock.now, **span)

    assert plan_runs.claim(at=world.clock.now) == mine
    assert plan_runs.claim(at=world.clock.now) is None
    OrmQ.objects.all().delete()
    mine.refresh_from_db()
    plan_runs.finish(run=mine, result={}, at=world.clock.now)

    assert OrmQ.objects.count() == 1
    assert plan_runs.claim(at=world.clock.now) == theirs


def test_an_error_of_the_computation_is_said_on_the_page(world, lead):
    run = asked(world)
    world.team.periods.update(holidays=["soon"])

    with pytest.raises(ValueError, match="soon"):
        run_queue(world.clock.now)

    lead.open(page_of(run)).sees("This proposal could not be computed")


def test_a_machine_too_busy_to_finish_keeps_the_best_and_says_so(world, lead):
    run = asked(world)
    claimed = plan_runs.claim(at=world.clock.now)
    question = read_question(claimed, at=world.clock.now)
    watch = Watch(claimed, question)
    progress = Progress(Goal(FAIRNESS, 9, 1), {})
    assert watch(progress)
    watch.started -= LONGEST + 1
    watch.last -= LONGEST

    assert not watch(progress)

    assert watch.stopped_by == "time"
    claimed.refresh_from_db()
    assert claimed.progress["goal"] == FAIRNESS
    rest = {"given": [], "empty": [], "goals": [[COVERAGE, 4, 0]]}
    result = {**rest, "seen": question.seen, "stopped": "time"}
    plan_runs.finish(run=claimed, result=result, at=world.clock.now)
    lead.open(page_of(run)).sees("The machine was too busy to finish")


def test_proposals_of_a_month_ago_are_put_away(world):
    run = asked(world)
    plan_runs.ask_to_stop(run=run, by=None, at=world.clock.now)

    world.clock.now += timedelta(days=30)
    again = asked(world)
    assert {one.pk for one in world.team.plan_runs.all()} == {run.pk, again.pk}
    plan_runs.ask_to_stop(run=again, by=None, at=world.clock.now)
    world.clock.now += timedelta(seconds=1)

    newest = asked(world)

    assert {one.pk for one in world.team.plan_runs.all()} == {again.pk, newest.pk}
