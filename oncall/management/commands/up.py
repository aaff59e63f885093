"""`manage.py up`: the whole program as one command, for one machine.

Prepares the database and the pages, then runs the web server, the queue and the
dispatcher until Ctrl-C. On several machines, run the three as separate services.
"""

import errno
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation import health
from oncall import __version__, demo
from oncall.processes import Child, Supervisor
from oncall.watch import Watch
from rota.models import Team

LONGEST_START = 15.0  # seconds until the address is shown even if something is wrong
PREPARING = 20261122  # the number of our lock, any constant


class Command(BaseCommand):
    """Everything in one process tree."""

    help = "Runs the web server, the queue and the dispatcher until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only what a demo needs."""
        parser.add_argument(
            "--demo-if-empty",
            action="store_true",
            help="load the demo team when there is no team yet",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns after Ctrl-C or SIGTERM, when every child is gone.

        Raises CommandError when the port is taken or the database is away.
        """
        os.chdir(settings.BASE_DIR)  # from where the children find the program
        refuse_taken_port(settings.HOST, settings.PORT)
        self.say(_("Astreinte %(version)s: preparing…") % {"version": __version__})
        try:
            prepare()
        except OperationalError as error:
            raise CommandError(
                _("The database does not answer: look at DATABASE_URL. (%(error)s)")
                % {"error": str(error).strip()}
            ) from error
        wanted = options["demo_if_empty"] and settings.SMS_PROVIDER == "simulator"
        if wanted and not Team.objects.exists():
            self.say(_("Loading the demo team…"))
            demo.make(timezone.now())
        connection.close()
        self.say(_("Starting…"))
        watch = Watch()
        watch.start()
        Supervisor(children(), self.say, watch.is_hung).run(self.greet_when_ready)
        self.say(_("Everything has stopped."))

    greeted = False
    answered_at = 0.0

    def greet_when_ready(self) -> None:
        """Once, when pages can be opened and show no alarm: where to go."""
        if self.greeted or not is_answering(settings.HOST, settings.PORT):
            return
        self.answered_at = self.answered_at or time.monotonic()
        waited = time.monotonic() - self.answered_at
        try:
            if waited < LONGEST_START and health.problems(timezone.now()):
                return
            where = greeting()
        except DatabaseError:
            connection.close()
            return
        self.greeted = True
        connection.close()
        self.say("\n".join(["", where, "", _("Ctrl-C stops everything.")]))

    def say(self, line: str) -> None:
        """One line, at once, even into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()


def greeting() -> str:
    """The address and, for a demo, who to be there."""
    team = Team.objects.filter(slug=demo.SLUG).first()
    if team is None or settings.SMS_PROVIDER != "simulator":
        return settings.SITE_URL
    return demo.describe(team)


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError, with what to do, when nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # as the web server does: a port that was just given up is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = _(
                    "Port %(port)s is taken: Astreinte or another program is running "
                    "there. Stop it, or choose another port: PORT=%(other)s"
                )
                raise CommandError(
                    message % {"port": port, "other": min(port + 1, 65535)}
                ) from error
            raise CommandError(
                _("Cannot listen on %(host)s, port %(port)s: look at HOST and PORT.")
                % {"host": host, "port": port}
            ) from error


def prepare() -> None:
    """Brings database, cache table and static files to this version."""
    with one_at_a_time():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Of two machines that start together, one migrates and the other waits.

    On SQLite, migrations lock the file themselves.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def children() -> list[Child]:
    """The three roles. The dispatcher first: it meets the deadlines."""
    manage = [sys.executable, "manage.py"]
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:oncall.gunicorn_conf"]
    return [
        # longer than a provider may take to answer for a text
        Child("dispatcher", [*manage, "dispatch"], grace=20),
        Child("web", gunicorn, grace=25),
        # an unfinished task runs again at the next start
        Child("queue", [*manage, "qcluster"], grace=30),
    ]


def is_answering(host: str, port: int) -> bool:
    """True when something accepts connections there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False
