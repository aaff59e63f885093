"""The same rota gives the same bytes: in every process, with any hash seed, zone or
language of the machine, on SQLite and on PostgreSQL."""

import hashlib
import os
import subprocess
import sys
from uuid import UUID

import pytest
from django.db import connection
from sources import ROOT

from rota.actions.rendering import refresh
from rota.models import FeedKind, Shift

SITE = "https://astreinte.example"
# run on either database: a difference between them would show here
DIGESTS = {FeedKind.TEAM: "ddae793f74b6b689", FeedKind.OWN: "73c3d6b5d21f93a0"}
RENDER = """
import hashlib
from datetime import datetime
from rota.actions.rendering import body_of
from rota.models import Feed
at = datetime.fromisoformat("{at}")
for feed in Feed.objects.order_by("pk"):
    print(feed.kind, hashlib.sha256(body_of(feed, at)).hexdigest()[:16])
"""


@pytest.fixture
def feeds(transactional_db, world, settings):
    """A calendar of everybody and one of Camille, with identities that are known."""
    settings.SITE_URL = SITE
    for period in world.team.periods.all()[:20]:
        world.on_duty("camille", backup="ines", at=period.starts_at)
    for number, shift in enumerate(Shift.objects.order_by("starts_at", "-seat")):
        Shift.objects.filter(pk=shift.pk).update(uid=UUID(int=number), revision=number)
    return [world.subscribe("camille", kind) for kind in DIGESTS]


def here(feeds, at) -> dict[str, str]:
    bodies = {feed.kind: refresh(feed_id=feed.pk, at=at).body for feed in feeds}
    return {
        kind: hashlib.sha256(bytes(body)).hexdigest()[:16]
        for kind, body in bodies.items()
    }


def elsewhere(at, **environment: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", RENDER.format(at=at)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database_url(),
            "SITE_URL": SITE,
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split() for line in done.stdout.splitlines())


def database_url() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return (
        f"postgresql://{known['USER']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    )


def test_bytes_are_those_of_any_other_machine(feeds, clock):
    assert here(feeds, clock.now) == DIGESTS


@pytest.mark.processes
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LANG": "C"},
        {"PYTHONHASHSEED": "2", "TIME_ZONE": "Asia/Tokyo", "LANGUAGE_CODE": "en"},
    ],
    ids=["hash seed 1", "hash seed 2"],
)
def test_bytes_are_those_of_another_process(feeds, clock, environment, tmp_path):
    environment |= {"DATA_DIR": str(tmp_path)}

    assert elsewhere(clock.now, **environment) == here(feeds, clock.now)
