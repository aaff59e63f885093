"""`manage.py qcluster`: django-q2's own, whose processes end with it.

Left alone, a cluster whose parent is killed works on for ever, beside the one that
took its place; and one whose guard was killed waits for ever when told to stop
(QUEUE.md §0.7, §3).
"""

import gc
import signal
from importlib import import_module
from types import FrameType
from typing import Any

from django.core.management import load_command_class
from django.core.management.base import BaseCommand, CommandParser

from escalation.sms import load
from oncall.leader import bind_children
from oncall.schedules import JOBS

GRACE = 30  # seconds to finish: an unfinished task runs again at the next start


class Command(BaseCommand):
    """Any number may run; `manage.py up` runs one."""

    queue = load_command_class("django_q", "qcluster")
    help = "Runs the queue until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        """As django-q2 has them."""
        self.queue.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns at once; the process ends after SIGTERM or Ctrl-C."""
        bind_children()
        warm_up()
        self.queue.handle(*args, **options)
        for number in (signal.SIGTERM, signal.SIGINT):
            end_in_time(number)


def warm_up() -> None:
    """Loads once what workers need, before they exist: one that did so with its first
    task would hold a page meanwhile. They share it, for as long as the collector does
    not touch it."""
    load()
    for job in JOBS:
        import_module(job.task.rpartition(".")[0])
    gc.collect()
    gc.freeze()


def end_in_time(number: int) -> None:
    """Whatever is done at this signal is given some time, and no more."""
    finish = signal.getsignal(number)

    def ends(number: int, frame: FrameType | None) -> None:
        signal.alarm(GRACE)
        if callable(finish):
            finish(number, frame)

    signal.signal(number, ends)
