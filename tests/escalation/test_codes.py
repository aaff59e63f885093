"""A code proves a number: sent there, typed here, kept nowhere."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from escalation.actions.codes import (
    GONE,
    Verdict,
    forget_codes,
    open_code,
    send_code,
    try_code,
)
from escalation.core.pacing import TooSoon
from escalation.models import Channel, Code, HandsetMessage, Page
from escalation.sending import hand_over_page
from escalation.sweep import sweep
from rota.actions.contacts import change_phone
from rota.models import Person

QUARTER = timedelta(minutes=15)
OTHER = "+33639980142"


@pytest.fixture
def camille(world) -> Person:
    """Camille, whose number nobody has proven."""
    people = Person.objects.filter(pk=world.person("camille").pk)
    people.update(phone_verified_at=None, phone_tested_at=None)
    return people.get()


@pytest.fixture
def send(world, clock, camille, phone):
    """`send()`: a code leaves at once; what her telephone shows of it."""

    def send_one(channel=Channel.SMS) -> str:
        page = send_code(by=camille, channel=channel, at=clock.now)
        hand_over_page(page.pk, clock.now)
        text = phone("camille").expect("votre code est")
        return re.search(r"\d{6}", text.body).group()

    return send_one


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def try_it(world, clock, typed: str) -> Verdict:
    return try_code(by=world.person("camille"), typed=typed, at=clock.now)


def is_kept(code: str) -> bool:
    """True when any row holds the code, but those of test phones: they are her
    telephone. Digits inside a longer run are another number."""
    rows = [
        row
        for model in apps.get_models()
        if model is not HandsetMessage
        for row in model._default_manager.values_list()
    ]
    return re.search(rf"(?<!\w){code}(?!\w)", repr(rows)) is not None


def test_the_right_code_proves_the_number(send, world, clock):
    assert try_it(world, clock, send()) == Verdict.PROVEN

    camille = world.person("camille")
    assert camille.phone_verified_at == camille.phone_tested_at == clock.now


@pytest.mark.parametrize("dressed", ["{} {}", " {}-{} ", "{}\u00a0{}"])
def test_spaces_do_not_matter(send, world, clock, dressed):
    code = send()

    assert try_it(world, clock, dressed.format(code[:3], code[3:])) == Verdict.PROVEN


def test_digits_of_any_script_do(send, world, clock):
    arabic = send().translate({48 + n: 0x0660 + n for n in range(10)})

    assert try_it(world, clock, arabic) == Verdict.PROVEN


def test_once_used_nothing_that_is_kept_holds_the_code(send, world, clock):
    code = send()
    page = Page.objects.get(purpose="code")
    assert code in page.text
    assert is_kept(code)

    try_it(world, clock, code)

    page.refresh_from_db()
    assert page.text == GONE
    assert page.state == "delivered"
    assert not Code.objects.exists()
    assert not is_kept(code)


def test_what_is_kept_of_a_code_cannot_be_counted_out(send, settings, world, clock):
    code = send()

    settings.SECRET_KEY = "somebody who has the rows does not have this"

    assert try_it(world, clock, code) == Verdict.WRONG


def test_a_wrong_code_proves_nothing_and_the_right_one_still_does(send, world, clock):
    code = send()

    assert try_it(world, clock, wrong(code)) == Verdict.WRONG
    assert try_it(world, clock, "") == Verdict.WRONG
    assert world.person("camille").phone_verified_at is None
    assert try_it(world, clock, code) == Verdict.PROVEN


def test_after_five_wrong_ones_the_right_one_counts_no_more(send, world, clock):
    code = send()

    found = [try_it(world, clock, wrong(code)) for _ in range(5)]

    assert found == [Verdict.WRONG] * 4 + [Verdict.SPENT]
    assert try_it(world, clock, code) == Verdict.SPENT
    assert world.person("camille").phone_verified_at is None


def test_a_code_lives_a_quarter_of_an_hour(send, world, clock):
    code = send()

    clock.now += QUARTER - timedelta(seconds=1)
    assert try_it(world, clock, wrong(code)) == Verdict.WRONG
    clock.now += timedelta(seconds=1)
    assert try_it(world, clock, code) == Verdict.EXPIRED


def test_the_text_of_an_expired_code_is_emptied(send, world, clock):
    code = send()
    clock.now += QUARTER - timedelta(seconds=1)
    assert forget_codes(at=clock.now) == 0

    clock.now += timedelta(seconds=1)

    assert forget_codes(at=clock.now) == 1
    assert not is_kept(code)
    assert forget_codes(at=clock.now) == 0
    assert try_it(world, clock, code) == Verdict.EXPIRED
    clock.now += timedelta(days=1)
    forget_codes(at=clock.now)
    assert not Code.objects.exists()


def test_one_a_minute(send, camille, clock):
    send()

    clock.now += timedelta(seconds=59)
    with pytest.raises(TooSoon) as soon:
        send()

    assert soon.value.free_at == clock.now + timedelta(seconds=1)
    clock.now += timedelta(seconds=1)
    send()


def test_five_an_hour_even_when_each_was_used(send, world, clock):
    started = clock.now
    for _ in range(5):
        assert try_it(world, clock, send()) == Verdict.PROVEN
        clock.now += timedelta(minutes=2)

    with pytest.raises(TooSoon):
        send()
    clock.now = started + timedelta(hours=1)
    send()


def test_the_last_code_counts(send, world, clock):
    first = send()
    clock.now += timedelta(minutes=1)
    second = send()

    if first != second:
        assert try_it(world, clock, first) == Verdict.WRONG
    assert try_it(world, clock, second) == Verdict.PROVEN
    assert try_it(world, clock, first) == Verdict.NONE


def test_the_code_of_an_old_number_says_nothing_of_the_new_one(send, world, clock):
    code = send()

    change_phone(by=world.person("camille"), phone=OTHER, at=clock.now)

    assert try_it(world, clock, code) == Verdict.NONE
    assert open_code(world.person("camille")) is None
    assert world.person("camille").phone_verified_at is None


def test_a_new_number_is_not_proven_by_the_old_ones_proof(send, world, clock):
    try_it(world, clock, send())
    camille = world.person("camille")

    change_phone(by=camille, phone=OTHER, at=clock.now)
    change_phone(by=camille, phone=camille.phone, at=clock.now)

    assert world.person("camille").phone_verified_at is None


def test_without_a_code_nothing_is_proven(world, camille, clock):
    assert try_it(world, clock, "123456") == Verdict.NONE


def test_somebody_elses_code_proves_nothing(send, world, clock):
    code = send()

    verdict = try_code(by=world.person("malik"), typed=code, at=clock.now)

    assert verdict == Verdict.NONE


def test_a_text_that_was_not_heard_of_yet_does_not_leave_empty(world, camille, clock):
    page = send_code(by=camille, channel=Channel.SMS, at=clock.now)
    code = re.search(r"\d{6}", page.text).group()

    assert try_it(world, clock, code) == Verdict.PROVEN
    sweep(clock.now)

    page.refresh_from_db()
    assert (page.state, page.text) == ("cancelled", GONE)


def test_one_that_could_not_leave_in_time_is_not_sent(world, camille, clock, phone):
    page = send_code(by=camille, channel=Channel.SMS, at=clock.now)
    clock.now += QUARTER

    assert forget_codes(at=clock.now) == 0
    sweep(clock.now)

    phone("camille").silence()
    page.refresh_from_db()
    assert page.state == "expired"
    assert forget_codes(at=clock.now) == 1


def test_a_code_is_told_in_a_call_and_kept_nowhere(world, camille, clock, phone):
    page = send_code(by=camille, channel=Channel.VOICE, at=clock.now)
    hand_over_page(page.pk, clock.now)

    heard = phone("camille").rings().hears("votre code de vérification").call().heard
    said = re.findall(r"\d(?:\. \d){5}", heard)
    assert len(set(said)) == 1
    assert len(said) == 2
    assert world.person("camille").phone_verified_at is None
    assert try_it(world, clock, said[0]) == Verdict.PROVEN
    page.refresh_from_db()
    assert page.text == GONE


def test_an_unknown_number_says_so_and_troubles_nobody(world, camille, clock, phone):
    phone("camille").becomes("wrong")
    page = send_code(by=camille, channel=Channel.SMS, at=clock.now)

    hand_over_page(page.pk, clock.now)

    page.refresh_from_db()
    assert page.state == "failed"
    assert world.person("camille").phone_problem == "wrong"
    assert not camille.notice_set.exists()


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_five(world, camille, clock):
    page = send_code(by=camille, channel=Channel.SMS, at=clock.now)
    code = re.search(r"\d{6}", page.text).group()

    def guess(_: int) -> Verdict:
        try:
            return try_code(by=camille, typed=wrong(code), at=clock.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(guess, range(12)))

    assert found.count(Verdict.WRONG) == 4
    assert found.count(Verdict.SPENT) == 8
    assert Code.objects.get().tries == 5


@pytest.mark.django_db(transaction=True)
def test_two_clicks_send_one(world, camille, clock):
    def click(_: int) -> bool:
        try:
            send_code(by=camille, channel=Channel.SMS, at=clock.now)
        except TooSoon:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(click, range(4)))

    assert sent.count(True) == 1
    assert Page.objects.filter(purpose="code").count() == 1
