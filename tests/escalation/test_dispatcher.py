"""The loop that meets deadlines: nothing ends it, nothing makes it spin, and no
trouble takes its threads away."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from select import select
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError, connection
from running import PATIENCE, eventually
from twilio_double import TwilioDouble
from twilio_wire import hang

from escalation import actions
from escalation.dispatcher import (
    CALLER_COURIERS,
    COURIERS,
    LONGEST_SLEEP,
    STEPS,
    Dispatcher,
)
from escalation.models import Channel, Incident, Page, PageState, Purpose
from escalation.sweep import advance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def night(world, clock) -> None:
    """Saturday, 02:10."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


@pytest.fixture
def twilio(clock, settings) -> Iterator[TwilioDouble]:
    """The real client against a strict stand-in, on the test's clock."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert not double.violations, double.violations


@pytest.fixture
def silent_server() -> Iterator[socket.socket]:
    """Takes connections and says nothing, until it is closed."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield server


@contextmanager
def at_work() -> Iterator[Dispatcher]:
    """A dispatcher whose turns the test takes; at the end all that left has arrived."""
    dispatcher = Dispatcher(threading.Event())
    try:
        yield dispatcher
    finally:
        dispatcher.close()


@contextmanager
def no_pages() -> Iterator[None]:
    """The database answers, but not for pages."""
    table = Page._meta.db_table
    with connection.schema_editor() as editor:
        editor.alter_db_table(Page, table, "elsewhere")
    yield
    with connection.schema_editor() as editor:
        editor.alter_db_table(Page, "elsewhere", table)


def raise_calls(world, number: int = 1) -> None:
    """Commits calls with their first pages, and sends nothing."""
    for title in range(number):
        actions.trigger(
            team=world.team,
            case="crisis",
            title=f"Appel {title}",
            request_key=uuid4(),
            by=None,
            at=world.clock.now,
        )


def test_trouble_with_claims_takes_no_thread_away(world, clock, night):
    with at_work() as dispatcher:
        with no_pages():
            for _ in range(2 * COURIERS):
                with suppress(DatabaseError):
                    dispatcher.turn(clock.now)

        raise_calls(world)
        dispatcher.turn(clock.now)

    world.phone("camille").expect("CRISE")


def test_nothing_ends_the_loop(world, clock, night, monkeypatch):
    world.expected_errors.append("A turn failed")
    start, refused = threading.Thread.start, []

    def start_or_not(thread: threading.Thread) -> None:
        if thread.name == "duties" and not refused:
            refused.append(thread)
            raise RuntimeError("can't start new thread")
        start(thread)

    def loop() -> None:
        dispatcher.run()
        connection.close()

    monkeypatch.setattr(threading.Thread, "start", start_or_not)
    dispatcher = Dispatcher(threading.Event())
    runs = threading.Thread(target=loop)
    runs.start()
    eventually(lambda: refused, "a thread that the system refuses")

    raise_calls(world)

    sent = Page.objects.filter(state=PageState.DELIVERED)
    eventually(sent.exists, "a text all the same")
    dispatcher.stop.set()
    runs.join()
    world.phone("camille").expect("CRISE")


def test_loop_rests_while_all_couriers_are_away(world, clock, night, twilio):
    twilio.next(*[hang()] * COURIERS)
    raise_calls(world, COURIERS + 2)

    with at_work() as dispatcher:
        waits = [dispatcher.turn(clock.now) for _ in range(3)]
        twilio.closed.set()

    assert min(waits) == LONGEST_SLEEP


def test_loop_rests_while_an_incident_is_broken(world, clock, night):
    world.expected_errors.append("could not advance")
    raise_calls(world)
    Incident.objects.update(ladder={}, due_at=clock.now)

    with at_work() as dispatcher:
        wait = dispatcher.turn(clock.now)

    world.phone("camille").expect("CRISE")
    assert wait == LONGEST_SLEEP


def test_broken_incident_does_not_hold_those_beside_it(world, clock, night):
    world.expected_errors.append("could not advance")
    raise_calls(world, 3)
    Page.objects.update(state=PageState.CANCELLED)
    Incident.objects.update(due_at=clock.now)
    Incident.objects.filter(title="Appel 1").update(ladder={})

    moved = advance(clock.now)

    assert moved == 2
    assert Incident.objects.get(due_at=clock.now).title == "Appel 1"
    texts = Page.objects.filter(channel="sms", state=PageState.PLANNED)
    assert texts.count() == 2


def test_database_that_goes_away_is_not_told_for_each_incident(
    world, clock, night, caplog
):
    raise_calls(world, 3)
    Page.objects.update(state=PageState.CANCELLED)
    Incident.objects.update(due_at=clock.now)
    asked = []

    def goes_away(execute, sql, params, many, context):
        asked.append(sql)
        if len(asked) > 1:  # what is due was read; then it is gone
            connection.close()
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with pytest.raises(OperationalError), connection.execute_wrapper(goes_away):
        advance(clock.now)

    assert not caplog.messages


def test_courier_who_is_back_wakes_the_loop_when_pages_wait(
    world, clock, night, twilio
):
    twilio.next(*[hang()] * COURIERS)
    raise_calls(world, COURIERS + 1)

    with at_work() as dispatcher:
        dispatcher.turn(clock.now)
        twilio.closed.set()

        assert select([dispatcher.bell.ears], [], [], PATIENCE)[0]


def test_first_texts_leave_while_other_deadlines_wait(world, clock, night):
    raise_calls(world, STEPS + 2)
    Page.objects.update(state=PageState.CANCELLED)
    Incident.objects.update(due_at=clock.now)

    with at_work() as dispatcher:
        wait = dispatcher.turn(clock.now)

    assert wait == 0
    texts = Page.objects.filter(channel=Channel.SMS, state=PageState.DELIVERED)
    assert texts.count() == STEPS
    assert Incident.objects.filter(due_at=clock.now).count() == 2
    clock.tick()
    for _ in range(STEPS + 2):
        world.phone("camille").expect("CRISE")


def test_text_does_not_wait_for_a_mail_server_that_hangs(
    world, clock, night, settings, silent_server
):
    world.expected_errors.append("could not be sent")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = silent_server.getsockname()
    raise_calls(world, 2 * COURIERS)
    Page.objects.update(channel="email", to="camille@ville.example")
    raise_calls(world)

    with at_work() as dispatcher:
        for _ in range(2):
            dispatcher.turn(clock.now)
        text = Page.objects.filter(channel="sms", state=PageState.DELIVERED)
        eventually(text.exists, "a text while the mail server is silent")

        assert dispatcher.mails.free == 0
        silent_server.close()

    world.phone("camille").expect("CRISE")


def test_page_does_not_wait_for_what_callers_are_told(world, clock, night, twilio):
    raise_calls(world, 2 * COURIERS)
    Page.objects.filter(channel=Channel.VOICE).delete()
    Page.objects.update(purpose=Purpose.CALLER, person=None)
    twilio.next(*[hang()] * CALLER_COURIERS)

    with at_work() as dispatcher:
        dispatcher.turn(clock.now)
        eventually(lambda: dispatcher.asides.free == 0, "couriers at the provider")
        raise_calls(world)
        dispatcher.turn(clock.now)
        page = Page.objects.filter(purpose=Purpose.PAGE, channel=Channel.SMS)
        taken = page.filter(state=PageState.ACCEPTED)
        eventually(lambda: dispatcher.write_down() or taken.exists(), "the page")

        assert dispatcher.asides.free == 0
        twilio.closed.set()
