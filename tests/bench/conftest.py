"""What benches share: the program as it ships, and a way to say numbers.

They measure the real thing on this machine, so figures are for comparing two
versions side by side; ratios travel better than milliseconds.
"""

from collections.abc import Iterator

import pytest
from running import Program


@pytest.fixture(scope="session")
def program(tmp_path_factory) -> Iterator[Program]:
    """`manage.py up` with the demo team, on SQLite, as after `make run`."""
    folder = tmp_path_factory.mktemp("bench")
    with Program.running(folder, "--demo-if-empty") as program:
        yield program


@pytest.fixture(scope="session")
def site(program) -> str:
    """Its address."""
    return f"http://127.0.0.1:{program.port}"
