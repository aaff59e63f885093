"""Those who carry pages: they come when there is work and leave nothing behind."""

import sqlite3
import threading
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import connection
from running import eventually

from escalation import couriers
from escalation.couriers import Couriers

pytestmark = pytest.mark.django_db(transaction=True)


class Errand:
    """What they are sent for here: to wait until it is over."""

    def __init__(self, size: int) -> None:
        self.over = threading.Event()
        self.begun: list[int] = []
        self.opened: list[object] = []
        self.back = 0
        self.couriers = Couriers("test", size, self.carry, self.welcome)

    def carry(self, number: int) -> None:
        connection.ensure_connection()
        self.opened.append(connection.connection)
        self.begun.append(number)
        self.over.wait(10)

    def welcome(self) -> None:
        self.back += 1


@pytest.fixture
def errand():
    """For two of them."""
    errand = Errand(2)
    yield errand
    errand.over.set()
    errand.couriers.close()


def test_as_many_go_at_once_as_there_are(errand):
    errand.couriers.give(1)
    errand.couriers.give(2)

    eventually(lambda: sorted(errand.begun) == [1, 2], "both on their way")
    assert errand.couriers.free == 0


def test_courier_who_is_back_is_free_and_goes_again(errand):
    errand.over.set()
    for number in (1, 2, 3):
        eventually(lambda: errand.couriers.free > 0, "a free courier")
        errand.couriers.give(number)

    eventually(lambda: errand.back == 3, "all back")
    assert errand.couriers.free == 2
    assert len(errand.couriers.threads) <= 2


def test_couriers_without_work_leave_with_their_connections(errand, monkeypatch):
    monkeypatch.setattr(couriers, "STAYS", 0.01)
    errand.over.set()

    errand.couriers.give(1)

    eventually(lambda: errand.begun and not errand.couriers.threads, "nobody left")
    eventually(lambda: is_closed(errand.opened[0]), "a closed connection")
    errand.couriers.give(2)
    eventually(lambda: errand.back == 2, "another one")


def test_end_waits_for_what_is_on_its_way(errand):
    errand.couriers.give(1)
    eventually(lambda: errand.begun, "one on its way")
    threading.Timer(0.05, errand.over.set).start()

    errand.couriers.close()

    assert errand.back == 1


def is_closed(opened: Any) -> bool:
    """Of a connection of either database."""
    with suppress(sqlite3.ProgrammingError, psycopg.OperationalError):
        opened.execute("SELECT 1")
        return False
    return True
