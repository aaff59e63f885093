"""The whole program on PostgreSQL, and what a restart of it does to a pager."""

import pytest
from run_on_postgres import postgres
from running import Program, eventually

pytestmark = pytest.mark.processes


def test_program_outlives_a_restart_of_its_database(tmp_path):
    with (
        postgres() as server,
        Program.running(
            tmp_path, "--demo-if-empty", DATABASE_URL=server.url
        ) as program,
    ):
        leaders = {role: program.leader(role) for role in ("web", "dispatcher")}

        server.stop()
        away = eventually(lambda: program.get("/healthz"), "an answer")
        server.start()

        assert away[0] == 503
        assert '"database"' in away[1]
        program.wait_until_healthy()
        program.wait_until_works("web")
        assert {role: program.leader(role) for role in leaders} == leaders
        assert program.stop() == 0
        assert not program.processes()
