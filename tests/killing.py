"""Kill -9 at random: any process of the program, two at once, the whole machine, or
the database server; and what each kill found in its victim's hands."""

import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from uuid import UUID

from psycopg import Error
from run_on_postgres import Postgres
from running import COMMANDS, Program, parent_of

# how often each is chosen, of a hundred
WEIGHTS = {
    "supervisor": 5,
    "web": 7,
    "web worker": 28,
    "dispatcher": 20,
    "queue": 5,
    "guard": 5,
    "worker": 10,
    "monitor": 4,
    "pusher": 4,
    "machine": 6,
    "database": 6,
}
ROLES = [role for role in WEIGHTS if role != "database"]
TWO_AT_ONCE = 15  # of a hundred kills
WHILE_MENDING = 30  # of a hundred kills
LONGEST_MENDING = 15.0  # seconds
POOL = ("worker", "worker", "monitor", "pusher")  # in the order of their birth
LONGEST_AIM = 2.0  # seconds to wait for a page in somebody's hands
IN_HAND = "SELECT uuid, lease_owner FROM escalation_page WHERE state = 'sending'"


@dataclass(frozen=True)
class Kill:
    """One kill: whom, and the pages (our references) those were sending."""

    roles: tuple[str, ...]
    in_hand: frozenset[str]
    at: float
    pids: tuple[int, ...]


@dataclass
class Pool:
    """Who is who among a guard's children: they all look alike, and a dead one is
    replaced by its like."""

    guard: int = 0
    roles: dict[int, str] = field(default_factory=dict)

    def look(self, guard: int, alive: list[int]) -> dict[int, str]:
        """The role of each that lives now."""
        if guard != self.guard:
            self.guard, self.roles = guard, {}
        vacant = list(POOL)
        for pid in alive:
            if pid in self.roles:
                vacant.remove(self.roles[pid])
        newborn = [pid for pid in alive if pid not in self.roles]
        self.roles = {pid: self.roles[pid] for pid in alive if pid in self.roles}
        self.roles |= zip(newborn, vacant, strict=False)
        return self.roles


class Killer:
    """Works on one program; `server` is None on SQLite."""

    def __init__(self, program: Program, server: Postgres | None, seed: int) -> None:
        self.program, self.server = program, server
        self.chance = random.Random(f"{seed} killer")
        self.pool = Pool()
        self.kills: list[Kill] = []

    # --- whom ---------------------------------------------------------------------
    def victims(self) -> dict[str, list[int]]:
        """Who lives, by role."""
        supervisor = self.program.supervisor.pid
        born = {pid: parent_of(pid) for pid in self.program.processes()}

        def children(of: int) -> list[int]:
            return sorted(pid for pid, parent in born.items() if parent == of)

        found = {"supervisor": [supervisor], "machine": list(born)}
        for role in COMMANDS:
            found[role] = [pid for pid in children(supervisor) if is_of(role, pid)]
        found["web worker"] = [one for web in found["web"] for one in children(web)]
        found["guard"] = [one for queue in found["queue"] for one in children(queue)]
        for guard in found["guard"]:
            for pid, role in self.pool.look(guard, children(guard)).items():
                found.setdefault(role, []).append(pid)
        if self.server:
            found["database"] = [self.server.process.pid]
            found["machine"].append(self.server.process.pid)
        return {role: pids for role, pids in found.items() if pids}

    def in_hands(self, pids: list[int]) -> dict[int, set[str]]:
        """The pages that each of these processes is sending at this moment; nobody's
        when the database is away."""
        found: dict[int, set[str]] = {}
        with suppress(Error):
            for uuid, owner in self.program.rows(IN_HAND):
                host, pid, _thread = owner.rsplit(":", 2)
                if host == socket.gethostname():
                    found.setdefault(int(pid), set()).add(str(UUID(str(uuid))))
        if self.server and self.server.process.pid in pids:
            # whatever is sent is recorded there
            return {self.server.process.pid: set().union(*found.values())}
        return {pid: pages for pid, pages in found.items() if pid in pids}

    def wait_for_all(self) -> None:
        """Returns once every role is there, or after a while: the cluster may hang."""
        until = time.monotonic() + LONGEST_MENDING
        while time.monotonic() < until and not self.victims().keys() >= set(ROLES):
            time.sleep(0.1)

    # --- how ----------------------------------------------------------------------
    def kill_some(self) -> None:
        """One of a role drawn by lot, at times another with it; most often once all
        are at work again, and when they have a page in hand."""
        if self.chance.uniform(0, 100) >= WHILE_MENDING:
            self.wait_for_all()
        living = self.victims()
        roles = self.draw(living, 1 + (self.chance.uniform(0, 100) < TWO_AT_ONCE))
        pids: list[int] = []
        for role in roles:
            pids += living[role] if role == "machine" else [self.aim(living[role])]
        pages = set().union(*self.in_hands(pids).values())
        # the supervisor first: it would start again whoever dies before it
        for pid in sorted(pids, key=lambda one: one != self.program.supervisor.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        kill = Kill(tuple(roles), frozenset(pages), time.time(), tuple(pids))
        self.kills.append(kill)
        if self.server and self.server.process.pid in pids:
            self.server.process.wait()
            time.sleep(self.chance.uniform(0, 1))
            self.server.start()

    def draw(self, living: dict[str, list[int]], number: int) -> list[str]:
        """So many roles, each at most once."""
        urn = {role: weight for role, weight in WEIGHTS.items() if role in living}
        drawn: list[str] = []
        for _ in range(number):
            [role] = self.chance.choices([*urn], [*urn.values()])
            del urn[role]
            drawn.append(role)
        return drawn

    def aim(self, pids: list[int]) -> int:
        """One of them: the first that has a page in hand, or any after a moment."""
        until = time.monotonic() + self.chance.uniform(0, LONGEST_AIM)
        while time.monotonic() < until:
            busy = self.in_hands(pids)
            if busy:
                return self.chance.choice([*busy])
            time.sleep(0.01)
        return self.chance.choice(pids)


def is_of(role: str, pid: int) -> bool:
    """True for a leader of that role."""
    with suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as words:
        return COMMANDS[role] in words.read()
    return False


@contextmanager
def kept_up(program: Program) -> Iterator[None]:
    """As systemd does: starts the program again whenever it has ended."""
    done = Event()

    def keep() -> None:
        while not done.wait(0.1):
            if program.supervisor.poll() is not None:
                program.start()

    thread = Thread(target=keep)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
