"""Computes proposals, in the queue."""

import time
from dataclasses import replace
from typing import Any

from django.utils import timezone

from rota.actions import plan_runs
from rota.board.question import Question, read_question
from rota.core.plan import Agenda
from rota.core.planner import FAIRNESS, Progress, propose
from rota.models import PlanRun

# seconds after which the best so far has to do, and the page says so: for a machine
# that is out of breath. The work itself is bounded by Budget, whatever the machine, so
# that one which is ten times slower still ends with the same rota. Before the queue
# ends the task (plan_runs.TIMEOUT)
LONGEST = 600
BEAT = 0.5  # seconds between two signs of life


def compute() -> None:
    """Computes the proposal that waits longest, if none is being computed."""
    run = plan_runs.claim(at=timezone.now())
    if run is None:
        return
    try:
        result = _answer(run)
    except Exception:
        plan_runs.fail(run=run, at=timezone.now())
        raise
    plan_runs.finish(run=run, result=result, at=timezone.now())


def _answer(run: PlanRun) -> dict[str, Any]:
    question = read_question(run, at=timezone.now())
    watch = Watch(run, question)
    found = propose(
        question.plan,
        question.wanted,
        published=question.published,
        watch=watch,
    )
    return {
        "given": [[pk, seat, member] for (pk, seat), member in found.given.items()],
        "empty": [list(key) for key in found.empty],
        "goals": [[goal.name, goal.value, goal.bound] for goal in found.goals],
        "stopped": watch.stopped_by if found.stopped else "",
        "seen": question.seen,
    }


class Watch:
    """Looks on while the planner works: passes on how far it is and the wish of a
    lead to stop, and sees that it ends in time."""

    def __init__(self, run: PlanRun, question: Question) -> None:
        self.run, self.question = run, question
        self.started = self.last = time.monotonic()
        self.stopped_by = ""

    def __call__(self, progress: Progress) -> bool:
        """False: stop."""
        now = time.monotonic()
        if now - self.last < BEAT:
            return True
        self.last = now
        told = self._told(progress)
        if not plan_runs.note(run=self.run, progress=told, at=timezone.now()):
            self.stopped_by = "lead"
        elif now - self.started > LONGEST:
            self.stopped_by = "time"
        return not self.stopped_by

    def _told(self, progress: Progress) -> dict[str, Any]:
        """`gap` and `room` in thousandths of a point, `room` for all together; the
        solver's own value of a rota it has only just found may be too high."""
        plan = self.question.plan
        held = {**plan.held, **progress.given}
        gap, unfairness = self.question.unfairness(Agenda(replace(plan, held=held)))
        return {
            "goal": progress.goal,
            "gap": gap,
            "room": unfairness - progress.bound if progress.goal == FAIRNESS else 0,
            "people": len(self.question.counted),
        }
