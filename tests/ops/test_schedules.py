"""The list of periodic jobs is the only one, and every job can run."""

import inspect
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_q.models import Schedule

from oncall.schedules import JOBS, sync


def rows() -> set[tuple[str, str, int]]:
    """What the queue will run: name, task, minutes."""
    found = Schedule.objects.filter(schedule_type=Schedule.MINUTES, repeats=-1)
    return set(found.values_list("name", "func", "minutes"))


@pytest.mark.django_db
def test_database_holds_the_list():
    assert rows() == {(job.name, job.task, job.minutes) for job in JOBS}
    assert Schedule.objects.count() == len(JOBS)


@pytest.mark.django_db
def test_migrating_again_brings_the_list_back():
    Schedule.objects.filter(name="sweep").delete()
    Schedule.objects.filter(name="feeds").update(minutes=999, repeats=1)
    Schedule.objects.create(name="stale", func="gone.task", args="('a', undefined)")

    call_command("migrate", verbosity=0)

    assert rows() == {(job.name, job.task, job.minutes) for job in JOBS}
    assert Schedule.objects.count() == len(JOBS)


@pytest.mark.django_db
def test_next_run_is_kept(clock):
    later = clock.now + timedelta(minutes=9)
    Schedule.objects.filter(name="feeds").update(next_run=later)

    sync()

    assert Schedule.objects.get(name="feeds").next_run == later


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_job_names_a_function_that_needs_nothing(job):
    function = import_string(job.task)

    inspect.signature(function).bind()


def test_calls_are_swept_each_minute():
    assert {job.task: job.minutes for job in JOBS}["escalation.tasks.sweep"] == 1
