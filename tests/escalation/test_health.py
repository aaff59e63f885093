"""What the pages and /healthz say of the machinery: nothing false, nothing late."""

from datetime import datetime, timedelta

import pytest
from twilio_double import TwilioDouble
from twilio_wire import answers, refuse

from escalation.health import STALE, beat, is_alive, problems
from escalation.models import Page, PageState


@pytest.fixture
def night(world, clock) -> None:
    """Saturday, 02:10; both engines live."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    clock.tick()


@pytest.fixture
def twilio(clock, settings):
    """The real client against a strict stand-in, on the test's clock."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double


def codes(at: datetime) -> list[str]:
    return [problem.code for problem in problems(at)]


def test_all_is_well(clock, night):
    assert codes(clock.now) == []


def test_machine_whose_clock_is_ahead_proves_nothing(clock, db):
    beat("dispatcher", "hasty", clock.now + timedelta(hours=1))

    assert not is_alive("dispatcher", clock.now)
    beat("dispatcher", "here", clock.now)
    assert is_alive("dispatcher", clock.now)


def test_clocks_may_differ_a_little(clock, db):
    beat("dispatcher", "here", clock.now + STALE["dispatcher"] / 2)

    assert is_alive("dispatcher", clock.now)


def test_text_that_nobody_looks_after_is_late(world, clock, night):
    world.trigger()
    world.phone("camille").expect("CRISE")
    Page.objects.update(state=PageState.UNKNOWN, due_at=clock.now)

    assert "late" in codes(clock.now + timedelta(seconds=31))


@pytest.mark.parametrize(
    ("fault", "known"),
    [
        (refuse(20003, 401, "Authenticate"), True),
        (answers("Oops", 500), True),
        (refuse(21211, 400, "Invalid 'To'"), False),
    ],
    ids=["account", "no answer", "one number"],
)
def test_provider_that_takes_nothing_is_told(world, clock, night, twilio, fault, known):
    twilio.next(*[fault] * 60)
    world.trigger()

    clock.forward(minutes=2)

    assert ("provider" in codes(clock.now)) == known


def test_provider_that_is_away_is_told(world, clock, night, twilio, settings):
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:1"  # nobody listens there
    world.trigger()

    clock.forward(minutes=1)

    assert "provider" in codes(clock.now)
