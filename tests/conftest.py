"""The fixtures every test may ask for; what they are made of is in harness.py."""

from collections.abc import Callable, Iterator
from datetime import datetime
from logging import getLogger

import pytest
from browsing import signed_in
from django.conf import settings
from django.db import connection
from django.test import Client
from doors import House, make_house
from harness import Clock, Errors, Phone, World
from people import (
    CABINET_PHONE,
    CAST,
    DESK_PHONE,
    READER,
    make_caller,
    make_member,
    make_team,
    phone_of,
)

from escalation.models import Caller, CallerCases, Incident
from rota.models import Person, Team


def pytest_configure() -> None:
    """What production prepares on disk (collectstatic) does not exist here."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }
    # WhiteNoise warns about a folder that is missing, and warnings are errors
    settings.STATIC_ROOT = settings.BASE_DIR / "oncall" / "static"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory) -> None:
    """SQLite in a file, as in production: threads then have their own connection,
    and wait for each other as they do there."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.getbasetemp() / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture(scope="session", autouse=True)
def _photos(tmp_path_factory) -> None:
    """Photos of calls are kept where nobody else looks."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Wednesday 18 November 2026, 09:00 in Paris, until it is moved."""
    return Clock(monkeypatch)


@pytest.fixture
def team(db, clock) -> Team:
    """Eight people of three trades, led by Odile; twelve months of weekends."""
    return make_team(clock.now)


@pytest.fixture
def reader(team, clock) -> Person:
    """Hugo, who may look and nothing else."""
    return make_member(team, READER, at=clock.now, phone=phone_of("hugo")).person


@pytest.fixture
def lead_client(team) -> Client:
    """Odile's browser."""
    return signed_in(CAST[-1].email)


@pytest.fixture
def agent_client(team) -> Client:
    """Camille's browser."""
    return signed_in(CAST[0].email)


@pytest.fixture
def reader_client(reader) -> Client:
    """Hugo's browser."""
    return signed_in(reader.email)


@pytest.fixture
def caller(team) -> Caller:
    """The information desk: urgent user information only."""
    return make_caller(
        team, "Accueil et information", DESK_PHONE, cases=CallerCases.USER_INFO
    )


@pytest.fixture
def cabinet(team) -> Caller:
    """The mayor's office: both cases."""
    return make_caller(team, "Cabinet", CABINET_PHONE)


@pytest.fixture
def world(team, clock) -> Iterator[World]:
    """The team's world; at its end any text nobody expected fails the test, and so
    does any error the engines wrote down."""
    world = World(team, clock)
    errors = Errors()
    getLogger("astreinte").addHandler(errors)
    yield world
    getLogger("astreinte").removeHandler(errors)
    world.no_surprises()
    # the engines swallow what breaks, to go on with the rest
    known = world.expected_errors
    assert [e for e in errors.found if not any(words in e for words in known)] == []


@pytest.fixture
def phone(world) -> Callable[[str], Phone]:
    """`phone("camille")`: her phone."""
    return world.phone


@pytest.fixture
def incident(world, clock, cabinet) -> Incident:
    """Saturday, 02:10: an open call of the mayor's office; Camille has the text."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    clock.tick()
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE")
    return incident


@pytest.fixture
def house(world, incident, cabinet, reader) -> House:
    """One of everything that an address may name, and everybody at the door."""
    return make_house(world, incident, cabinet, reader)
