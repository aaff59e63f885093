"""Tells dispatchers that something may be due now, so that none has to look again and
again, and what one process commits leaves another at once.

On PostgreSQL whoever commits says so (NOTIFY, with the transaction). On SQLite nobody
needs to: the file has a number that changes with each commit of somebody else, and
reading it costs nothing. Losing every sound loses nothing: dispatchers look twice a
second anyhow.
"""

import os
import select
import time
from contextlib import suppress
from typing import Any

from django.db import connection

CHANNEL = "due"
LOOK_EVERY = 0.02  # seconds between two looks at SQLite's number


def announce() -> None:
    """Rings wherever a dispatcher listens, once the transaction is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


class Bell:
    """What one loop waits for. Only `ring` may be called by another thread."""

    def __init__(self) -> None:
        self.ears, self.hand = os.pipe()
        for end in (self.ears, self.hand):
            os.set_blocking(end, False)
        self.line: Any = None  # the connection on which PostgreSQL tells us
        self.version = 0  # SQLite's number, when it was read last

    def ring(self) -> None:
        """Ends the present or the next `wait`."""
        with suppress(BlockingIOError):  # it rings already
            os.write(self.hand, b"!")

    def wait(self, seconds: float) -> None:
        """Returns when it rings, or after so long."""
        if connection.vendor == "postgresql":
            self._wait_on_line(seconds)
        else:
            self._watch_file(seconds)
        with suppress(BlockingIOError):
            os.read(self.ears, 4096)

    def close(self) -> None:
        """It rings no more."""
        for end in (self.ears, self.hand):
            os.close(end)

    def _wait_on_line(self, seconds: float) -> None:
        connection.ensure_connection()
        if connection.connection is not self.line:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self.line = connection.connection
        # heard while something else was asked
        if list(self.line.notifies(timeout=0)):
            return
        heard, _, _ = select.select([self.ears, self.line], [], [], seconds)
        if self.line in heard:
            list(self.line.notifies(timeout=0))

    def _watch_file(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0:
            heard, _, _ = select.select([self.ears], [], [], min(rest, LOOK_EVERY))
            if heard or self._is_changed():
                return

    def _is_changed(self) -> bool:
        connection.ensure_connection()
        before = self.version
        [self.version] = connection.connection.execute("PRAGMA data_version").fetchone()
        return before != self.version
