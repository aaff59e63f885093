"""What dispatchers look after beside the ladder: nothing of it holds up the rest."""

import socket
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from convening import name, quiet, seat_of, stands
from running import eventually

from escalation import actions
from escalation.actions.convening import open_cell
from escalation.actions.ladder import tell
from escalation.chores import keep_doing
from escalation.dispatcher import Dispatcher

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def silent_server(settings) -> Iterator[socket.socket]:
    """The mail server: takes connections and says nothing, until it is closed."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        yield server


@pytest.fixture
def stopped() -> Iterator[threading.Event]:
    stop = threading.Event()
    yield stop
    stop.set()


def test_substitute_does_not_wait_for_a_mail_server_that_hangs(
    world, clock, cabinet, silent_server
):
    world.expected_errors.append("could not be sent")
    clock.set(datetime(2026, 11, 28, 21, 10))
    world.on_duty("camille", backup="malik")
    name(world, press=("sofia", "lena"))
    crisis = world.trigger(caller=cabinet)
    camille = world.person("camille")
    said = {"incident_id": crisis.pk, "by": camille, "at": clock.now}
    actions.take(**said, via="link")
    open_cell(**said)
    clock.tick()
    world.phone("camille").expect("CRISE")
    quiet(world, "sofia")
    odile, about = world.person("odile"), {"code": crisis.code, "title": "Fumées"}
    tell(odile, world.team, "alarm_no_answer", clock.now, exercise=False, **about)
    clock.now = seat_of(crisis, "press").due_at

    dispatcher = Dispatcher(threading.Event())
    dispatcher.turn(clock.now)
    silent_server.setblocking(True)
    letter, _ = silent_server.accept()
    try:
        eventually(lambda: stands(crisis)["press"] == ("calling", "lena"), "Lena")
    finally:
        letter.close()
        silent_server.close()
        dispatcher.close()
    clock.tick()
    quiet(world, "lena")


def test_chore_that_breaks_holds_up_no_other(world, stopped):
    world.expected_errors.append("breaks is late")
    done = threading.Event()

    def breaks(at: datetime) -> None:
        raise ValueError

    def works(at: datetime) -> None:
        done.set()

    thread = threading.Thread(target=keep_doing, args=((breaks, works), stopped))
    thread.start()

    assert done.wait(5)
    stopped.set()
    thread.join()
