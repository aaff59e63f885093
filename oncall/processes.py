"""Keeps the web server, the queue and the dispatcher running as one tree.

Each is a leader in a session of its own. To stop one, its leader alone gets
SIGTERM: a whole group that gets it kills running tasks and hangs django-q2
(QUEUE.md §0.7). What is left of a group is killed before it is started again.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from django.utils.translation import gettext as _

from oncall import leader

TICK = 0.2  # seconds between two looks at the children
# seconds before a dead child is started again: a start costs a second of one
# processor, a pager that is away costs a call
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
STEADY = 30.0  # seconds of life after which earlier deaths are forgotten
HUNG_GRACE = 5.0  # seconds for a child that gives no sign of life
WORD_AFTER = 3.0  # seconds of stopping before somebody at a keyboard is told why


@dataclass
class Child:
    """One of our processes with all it starts; `grace` in seconds."""

    name: str
    command: list[str]
    grace: float
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    wait: float = 0.0  # seconds, after its last death
    start_again_at: float = 0.0

    def start(self, now: float) -> None:
        """Starts it in a session of its own, bound to our own life."""
        script = str(Path(leader.__file__))
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, script, str(os.getpid()), *self.command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started_at = now

    def is_running(self) -> bool:
        """True while its leader lives."""
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """SIGTERM to the leader, which lets its own children finish."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """Ends whatever is left of its group, orphans included."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def bury(self, now: float) -> float:
        """Cleans up after its leader's death; seconds until it is started again."""
        self.kill()
        lived = now - self.started_at if self.process else 0.0
        self.process = None
        again = self.wait * 2 if lived < STEADY else 0.0
        self.wait = min(max(again, FIRST_WAIT), LONGEST_WAIT)
        self.start_again_at = now + self.wait
        return self.wait


@dataclass
class Supervisor:
    """Starts the children, replaces the dead and the hung, stops them all.

    `is_hung(name, seconds)` is asked of a child that has lived so many seconds.
    """

    children: list[Child]
    say: Callable[[str], None]
    is_hung: Callable[[str, float], bool]
    stopping: bool = field(default=False, init=False)
    hurried: bool = field(default=False, init=False)

    def run(self, each_tick: Callable[[], None]) -> None:
        """Returns once SIGTERM, SIGINT or SIGHUP came and every child is gone."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._signalled)
        try:
            while not self.stopping:
                now = time.monotonic()
                for child in self.children:
                    self._look_after(child, now)
                each_tick()
                time.sleep(TICK)
        finally:
            self.stop()

    def stop(self) -> None:
        """Asks all to finish, waits for the graces, then ends what is left."""
        asked_at = time.monotonic()
        told = False
        for child in self.children:
            child.ask_to_stop()
        while not self.hurried:
            waited = time.monotonic() - asked_at
            busy = [c for c in self.children if c.is_running() and waited < c.grace]
            if not busy:
                break
            if waited > WORD_AFTER and not told:
                told = True
                names = ", ".join(child.name for child in busy)
                self.say(
                    _("Waiting for %(names)s to finish; Ctrl-C again ends at once.")
                    % {"names": names}
                )
            time.sleep(TICK / 4)
        for child in self.children:
            child.kill()

    def _look_after(self, child: Child, now: float) -> None:
        if child.process is None:
            if now >= child.start_again_at:
                self._start(child, now)
        elif child.process.poll() is not None:
            self._bury(child, child.process.returncode, now)
        elif self.is_hung(child.name, now - child.started_at):
            self.say(
                _("%(name)s gives no sign of life; replacing it.")
                % {"name": child.name}
            )
            self._replace(child)

    def _start(self, child: Child, now: float) -> None:
        try:
            child.start(now)
        except OSError as error:  # no memory, too many processes: for now
            self._bury(child, error.strerror or type(error).__name__, now)

    def _bury(self, child: Child, why: int | str, now: float) -> None:
        wait = child.bury(now)
        self.say(
            _("%(name)s stopped (%(code)s); starting it again in %(wait).1f s.")
            % {"name": child.name, "code": why, "wait": wait}
        )

    def _replace(self, child: Child) -> None:
        child.ask_to_stop()
        until = time.monotonic() + HUNG_GRACE
        while child.is_running() and time.monotonic() < until and not self.stopping:
            time.sleep(TICK)
        child.bury(time.monotonic())

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.hurried = self.stopping  # the second one does not wait
        self.stopping = True
