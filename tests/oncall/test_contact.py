"""“How to reach me”: one's own number, proven and tried out, and one's choice."""

import re
from datetime import timedelta

import pytest
from browsing import Browser, signed_in

from escalation.models import Page
from rota.models import Notice, Person, Reach

OTHER, SHOWN = "+33639980142", "06 39 98 01 42"


@pytest.fixture
def me(world, agent_client) -> Browser:
    return Browser(agent_client).open("/me/calls/")


@pytest.fixture
def unproven(world) -> None:
    change(phone_verified_at=None, phone_tested_at=None)


def camille() -> Person:
    return Person.objects.get(email="camille@ville.example")


def change(**fields: object) -> None:
    Person.objects.filter(pk=camille().pk).update(**fields)


def code_on(world) -> str:
    return re.search(r"\d{6}", world.phone("camille").expect("code").body).group()


def typed(page: Browser, name: str) -> list[str]:
    return next(form.data()[name] for form in page.forms if name in form.names())


# --- the number ---------------------------------------------------------------
def test_a_number_is_shown_as_it_was_understood(me) -> None:
    me.press("Save the number", phone="+33 (0)6.39.98.01.42")

    me.sees(SHOWN, "not verified yet", "This number is to be verified now.")
    assert camille().phone == OTHER


def test_a_new_number_is_tried_afresh_and_not_proven(me) -> None:
    change(phone_problem="blocked")
    me.reload().sees("STOP was answered")

    me.press("Save the number", phone=SHOWN)

    person = camille()
    assert (person.phone_problem, person.phone_verified_at) == ("", None)
    assert person.phone_tested_at is None


def test_the_same_number_again_keeps_its_proof(me) -> None:
    before = camille().phone_verified_at
    change(phone_problem="wrong")

    me.press("Save the number").sees("Saved.")

    assert (camille().phone_verified_at, camille().phone_problem) == (before, "wrong")
    me.sees("Texts to this number do not arrive")


def test_a_number_texts_cannot_reach_is_refused_and_stays_typed(me) -> None:
    me.press("Save the number", phone="01 44 55 66 77").sees("This is a landline")

    assert typed(me, "phone") == ["01 44 55 66 77"]
    assert camille().phone != "+33144556677"


def test_a_number_may_be_withdrawn(me) -> None:
    me.press("Save the number", phone="")

    assert camille().phone == ""
    assert "Send me a test now" not in me.text
    assert "not verified yet" not in me.text


def test_numbers_for_fiction_are_refused_where_texts_leave(me, settings) -> None:
    settings.SMS_PROVIDER = "twilio"

    me.press("Save the number", phone=SHOWN).sees("reserved for fiction")


def test_a_number_is_read_as_in_the_teams_country(me, team) -> None:
    team.holiday_region = "BE"
    team.save()

    me.reload().press("Save the number", phone="0470 12 34 56")

    assert camille().phone == "+32470123456"


# --- the code -----------------------------------------------------------------
def test_a_code_is_sent_at_once_and_proves_the_number(me, unproven, world) -> None:
    me.reload().press("Text me a code")
    me.sees("Verify my number", "The text has arrived.")

    me.press("Verify", code=code_on(world))

    me.sees("Thank you: this number is verified.", "verified on 18 November 2026")
    assert me.path == "/me/calls/"


def test_the_code_is_asked_as_telephones_fill_it_in(me, unproven, world) -> None:
    me.reload().press("Text me a code")
    code_on(world)

    field = re.search(r'<input[^>]*name="code"[^>]*>', me.html).group()
    assert 'inputmode="numeric"' in field
    assert 'autocomplete="one-time-code"' in field


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("", "Type the six digits of the code."),
        ("12", "This is not the code that was sent."),
        ("hello", "This is not the code that was sent."),
    ],
)
def test_what_is_no_code_is_said_and_stays_typed(
    me, unproven, world, answer, sentence
) -> None:
    me.reload().press("Text me a code")
    code_on(world)

    me.press("Verify", code=answer).sees(sentence)

    assert typed(me, "code") == [answer]
    assert camille().phone_verified_at is None


def test_a_code_that_is_spent_or_old_is_said(me, unproven, world, clock) -> None:
    me.reload().press("Text me a code")
    code = code_on(world)
    for _ in range(5):
        me.press("Verify", code="x")
    me.sees("That was wrong five times")
    me.press("Verify", code=code).sees("That was wrong five times")

    clock.now += timedelta(minutes=15)

    me.press("Verify", code=code).sees("more than 15 minutes old")
    me.open("/me/calls/code/").sees("No code is waiting.")


def test_asking_twice_in_a_minute_says_when(me, unproven, world, clock) -> None:
    me.reload().press("Text me a code")
    code = code_on(world)
    clock.now += timedelta(seconds=20)

    me.press("Text me a code").sees("Another one may leave in 40 s.")

    me.press("Verify", code=code).sees("this number is verified")


def test_a_sixth_code_in_an_hour_says_when(me, unproven, world, clock) -> None:
    me.reload()
    for _ in range(5):
        me.press("Text me a code")
        code_on(world)
        clock.now += timedelta(minutes=2)

    me.press("Text me a code").sees(
        "5 were sent within an hour: another one may leave in 50 min"
    )


def test_a_number_that_is_not_in_service_says_so_on_the_page(
    me, unproven, world
) -> None:
    world.phone("camille").becomes("wrong")

    me.reload().press("Text me a code")

    me.sees("this number is not in service")
    assert not Notice.objects.exists()


def test_after_stop_no_code_is_offered(me, unproven, world) -> None:
    change(phone_problem="blocked")

    assert "Text me a code" not in me.reload().text
    answer = me.client.post("/me/calls/code/send/", {"channel": "sms"}, follow=True)
    assert "A code cannot be sent this way now." in answer.content.decode()
    assert not Page.objects.exists()


@pytest.mark.parametrize("channel", ["email", "pigeon", ""])
def test_another_way_is_none(me, unproven, world, channel) -> None:
    me.client.post("/me/calls/code/send/", {"channel": channel})

    assert not Page.objects.exists()


def test_a_code_may_be_told_by_telephone(me, unproven, world, clock) -> None:
    me.reload().press("Ring me with the code")
    me.sees("You are being rung", "The telephone is being rung.")

    heard = world.phone("camille").hears("code de vérification").call().heard
    me.open("/me/calls/code/").sees("The call was picked up.")
    me.press("Verify", code=re.search(r"\d(?:\. \d){5}", heard).group())

    me.sees("Thank you: this number is verified.")


def test_after_stop_the_code_may_still_be_told_by_telephone(
    me, unproven, world
) -> None:
    change(phone_problem="blocked")

    me.reload().press("Ring me with the code").sees("You are being rung")

    world.phone("camille").rings()


def test_nobody_who_picks_up_is_said(me, unproven, world) -> None:
    me.reload().press("Ring me with the code")
    world.phone("camille").hangs_up()

    me.reload().sees("nobody picked up")


def test_without_a_number_the_page_asks_for_one(me, world) -> None:
    change(phone="", phone_verified_at=None)

    me.reload().sees("no mobile number", "Write your number")
    me.open("/me/calls/code/").sees("no mobile number")
    assert me.status == 200


def test_who_is_verified_is_told_so_where_codes_are_typed(me) -> None:
    me.open("/me/calls/code/").sees("verified on")

    assert "Text me a code" not in me.text


# --- the choice ---------------------------------------------------------------
def test_the_choice_is_kept(me) -> None:
    me.press("Save the choice", reach="sms", mails_too="on").sees("Saved.")

    assert (camille().reach, camille().mails_too) == (Reach.SMS, True)
    me.press("Save the choice", reach="any")
    assert typed(me, "reach") == ["any"]


def test_calls_only_is_refused_where_nothing_rings(me, settings) -> None:
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "NantesMetro"

    me.press("Save the choice", reach="call", mails_too="on")

    me.sees("Nothing can ring your telephone here")
    assert typed(me, "mails_too") == ["on"]
    assert typed(me, "reach") == ["call"]
    assert camille().reach == Reach.ANY


def test_a_choice_that_is_none_is_refused(me) -> None:
    answer = me.client.post("/me/calls/choice/", {"reach": "pigeon"})

    assert answer.status_code == 200
    assert camille().reach == Reach.ANY


# --- the test -----------------------------------------------------------------
def test_a_test_arrives_and_is_said_to(me, world) -> None:
    me.press("Send me a test now")

    me.sees("The text has arrived.")
    world.phone("camille").expect("ESSAI").tap_link().press("It arrived")
    me.reload().sees("You confirmed it.")


def test_a_test_is_in_her_language(me, world) -> None:
    change(language="en")

    me.reload().press("Send me a test now")

    world.phone("camille").expect("On-call TEST")


def test_a_test_to_a_phone_that_is_off_says_what_to_do(me, world) -> None:
    world.phone("camille").becomes("unreachable")

    me.press("Send me a test now").sees("See that the telephone is on")


def test_two_tests_in_a_minute_are_one(me, world) -> None:
    me.press("Send me a test now")
    world.phone("camille").expect("ESSAI")

    me.press("Send me a test now").sees("One was sent less than a minute ago")


def test_an_old_test_is_no_news(me, world, clock) -> None:
    me.press("Send me a test now")
    world.phone("camille").expect("ESSAI")
    clock.now += timedelta(minutes=16)

    me.reload().sees("Your number was last reached on Wed 18 Nov, 09:00.")
    assert "The text has arrived." not in me.text


def test_a_test_may_ring_as_well(me, world) -> None:
    me.press("Send me a test now", channel="voice")

    world.phone("camille").expect("ESSAI")
    world.phone("camille").rings().hears("Ceci est un essai de l'astreinte")
    me.reload().sees("The text has arrived.", "The call was picked up.")


def test_after_stop_a_test_only_rings(me, world) -> None:
    change(phone_problem="blocked")

    me.reload().press("Send me a test now")

    world.phone("camille").rings()
    assert Page.objects.get().channel == "voice"


def test_where_nothing_can_reach_her_no_test_is_sent(me, world, settings) -> None:
    change(phone_problem="blocked")
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "NantesMetro"

    assert "Send me a test now" not in me.reload().text
    answer = me.client.post("/me/calls/test/", follow=True)

    assert "Nothing can be sent to you now" in answer.content.decode()
    assert not Page.objects.exists()


# --- our number ---------------------------------------------------------------
def test_our_number_can_be_saved_when_it_is_one(me, settings) -> None:
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "+33939000001"

    me.reload().sees("Be woken at night", "Emergency Bypass", "09 39 00 00 01")
    card = me.client.get("/me/calls/contact.vcf")

    assert card["Content-Type"] == "text/vcard"
    assert "TEL;TYPE=CELL,VOICE:+33939000001" in card.content.decode()


def test_a_name_is_no_number_to_save(me, settings) -> None:
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "NantesMetro"

    assert "Be woken at night" not in me.reload().text
    assert me.client.get("/me/calls/contact.vcf").status_code == 404


# --- elsewhere ----------------------------------------------------------------
def test_the_first_page_says_how_she_stands(me, world, unproven) -> None:
    world.on_duty("camille")

    me.open("/").sees("My next weekend", "The number is not verified")
    me.follow("Put it right")
    assert me.path == "/me/calls/"
    change(phone_verified_at=world.clock.now, phone_tested_at=world.clock.now)
    assert "ready" in me.open("/").text


def test_the_first_page_says_to_the_lead_who_is_not_ready(world, unproven) -> None:
    page = Browser(signed_in("odile@ville.example")).open("/")
    assert "Perhaps not reachable" not in page.text
    world.on_duty("camille", at=world.clock.now + timedelta(days=14))
    assert "Camille" in page.reload().text

    world.on_duty("malik")
    world.on_duty("lena", at=world.clock.now + timedelta(days=7))
    assert "Perhaps not reachable" not in page.reload().text
    world.on_duty("camille")

    page.reload().sees("Perhaps not reachable", "The number is not verified")
    page.follow("Who can be reached")
    assert page.path == "/t/edition/readiness/"


def test_others_see_nothing_of_it(world, unproven, reader) -> None:
    world.on_duty("camille", "malik")

    for who in ("malik@ville.example", reader.email):
        page = Browser(signed_in(who)).open("/")
        assert "not verified" not in page.text
        assert "Perhaps not reachable" not in page.text
