"""`manage.py up`: one command, one tree of processes, nothing left behind."""

import os
import re
import signal
import socket
import time
from collections.abc import Iterator

import pytest
from running import Program, eventually

pytestmark = pytest.mark.processes

# two workers, then the monitor, then the pusher: the order of django-q2's births
MONITOR = 2


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Iterator[Program]:
    """The demo, running; each test leaves it healthy."""
    folder = tmp_path_factory.mktemp("up")
    with Program.running(folder, "--demo-if-empty") as program:
        yield program


@pytest.fixture
def own(tmp_path) -> Iterator[Program]:
    """One without a demo, for tests that end it."""
    with Program.running(tmp_path) as program:
        yield program


def test_pages_answer(program):
    status, page = program.get("/accounts/login/")
    assert status == 200

    style = re.search(r'href="(/static/[^"]+\.css)"', page)

    assert style
    assert program.get(style.group(1))[0] == 200


def test_output_says_where_to_go(program):
    [first, *_others] = program.callers_pages

    assert program.get(first)[0] == 200
    assert f"http://localhost:{program.port}" in program.output
    assert "@demo.example" in program.output


def test_doctor_finds_everything_alive(program):
    done = program.manage("doctor")

    assert done.returncode == 0, done.stdout + done.stderr


def test_calendars_of_the_demo_are_published_by_the_queue(program):
    def published() -> bool:
        stored = "SELECT length(body) FROM rota_feed WHERE kind = 'team'"
        return all(length for (length,) in program.rows(stored) or [(0,)])

    eventually(published, "published calendars")


def test_delayed_task_runs_when_it_is_due(program):
    row, due = program.ask_queue(delay=5)

    eventually(lambda: not program.is_waiting(row), "the delayed task")
    late = time.time() - due

    # 0.2 s at rest (QUEUE.md §1); the queue's own scheduler would be 30 s late
    assert 0 < late < 2


@pytest.mark.parametrize("role", ["web", "dispatcher", "queue"])
def test_killed_role_is_replaced(program, role):
    program.pool()
    victim = program.leader(role)
    its_own = program.children_of(victim)

    os.kill(victim, signal.SIGKILL)

    program.wait_for_another(role, than=victim)
    program.wait_until_works(role)
    assert not program.processes() & {victim, *its_own}


def test_queue_whose_guard_was_killed_is_replaced_whole(program):
    leader = program.leader("queue")
    guard, pool = program.pool()

    os.kill(guard, signal.SIGKILL)

    program.wait_for_another("queue", than=leader)
    program.wait_until_works("queue")
    assert not program.processes() & {leader, guard, *pool}


def test_queue_that_hangs_in_silence_is_replaced(program):
    leader = program.leader("queue")
    _guard, pool = program.pool()

    # django-q2 starts another monitor, which waits for ever: QUEUE.md §0.6
    os.kill(pool[MONITOR], signal.SIGKILL)

    program.wait_for_another("queue", than=leader)
    program.wait_until_works("queue")
    assert "queue gives no sign of life" in program.output


def test_taken_port_is_said_plainly(program, tmp_path):
    second = Program(tmp_path, port=program.port).start()
    try:
        code = second.supervisor.wait(60)
    finally:
        second.close()

    assert code == 1
    assert f"Port {program.port} is taken" in second.output
    assert "Traceback" not in second.output
    assert not (tmp_path / "astreinte.sqlite3").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_leaves_no_process(own, number):
    code = own.stop(number)

    assert code == 0
    assert not own.processes()
    assert own.output.rstrip().endswith("Everything has stopped.")


def test_killed_supervisor_takes_all_along(own):
    own.supervisor.kill()

    own.wait_until_gone()


@pytest.mark.parametrize("role", ["queue", "guard"])
def test_one_killed_together_with_the_supervisor_leaves_no_process(own, role):
    guard, _pool = own.pool()
    victim = guard if role == "guard" else own.leader(role)

    own.supervisor.kill()
    os.kill(victim, signal.SIGKILL)

    own.wait_until_gone()


def test_second_start_keeps_the_data(own):
    key = (own.folder / "secret_key").read_bytes()
    own.manage("demo")
    people = own.rows("SELECT id, email, password FROM rota_person")
    own.stop()

    own.start()
    own.wait_until_healthy()

    assert own.rows("SELECT id, email, password FROM rota_person") == people
    assert (own.folder / "secret_key").read_bytes() == key


def test_address_that_is_not_ours_is_said_plainly(tmp_path):
    program = Program(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", program.port))
        other.listen()
        program.start()
        code = program.supervisor.wait(60)

    assert code == 1
    assert "is taken" in program.output
