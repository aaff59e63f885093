"""A change of the rota is in the calendars within the minute, though the queue dies
with it in its hands."""

import os
import signal
import time

import pytest
from running import Program, eventually

pytestmark = pytest.mark.processes

SOON = 60  # seconds from the commit to the new bytes
# the demo's own bells would serve this change too
SILENCE = "from django_q.models import OrmQ; OrmQ.objects.all().delete()"
RENAME = """
from django.utils import timezone
from rota.actions.settings import change_settings
from rota.models import Team
change_settings(
    team=Team.objects.get(), values={"name": "Rédaction"}, by=None, at=timezone.now()
)
"""


def test_change_survives_a_queue_that_is_killed_with_it(tmp_path):
    with Program.running(tmp_path, "--demo-if-empty") as program:
        eventually(lambda: rendered(program), "the demo's calendars")
        before = rendered(program)
        program.manage("shell", "-v0", "-c", SILENCE)
        leader, (_guard, pool) = program.leader("queue"), program.pool()
        for worker in pool[:2]:
            os.kill(worker, signal.SIGSTOP)

        done = program.manage("shell", "-v0", "-c", RENAME)
        committed = time.monotonic()
        assert done.returncode == 0, done.stderr
        eventually(lambda: all_taken(program), "the first bell, taken")
        os.kill(leader, signal.SIGKILL)

        eventually(lambda: rendered(program) not in (None, before), "new bytes", SOON)
        late = time.monotonic() - committed
        assert late < SOON
        assert program.wait_for_another("queue", than=leader)
        settled = "SELECT 1 FROM rota_team WHERE feeds_due_at IS NULL"
        eventually(lambda: program.rows(settled), "nothing due any more")
        print(f"commit to new bytes, with the queue killed between: {late:.1f} s")


def rendered(program: Program) -> list[tuple] | None:
    """The etags of all calendars; None until each has one."""
    found = program.rows("SELECT id, etag FROM rota_feed WHERE kind <> 'wall'")
    return found if found and all(etag for _pk, etag in found) else None


def all_taken(program: Program) -> bool:
    """True when every task that is due is in the hands of the queue."""
    due = (
        "SELECT 1 FROM django_q_ormq WHERE lock < strftime('%Y-%m-%d %H:%M:%f', 'now')"
    )
    return not program.rows(due)
