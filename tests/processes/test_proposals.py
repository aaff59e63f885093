"""A proposal whose worker is killed is computed all the same: nobody looks at a page
that turns for ever."""

import os
import signal
import time

import pytest
from running import Program, eventually

pytestmark = pytest.mark.processes

# the loss is seen after a minute, by a job that runs every minute
TAKEN_UP_WITHIN = 180
ASK = """
from datetime import timedelta
from django.utils import timezone
from rota.actions.plan_runs import ask
from rota.models import Team
at, team = timezone.now(), Team.objects.get()
last = team.periods.last().starts_at.date()
ask(team=team, first=at.date(), last=last, may_move=True, by=None, at=at)
"""
STOP = """
from django.utils import timezone
from rota.actions.plan_runs import ask_to_stop
from rota.models import PlanRun
ask_to_stop(run=PlanRun.objects.get(), by=None, at=timezone.now())
"""


def test_a_killed_worker_leaves_no_proposal_behind(tmp_path):
    with Program.running(tmp_path, "--demo-if-empty") as program:
        program.manage("shell", "-v0", "-c", ASK)
        eventually(lambda: state(program) == ("running", 1), "a worker at it")
        _guard, (one, other, *_rest) = program.pool()
        for worker in (one, other):
            os.kill(worker, signal.SIGKILL)
        killed = time.monotonic()

        again = ("running", 2)
        eventually(lambda: state(program) == again, "another one", TAKEN_UP_WITHIN)
        print(f"taken up again after {time.monotonic() - killed:.0f} s")
        program.manage("shell", "-v0", "-c", STOP)

        eventually(lambda: state(program) == ("done", 2), "the best so far")
        [(result,)] = program.rows("SELECT result FROM rota_planrun")
        assert '"stopped": "lead"' in result


def state(program: Program) -> tuple[str, int]:
    """Of the only proposal, and how often it was taken up."""
    return program.rows("SELECT state, attempt FROM rota_planrun")[0]
