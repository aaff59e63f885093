"""The only list of periodic jobs. Each is a safety net that may run a minute
late or twice: deadlines are the dispatcher's (PAGING.md §8)."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections

EVERY_N_MINUTES = "I"  # Schedule.MINUTES


@dataclass(frozen=True, slots=True)
class Job:
    """A task without arguments, run every `minutes`."""

    name: str
    task: str
    minutes: int


JOBS = (
    Job("sweep", "escalation.tasks.sweep", minutes=1),
    Job("purge", "escalation.tasks.purge", minutes=60),
    Job("numbers", "escalation.tasks.try_numbers", minutes=15),
    Job("trainings", "rota.tasks.warn_of_trainings", minutes=60),
    Job("covers", "rota.tasks.settle_covers", minutes=1),
    Job("holders", "escalation.tasks.ask_holders", minutes=1),
    Job("gaps", "rota.tasks.tell_leads_of_gaps", minutes=15),
    Job("weekends", "escalation.tasks.remind_of_weekends", minutes=5),
    Job("sheets", "escalation.tasks.look_after_briefs", minutes=5),
    Job("due feeds", "rota.tasks.publish_due_feeds", minutes=1),
    Job("plans", "rota.tasks.revive_plans", minutes=1),
    Job("feeds", "rota.tasks.publish_all_feeds", minutes=15),
    Job("calendars", "rota.tasks.read_due_calendars", minutes=15),
)


def sync(using: str = "default", **signal: Any) -> None:
    """Makes django-q2's schedules equal to JOBS; runs after every `migrate`.

    A job that is already there keeps its next run.
    """
    model = apps.get_model("django_q", "Schedule")
    if model._meta.db_table not in connections[using].introspection.table_names():
        return  # only some apps are being migrated
    schedules = model._default_manager.using(using)
    schedules.exclude(name__in=[job.name for job in JOBS]).delete()
    for job in JOBS:
        schedules.update_or_create(
            name=job.name,
            defaults={
                "func": job.task,
                "schedule_type": EVERY_N_MINUTES,
                "minutes": job.minutes,
                "repeats": -1,
                # text that does not parse would block every schedule (QUEUE.md §0.10)
                "args": None,
                "kwargs": None,
            },
        )
