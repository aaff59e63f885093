"""Threads that each carry one page at a time to its server, and wait there.

They come when there is work and go soon after it, and their database connections with
them: a hundred pages at once need many, a quiet month none.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from django.db import connection

from escalation.sending import Claimed

STAYS = 5.0  # seconds without work


class Couriers:
    """At most `size` of them. `carry` must not raise; `back` is called, by their
    threads, each time one is free again."""

    def __init__(
        self,
        name: str,
        size: int,
        carry: Callable[[Claimed], None],
        back: Callable[[], None],
    ) -> None:
        self.name, self.size, self.carry, self.back = name, size, carry, back
        self.bag: SimpleQueue[Claimed | None] = SimpleQueue()
        self.lock = threading.Lock()
        self.threads: set[threading.Thread] = set()
        self.busy = 0

    @property
    def free(self) -> int:
        """How many pages may be given now."""
        return self.size - self.busy

    def give(self, claimed: Claimed) -> None:
        """Has it carried at once; at most `free` at a time."""
        with self.lock:
            if self.busy == len(self.threads):
                thread = threading.Thread(target=self._work, name=self.name)
                thread.start()
                self.threads.add(thread)
            self.busy += 1
            self.bag.put(claimed)

    def close(self) -> None:
        """Returns when what they carry is delivered."""
        with self.lock:
            last = list(self.threads)
            for _ in last:
                self.bag.put(None)
        for thread in last:
            thread.join()

    def _work(self) -> None:
        try:
            while claimed := self._next():
                self.carry(claimed)
                with self.lock:
                    self.busy -= 1
                self.back()
        finally:
            connection.close()

    def _next(self) -> Claimed | None:
        """What is to be carried, or None when this thread is to go."""
        try:
            return self.bag.get(timeout=STAYS)
        except Empty:
            pass
        with self.lock:  # nothing is given meanwhile
            if not self.bag.empty():
                return self.bag.get()
            self.threads.discard(threading.current_thread())
            return None
