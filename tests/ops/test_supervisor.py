"""How `manage.py up` looks after its children, without starting the program."""

import signal
import subprocess
import sys

import pytest

from oncall.processes import Child, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def child():
    child = Child("sleeper", SLEEPS, grace=0)
    yield child
    child.kill()


@pytest.fixture
def own_signals():
    """A supervisor takes the signals of the whole process."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_child_that_dies_again_and_again_is_soon_started_again(child):
    waits = [child.bury(now=0) for _ in range(2000)]

    assert waits[0] < 0.5
    assert max(waits) == 5


def test_system_that_refuses_a_process_is_asked_again(child, own_signals, monkeypatch):
    start, refused = subprocess.Popen, []

    def start_or_not(*args, **kwargs):
        if not refused:
            refused.append(args)
            raise BlockingIOError("Resource temporarily unavailable")
        return start(*args, **kwargs)

    said = []
    supervisor = Supervisor([child], said.append, lambda name, lived: False)

    def until_it_runs() -> None:
        supervisor.stopping = child.is_running()

    monkeypatch.setattr(subprocess, "Popen", start_or_not)
    supervisor.run(until_it_runs)

    assert refused
    assert "sleeper" in said[0]
