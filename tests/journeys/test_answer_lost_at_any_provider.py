"""A provider takes the text, and its answer is lost."""

from datetime import datetime

import pytest
from gateway_double import GatewayDouble
from ovhcloud_double import OvhcloudDouble
from wire import answer_lost, answers, use

NIGHT = datetime(2026, 11, 21, 2, 10)


@pytest.fixture
def ovh(world, clock, settings):
    """OVHcloud, on the test's clock, that Saturday night."""
    world.on_duty("camille", backup="malik")
    clock.set(NIGHT)
    with OvhcloudDouble(now=lambda: clock.now) as double:
        use(settings, double.settings())
        yield double
        assert double.violations == []


@pytest.fixture
def gateway(world, clock, settings):
    """A provider that can be asked nothing, that night."""
    world.on_duty("camille", backup="malik")
    clock.set(NIGHT)
    with GatewayDouble() as double:
        use(settings, double.settings())
        yield double
        assert double.violations == []


def test_ovhcloud_is_asked_and_the_text_leaves_once(world, clock, ovh):
    ovh.next(answer_lost())

    page = world.trigger().pages.get()
    clock.forward(1)

    page.refresh_from_db()
    assert page.state == "sent"
    assert [sent.to for sent in ovh.sent] == [world.person("camille").phone]
    assert page.provider_id == str(ovh.sent[0].id)


def test_ovhcloud_that_cannot_be_asked_gets_it_once_more(world, clock, ovh):
    ovh.next(*[answer_lost()] * 9)
    ovh.next(*[answers("Oops", 500)] * 9, on="jobs")

    world.trigger()
    clock.forward(4)

    camille = world.person("camille").phone
    assert [sent.to for sent in ovh.sent].count(camille) == 2


def test_provider_without_a_list_gets_it_once_more(world, clock, gateway):
    gateway.next(answer_lost())

    world.trigger()
    clock.forward(4)

    sent = [(text.to, text.body) for text in gateway.sent]
    assert sent == [sent[0]] * 2


def test_it_never_gets_it_a_third_time(world, clock, gateway):
    gateway.next(*[answer_lost()] * 40)

    world.trigger()
    clock.forward(4)

    camille = world.person("camille").phone
    assert [text.to for text in gateway.sent].count(camille) == 2
