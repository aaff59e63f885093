"""Queue and dispatcher hang, both at once and without a word: the first page leaves
all the same, whoever looks is told, the lead is told, and both are replaced."""

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from running import Program, eventually

pytestmark = pytest.mark.processes

ROLES = ("queue", "dispatcher")
SAID_WITHIN, TO_LOOK = 15, 5  # seconds
BEGIN = (
    "import standby; from django.utils import timezone;"
    "print(standby.make_watch(timezone.now()))"
)


@dataclass
class Night:
    """A program whose engines were stopped in the middle of what they did."""

    program: Program
    form: str  # the path of a caller's page
    stopped: dict[str, set[int]]  # the processes, by role
    stopped_at: float

    @property
    def is_as_stopped(self) -> bool:
        """False once one was replaced."""
        leaders = {role: self.program.leader(role) for role in ROLES}
        return all(leaders[role] in self.stopped[role] for role in ROLES)

    def page(self) -> str:
        """What a caller reads now."""
        return self.program.get(self.form)[1]


@pytest.fixture(scope="module")
def night(tmp_path_factory) -> Iterator[Night]:
    """The tests below are in the order of what happens."""
    folder = tmp_path_factory.mktemp("hung")
    with Program.running(folder, PYTHONPATH="tests") as program:
        form = program.manage("shell", "-v0", "-c", BEGIN).stdout.strip()
        guard, pool = program.pool()
        stopped = {
            "queue": {program.leader("queue"), guard, *pool},
            "dispatcher": {program.leader("dispatcher")},
        }
        for pid in set().union(*stopped.values()):
            os.kill(pid, signal.SIGSTOP)
        yield Night(program, form, stopped, time.monotonic())


def test_first_page_leaves_at_once(night):
    site = f"http://127.0.0.1:{night.program.port}"
    with requests.Session() as desk:
        page = desk.get(site + night.form).text
        hidden = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]
            for name in ("csrfmiddlewaretoken", "request_key")
        }
        typed = {"case": "crisis", "title": "Fumées", "call": "1"}
        answer = desk.post(site + night.form, hidden | typed, allow_redirects=False)

    assert answer.status_code == 302
    pages = night.program.rows("SELECT state FROM escalation_page WHERE channel='sms'")
    assert pages == [("delivered",)]
    assert night.is_as_stopped


def test_whoever_looks_is_told_within_fifteen_seconds(night):
    def both() -> bool:
        said = night.program.get("/healthz")[1]
        return all(f'"{role}"' in said for role in ROLES)

    eventually(both, "/healthz says so")
    waited = time.monotonic() - night.stopped_at

    page = night.page()
    assert "La file d’attente est arrêtée" in page
    assert "Le programme qui appelle la personne suivante est arrêté" in page
    assert night.is_as_stopped
    assert waited < SAID_WITHIN + TO_LOOK


def test_lead_is_told_by_letter(night):
    told = "SELECT data FROM rota_notice WHERE kind = 'alarm_engine'"
    eventually(lambda: len(night.program.rows(told)) == len(ROLES), "both told")


def test_both_are_replaced(night):
    for role in ROLES:
        eventually(
            lambda r=role: night.program.leader(r) not in {0, *night.stopped[r]}, role
        )
        night.program.wait_until_works(role)

    assert not night.program.processes() & set().union(*night.stopped.values())
    night.program.wait_until_healthy()


def test_letters_leave(night):
    waiting = "SELECT 1 FROM rota_notice WHERE state <> 'sent'"
    eventually(lambda: not night.program.rows(waiting), "letters")
