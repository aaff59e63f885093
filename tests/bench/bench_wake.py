"""How late a delayed task is: the queue's part in meeting a deadline."""

import time
from statistics import median

from measuring import say

TASKS = 20
ASK = f"""
from datetime import timedelta
from django.utils import timezone
from rota.queue import wake_at
now = timezone.now()
for number in range({TASKS}):
    due = now + timedelta(seconds=3 + number * 0.37)
    print(wake_at("escalation.tasks.canary", due), due.timestamp())
"""


def test_delayed_tasks_are_run_when_due(program):
    asked = program.manage("shell", "-v0", "-c", ASK).stdout.split()
    due = {int(row): float(at) for row, at in zip(*[iter(asked)] * 2, strict=True)}
    late = {}
    until = time.monotonic() + 60

    while len(late) < TASKS and time.monotonic() < until:
        waiting = {row for (row,) in program.rows("SELECT id FROM django_q_ormq")}
        for row in due.keys() - waiting - late.keys():
            late[row] = time.time() - due[row]
        time.sleep(0.01)

    assert len(late) == TASKS
    assert min(late.values()) > 0
    say(
        f"delayed task, run and recorded: p50 {median(late.values()) * 1000:.0f} ms, "
        f"max {max(late.values()) * 1000:.0f} ms late (the queue looks every 200 ms)"
    )
