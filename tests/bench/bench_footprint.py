"""What the program takes of a small machine: memory of all its processes together
(what they share is counted once), and time of one core while nothing happens."""

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desk import Desk
from measuring import say
from running import Program

REST = 30  # seconds
CALLS, CLIENTS = 200, 8
TICKS = os.sysconf("SC_CLK_TCK")  # of the processor's time, in a second


def test_rest_and_work_take_little(program, site):
    wait_until_settled(program)
    idle, before = memory(program), worked(program)
    time.sleep(REST)
    share = (worked(program) - before) / REST

    desks = [site + program.callers_pages[0]] * CLIENTS
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(look_and_call, desks))
    busy = memory(program)

    say(
        f"at rest: {len(idle)} processes, {sum(idle.values()):.0f} MB, "
        f"{100 * share:.1f} % of one core",
        f"after {CALLS} calls from {CLIENTS} desks: {sum(busy.values()):.0f} MB",
        *(
            f"  {name:<24} {idle.get(name, 0):5.0f} {busy[name]:5.0f} MB"
            for name in busy
        ),
    )


def look_and_call(address: str) -> None:
    """A desk that looks at its page and calls, again and again."""
    with Desk(address) as desk:
        for number in range(CALLS // CLIENTS):
            desk.call(desk.look(), f"Essai {number}")


def wait_until_settled(program: Program) -> None:
    """The calendars of the demo are published, every page was opened once."""
    program.callers_pages  # noqa: B018 - waits for them
    time.sleep(10)


def memory(program: Program) -> dict[str, float]:
    """Megabytes of each process; shared ones in proportion (PSS)."""
    found = {}
    for pid in sorted(program.processes()):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        size = int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1)) / 1024
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        name = next((w for w in words if w in ROLES), "web")
        found[f"{name} {pid}"] = size
    return found


ROLES = ("up", "dispatch", "qcluster")


def worked(program: Program) -> float:
    """Seconds of the processor that its processes have taken."""
    total = 0.0
    for pid in program.processes():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total
