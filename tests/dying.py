"""A process that is killed with -9 at a chosen instruction.

What a process does counts for others only once it reaches the database or the
network. So its instructions are: each statement, each commit, each request to the
provider and each answer of it.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from traceback import format_exc
from typing import Any, TypeVar

import requests
from django.db import connection
from running import eventually

T = TypeVar("T")


def kill_everywhere(
    prepare: Callable[[], T], work: Callable[[T], object]
) -> Iterator[tuple[T, str]]:
    """Runs `work` with what `prepare` made, in a process that dies at its first
    instruction, then again with another that dies at the second, and so on; the
    last one lives. With each comes what it had answered: “” when it died before."""
    for number in count(1):
        given = prepare()
        died, said = run_child(partial(work, given), number)
        yield given, said
        if not died:
            print(f" killed before each of {number - 1} instructions")
            return


def run_child(work: Callable[[], object], number: int) -> tuple[bool, str]:
    """Whether it died before its instruction of that number; what it answered."""
    connection.close()  # a fork may not share it
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        run_doomed(work, number, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert died or status == 0, f"it broke instead: {said}"
    until_forgotten()
    return died, said


def run_doomed(work: Callable[[], object], number: int, answer: int) -> None:
    """In the child: never returns."""
    code = 0
    try:
        with doomed(number):
            said = str(work())
    except BaseException:
        code, said = 1, format_exc()
    os.write(answer, said.encode())
    os._exit(code)


@contextmanager
def doomed(number: int) -> Iterator[None]:
    """Dies before its instruction of that number."""
    left = count(number, -1)

    def reach() -> None:
        if next(left) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            reach()
            result = real(*args, **kwargs)
            reach()
            return result

        return call

    def statement(execute: Callable[..., Any], *rest: Any) -> Any:
        reach()
        return execute(*rest)

    connection.commit = around(connection.commit)
    requests.Session.send = around(requests.Session.send)
    with connection.execute_wrapper(statement):
        yield
    reach()


def until_forgotten() -> None:
    """PostgreSQL learns of a death a moment later; then the locks are gone."""
    if connection.vendor == "postgresql":
        eventually(is_alone, "a database that nobody else uses")


def is_alone() -> bool:
    others = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with connection.cursor() as cursor:
        cursor.execute(others)
        return not cursor.fetchall()
