"""Proposals asked of the planner: what was asked, how far it is, what it found."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from rota.models.people import Person, Team

# a worker says twice a second that it computes, but for the few seconds in which the
# planner sets a model up, many times as long on a very busy machine; after this it is
# taken for dead
LOST_AFTER = timedelta(seconds=60)


class PlanState(models.TextChoices):
    """Forward only, but for a computation that died: it waits again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    TAKEN = "taken"
    FAILED = "failed"


UNDER_WAY = (PlanState.WAITING, PlanState.RUNNING)


class PlanRun(models.Model):
    """One proposal for the weekends that start on the days `first` to `last` (the
    team's, both included) and after `at`.

    `progress`: {goal, gap, room, people}: see planning.py. `result`:
    {given: [[period, seat, membership]], empty: [[period, seat]], goals: [[name,
    value, bound]], stopped, seen}; `seen` stands for the rota it was computed from.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="plan_runs")
    first = models.DateField()
    last = models.DateField()
    # published seats may change hands where a rule or an empty seat wants it
    may_move = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=PlanState, default=PlanState.WAITING)
    progress = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    # the last sign of life: asked for, taken up, or still at it
    beat_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    stop_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(state__in=["waiting", "running"]),
                name="plan_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(last__gte=models.F("first")), name="plan_has_a_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.first} – {self.last}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        """True until it has a result, or failed."""
        return self.state in UNDER_WAY

    def is_lost(self, at: datetime) -> bool:
        """True when nobody seems to work at it any more."""
        return self.is_under_way and self.beat_at + LOST_AFTER < at
