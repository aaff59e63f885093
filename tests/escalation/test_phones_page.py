"""The test phones: each handset as its owner would see it, and the mailbox."""

import os
from datetime import datetime

import pytest
from browsing import Browser
from django.core.mail import EmailMessage, get_connection
from django.test import Client

from escalation.models import Handset, HandsetMessage
from escalation.testmail import latest_mails

PATHS = ["/phones/", "/phones/live/"]
PATHS += ["/phones/reply/", "/phones/mode/", "/phones/call/"]


@pytest.fixture
def crisis(world, clock):
    """Camille has just been called."""
    clock.set(datetime(2026, 11, 28, 2, 10))
    world.on_duty("camille", backup="malik")
    incident = world.trigger()
    world.phone("camille").expect("CRISE")
    return incident


def test_every_phone_is_there_with_its_owner(world):
    page = world.phones_page()

    page.sees("Camille Roux 06 39 98 01 01", "Odile Perrin", "No text.")


def test_text_is_on_its_phone_and_its_link_leads_to_the_call(world, crisis):
    page = world.phones_page()

    page.sees("Astreinte · 02:10 CRISE")
    page.follow("/p/").sees("I take it")


def test_phone_with_news_comes_first(world, crisis):
    page = world.phones_page()

    assert page.text.index("Camille Roux") < page.text.index("Yann Guérin")
    assert page.text.index("Camille Roux") < page.text.index("Inès Nadir")


def test_reply_is_an_answer(world, crisis, clock):
    world.phones_page().reply(world.phone("camille").number, "oui")
    clock.tick()

    world.phones_page().sees("You · 02:10 oui")
    crisis.refresh_from_db()
    assert crisis.owner == world.person("camille")
    world.phone("camille").expect("prenez en charge")


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("unreachable", "Switched off"),
        ("wrong", "Number not in service"),
        ("blocked", "Texts blocked (STOP)"),
    ],
)
def test_mode_is_shown_on_the_screen(world, mode, said):
    world.phones_page().switch(world.phone("camille").number, mode)

    world.phones_page().sees(said)


def test_text_that_was_not_received_says_so(world, clock):
    world.phones_page().switch(world.phone("camille").number, "unreachable")
    clock.set(datetime(2026, 11, 28, 2, 10))
    world.on_duty("camille")
    world.trigger()

    world.phones_page().sees("not received")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/phones/reply/", {"phone": "+33612345678", "body": "oui"}),
        ("/phones/reply/", {"phone": "+33639980101", "body": ""}),
        ("/phones/reply/", {}),
        ("/phones/mode/", {"phone": "+33612345678", "mode": "wrong"}),
        ("/phones/mode/", {"phone": "+33639980101", "mode": "broken"}),
        ("/phones/call/", {"call": "7", "do": "answer"}),
        ("/phones/call/", {"call": "9" * 30, "do": "1"}),
        ("/phones/call/", {"call": "x", "do": "answer"}),
        ("/phones/call/", {"call": "7", "do": "shout"}),
        ("/phones/call/", {}),
    ],
)
def test_what_no_phone_here_can_do_is_ignored(team, path, data):
    assert Client().post(path, data).status_code == 302
    assert not HandsetMessage.objects.exists()
    assert not Handset.objects.exists()


def test_poll_brings_every_screen_once(team, world, crisis):
    client = Client()
    first = client.get("/phones/live/")
    again = {"If-None-Match": first["ETag"]}

    assert first.text.count("hx-swap-oob") == 8
    assert "CRISE" in first.text
    assert client.get("/phones/live/", headers=again).status_code == 304
    world.phones_page().switch(world.phone("malik").number, "wrong")
    assert client.get("/phones/live/", headers=again).status_code == 200


def test_number_of_texts_costs_no_queries(
    world, crisis, clock, django_assert_num_queries
):
    client = Client()
    with django_assert_num_queries(5):
        client.get("/phones/live/")
    for _ in range(5):
        world.phones_page().reply(world.phone("yann").number, "?")

    with django_assert_num_queries(5):
        client.get("/phones/live/")


@pytest.mark.parametrize("path", PATHS)
def test_real_provider_has_no_test_phones(team, settings, path):
    settings.SMS_PROVIDER = "twilio"

    assert Client().get(path).status_code in (404, 405)
    assert Client().post(path).status_code in (404, 405)


# --- calls ------------------------------------------------------------------------
@pytest.fixture
def ringing(world, crisis, clock):
    """Her telephone rings too."""
    clock.tick()
    return world.phone("camille").rings()


def test_phone_that_rings_comes_first_with_its_buttons(world, ringing):
    page = world.phones_page()

    page.sees("Astreinte is calling… Answer Do not answer")
    assert page.text.index("Camille Roux") < page.text.index("Inès Nadir")


def test_who_answers_reads_what_is_said_and_presses_a_key(world, ringing, crisis):
    ringing.hears("Appel d'astreinte", "Fumées visibles", "Appuyez sur 1")
    world.phones_page().sees("Astreinte on the line", "1 2 Hang up")

    ringing.presses("1").hears("C'est noté")

    crisis.refresh_from_db()
    assert crisis.owner == world.person("camille")
    world.phones_page().sees("Astreinte · 02:10 · call, key 1 pressed", "“C'est noté")
    world.phones_page().follow("/p/").sees("You took it")


def test_two_passes_it_on(world, ringing, clock):
    ringing.hears("Crise").presses("2").hears("quelqu'un d'autre")
    clock.tick()

    world.phone("malik").rings()
    world.phone("malik").expect("CRISE")


def test_another_key_is_asked_for_again_once(world, ringing, crisis):
    ringing.hears("Crise").presses("7").hears("pas compris", "Appuyez sur 1")
    ringing.presses("7").hears("Vous n'avez pas pris l'appel")

    assert crisis.pages.get(channel="voice").error_code == "no-key"


def test_key_pressed_twice_is_pressed_once(world, ringing, crisis):
    ringing.hears("Crise")
    for _ in range(2):
        Client().post("/phones/call/", {"call": ringing.call().pk, "do": "1"})

    assert crisis.log.filter(kind="taken").count() == 1
    ringing.hears("C'est noté")


def test_call_nobody_takes_is_missed_and_the_page_says_so(world, ringing, clock):
    clock.set(clock.now.replace(second=24))
    world.phones_page().sees("is calling…")
    clock.set(clock.now.replace(second=25))

    world.phones_page().sees("Astreinte · 02:10 · missed call")


def test_call_that_is_declined_ends_at_once(world, ringing, crisis):
    ringing.hangs_up()

    world.phones_page().sees("Astreinte · 02:10 · call declined")
    assert crisis.pages.get(channel="voice").error_code == "busy"


def test_call_that_is_hung_up_is_no_answer(world, ringing, crisis):
    ringing.hears("Crise").hangs_up()

    world.phones_page().sees("Astreinte · 02:10 · call, no key pressed")
    assert crisis.pages.get(channel="voice").error_code == "no-key"


def test_phone_that_is_off_has_the_call_on_its_voicemail(world, clock):
    world.phones_page().switch(world.phone("camille").number, "unreachable")
    clock.set(datetime(2026, 11, 28, 2, 10))
    world.on_duty("camille")
    world.trigger()
    clock.tick()

    world.phones_page().sees("Astreinte · 02:10 · call, to the voicemail")
    world.phone("odile").expect("CRISE")


def test_call_about_a_page_that_is_gone_ends(world, ringing, crisis):
    crisis.pages.filter(channel="voice").delete()

    ringing.hears("")

    world.phones_page().sees("Astreinte · 02:10 · call, no key pressed")


@pytest.mark.parametrize(("seconds", "do"), [(0, "1"), (25, "answer"), (25, "hang_up")])
def test_what_cannot_be_done_with_a_call_now_is_ignored(
    world, ringing, crisis, clock, seconds, do
):
    page = world.phones_page()
    clock.set(clock.now.replace(second=seconds))

    page.handle(ringing.call().pk, do)

    crisis.refresh_from_db()
    assert page.status == 200
    assert crisis.state == "triggered"
    assert ringing.call().heard == ""


def test_poll_tells_of_a_call_and_of_its_end(team, world, crisis, clock):
    client = Client()
    quiet = client.get("/phones/live/")["ETag"]
    clock.tick()
    world.phone("camille").rings()
    rings = client.get("/phones/live/", headers={"If-None-Match": quiet})

    assert "appelle…" in rings.text
    assert "csrfmiddlewaretoken" in rings.text
    clock.set(clock.now.replace(second=25))
    again = {"If-None-Match": rings["ETag"]}
    assert "appel manqué" in client.get("/phones/live/", headers=again).text


def test_call_speaks_french_to_whoever_reads_french(world, ringing):
    page = Browser(language="fr").open("/phones/")

    page.sees("appelle… Décrocher Ne pas décrocher")
    ringing.hangs_up()
    page.reload().sees("appel refusé")


# --- the mailbox ------------------------------------------------------------------
@pytest.fixture
def mailbox(tmp_path, settings):
    """E-mails as files, as in the demo."""
    settings.EMAIL_FILE_PATH = tmp_path
    backend = "django.core.mail.backends.filebased.EmailBackend"

    def send(subject: str, body: str) -> None:
        connection = get_connection(backend)
        message = EmailMessage(
            subject, body, "a@b.example", ["c@d.example"], connection=connection
        )
        connection.send_messages([message])

    return send


def test_sign_in_code_can_be_read(team, mailbox):
    mailbox("Votre code de connexion", "Code : ABC123\n\nÀ bientôt, l’équipe")

    Browser().open("/phones/").sees(
        "Votre code de connexion c@d.example", "Code : ABC123", "l’équipe"
    )


def test_newest_mail_comes_first_and_old_ones_are_left_out(tmp_path):
    for number in range(10):
        file = tmp_path / f"{number}.log"
        file.write_text(f"Subject: Message {number}\nTo: a@b.example\n\nx\n")
        os.utime(file, (number, number))

    shown = latest_mails(tmp_path, 8)

    assert [mail.subject for mail in shown][:2] == ["Message 9", "Message 8"]
    assert len(shown) == 8


def test_two_mails_of_one_file_are_both_read(tmp_path):
    one = b"Subject: Un\nTo: a@b.example\n\nA\n" + b"-" * 79 + b"\n"
    (tmp_path / "a.log").write_bytes(one + one.replace(b"Un", b"Deux"))

    assert [mail.subject for mail in latest_mails(tmp_path, 8)] == ["Deux", "Un"]


def test_empty_mailbox_says_so(team, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "none"

    Browser().open("/phones/").sees("No e-mail yet.")


def test_real_mail_server_has_no_mailbox(team, settings):
    settings.EMAIL_FILE_PATH = None

    assert latest_mails(None, 8) == []
    assert Browser().open("/phones/").status == 200
