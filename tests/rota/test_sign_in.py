"""Signing in and what protects an account, as django-allauth does it in our words."""

import base64
import hashlib
import hmac
import re
import smtplib
import struct
import time

import pytest
from allauth.account.models import EmailAddress
from browsing import Browser, signed_in
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from rota.models import Person

CAMILLE = "camille@ville.example"
PASSWORD = "four plain words here"
OPEN_TO_ALL = [
    "account_login",
    "account_request_login_code",
    "account_reset_password",
    "account_signup",
    "account_inactive",
]
OWN = [
    "account_change_password",
    "account_email",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
]


class MailIsDown(EmailBackend):
    """A mail server that refuses to talk."""

    def send_messages(self, messages) -> int:
        raise smtplib.SMTPServerDisconnected


@pytest.fixture(autouse=True)
def _fresh_limits(db, settings) -> None:
    cache.clear()
    # the real ones take their time on purpose
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def visitor(team) -> Browser:
    return Browser()


@pytest.fixture
def with_password(team) -> Person:
    person = Person.objects.get(email=CAMILLE)
    person.set_password(PASSWORD)
    person.save()
    return person


def code_sent_to(address: str) -> str:
    message = mail.outbox[-1]
    assert message.to == [address]
    return re.search(r"^\d{4}-\d{4}$", message.body, re.MULTILINE)[0]


def signed_in_as(browser: Browser) -> str:
    browser.open("/me/")
    return browser.text if "Your profile" in browser.text else ""


def test_a_member_without_a_password_gets_in_by_a_code(visitor) -> None:
    visitor.open("/me/").press("Send me a code", email=" Camille@Ville.example ")
    visitor.press("Continue", code=code_sent_to(CAMILLE))

    assert visitor.path == "/me/"
    visitor.sees(CAMILLE)


def test_the_code_may_be_typed_without_its_dash(visitor) -> None:
    visitor.open("/accounts/login/code/").press("Send me a code", email=CAMILLE)
    visitor.press("Continue", code=code_sent_to(CAMILLE).replace("-", " "))

    assert signed_in_as(visitor)


def test_the_code_comes_in_the_language_of_the_person(visitor) -> None:
    Person.objects.filter(email=CAMILLE).update(language="en")

    Browser(language="fr").open("/accounts/login/code/").press("", email=CAMILLE)

    assert "your code to sign in" in mail.outbox[0].subject


def test_a_wrong_code_leaves_two_more_tries(visitor) -> None:
    visitor.open("/accounts/login/code/").press("Send me a code", email=CAMILLE)

    visitor.press("Continue", code="0000-0000").sees("This is not the code we sent.")
    visitor.press("Continue", code="0000-0001")
    visitor.press("Continue", code="0000-0002").sees("Too many attempts.")

    assert not signed_in_as(visitor)


def test_another_code_replaces_the_first(visitor) -> None:
    visitor.open("/accounts/login/code/").press("Send me a code", email=CAMILLE)
    first = code_sent_to(CAMILLE)
    visitor.press("Send another code")
    second = code_sent_to(CAMILLE)

    assert len(mail.outbox) == 2
    if first != second:
        visitor.press("Continue", code=first).sees("This is not the code we sent.")
    visitor.press("Continue", code=second)
    assert signed_in_as(visitor)


def test_strangers_learn_nothing_and_get_no_mail(visitor) -> None:
    visitor.open("/accounts/login/code/").press("Send me a code", email="x@y.example")

    visitor.sees("If x@y.example is known here, a code of eight digits was sent")
    assert mail.outbox == []


def test_a_mistyped_address_can_be_typed_again(visitor) -> None:
    visitor.open("/accounts/login/code/").press("Send me a code", email="x@y.example")
    visitor.press("Use another address").press("Send me a code", email=CAMILLE)
    visitor.press("Continue", code=code_sent_to(CAMILLE))

    assert signed_in_as(visitor)


def test_asking_for_codes_without_end_is_slowed_down(visitor) -> None:
    for _ in range(5):
        Browser().open("/accounts/login/code/").press("Send me a code", email=CAMILLE)

    visitor.open("/accounts/login/code/").press("Send me a code", email=CAMILLE)

    visitor.sees("Too many attempts.")
    assert len(mail.outbox) == 5


def test_a_mail_server_that_is_away_is_said(visitor, settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.MailIsDown"
    page = visitor.open("/accounts/login/code/")
    form = page.forms[0]

    page.send(form, form.buttons[0], email=CAMILLE)

    assert page.status == 503
    page.sees("The mail server does not answer.")


def test_a_password_lets_in_without_proving_the_address(visitor, with_password) -> None:
    visitor.open("/me/").press("Sign in", login=CAMILLE, password=PASSWORD)

    assert visitor.path == "/me/"
    address = EmailAddress.objects.get()
    assert (address.email, address.verified) == (CAMILLE, True)


def test_a_wrong_password_points_at_the_code(visitor, with_password) -> None:
    visitor.open("/").press("Sign in", login=CAMILLE, password="wrong")

    visitor.sees("do not go together", "With a code sent by e-mail")
    assert visitor.forms[0].data()["email"] == [CAMILLE]


def test_closed_accounts_stay_out(visitor, with_password) -> None:
    Person.objects.update(is_active=False)

    visitor.open("/").press("Sign in", login=CAMILLE, password=PASSWORD)

    visitor.sees("This account is closed")


def test_an_address_left_behind_opens_no_account(visitor, with_password) -> None:
    EmailAddress.objects.create(
        user=with_password, email="old@ville.example", verified=True
    )

    visitor.open("/").press("Sign in", login="old@ville.example", password=PASSWORD)

    assert not signed_in_as(visitor)


def test_asking_for_a_code_leaves_no_address_behind(visitor) -> None:
    # a lead may correct an address until somebody signed in with it
    visitor.open("/accounts/login/code/").press("Send me a code", email=CAMILLE)
    Browser().open("/accounts/password/reset/").press("Send me a code", email=CAMILLE)

    assert not EmailAddress.objects.exists()


def test_nobody_signs_up(visitor) -> None:
    visitor.open("/accounts/signup/").sees("Accounts are made by team leads")
    answer = visitor.client.post(
        "/accounts/signup/", {"email": "x@y.example", "password1": PASSWORD}
    )

    assert answer.status_code in (200, 403)
    assert not Person.objects.filter(email="x@y.example").exists()


def test_a_forgotten_password_is_replaced_by_a_code(visitor, with_password) -> None:
    visitor.open("/accounts/password/reset/").press("Send me a code", email=CAMILLE)
    visitor.press("Continue", code=code_sent_to(CAMILLE))
    visitor.press("Save", password1="another plain sentence", password2="")
    visitor.press(
        "Save", password1="another plain sentence", password2="another plain sentence"
    )
    visitor.follow("Sign in").press(
        "Sign in", login=CAMILLE, password="another plain sentence"
    )

    assert signed_in_as(visitor)
    assert "The password was replaced." in mail.outbox[-1].body


def test_a_first_password_is_set_on_the_profile(agent_client) -> None:
    me = Browser(agent_client).open("/me/").follow("Set a password")
    me.press("Save", password1="short", password2="short").sees("too short")
    me.press("Save", password1=PASSWORD, password2=PASSWORD)

    assert Person.objects.get(email=CAMILLE).check_password(PASSWORD)
    assert me.path == "/me/"
    me.sees("Change the password")


def test_a_password_is_changed_by_who_knows_it(with_password) -> None:
    me = Browser(signed_in(CAMILLE)).open("/accounts/password/change/")
    new = {"password1": "another plain sentence", "password2": "another plain sentence"}

    me.press("Save", oldpassword="no", **new).sees("This is not your current password.")
    me.press("Save", oldpassword=PASSWORD, **new)

    assert Person.objects.get(email=CAMILLE).check_password(new["password1"])


def test_an_address_changes_once_the_new_one_is_proven(agent_client) -> None:
    me = Browser(agent_client).open("/me/").follow("Change the e-mail address")
    me.press("Send the code", email="c.roux@ville.example")
    assert Person.objects.filter(email=CAMILLE).exists()
    me.press("Continue", code=code_sent_to("c.roux@ville.example"))

    assert me.path == "/me/"
    me.sees("You now sign in with c.roux@ville.example.")
    assert not Person.objects.filter(email=CAMILLE).exists()


def test_an_address_of_somebody_else_is_refused(agent_client) -> None:
    me = Browser(agent_client).open("/accounts/email/")
    me.press("Send the code", email="yann@ville.example")

    me.sees("Another account has this address.")
    assert mail.outbox == []


def test_changing_the_address_asks_for_the_password_first(with_password) -> None:
    me = Browser(signed_in(CAMILLE)).open("/accounts/email/")
    me.press("Send the code", email="c.roux@ville.example")

    me.sees("Confirm that it is you")
    me.press("Continue", password="no").sees("This is not your password.")
    me.press("Continue", password=PASSWORD)

    me.press("Continue", code=code_sent_to("c.roux@ville.example"))
    assert Person.objects.filter(email="c.roux@ville.example").exists()


def totp(secret: str) -> str:
    """What an authenticator app shows for this secret (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.mark.django_db(transaction=True)  # allauth goes on after the commit
def test_two_step_sign_in_from_first_to_last(visitor) -> None:
    visitor.open("/accounts/login/code/").press("Send me a code", email=CAMILLE)
    visitor.press("Continue", code=code_sent_to(CAMILLE))
    visitor.open("/me/").follow("Two-step sign-in").follow("Switch on")
    secret = re.search(r'class="secret">(\w+)<', visitor.html)[1]
    visitor.press("Switch on", code="000000").sees("Incorrect code.")
    visitor.press("Switch on", code=totp(secret))

    visitor.sees("10 codes are left")
    assert "Two-step sign-in was switched on." in mail.outbox[-1].body
    spare = re.findall(r"<li><code>(\w+)</code>", visitor.html)
    again = Browser().open("/accounts/login/code/")
    again.press("Send me a code", email=CAMILLE)
    again.press("Continue", code=code_sent_to(CAMILLE))
    again.sees("Second step")
    assert not signed_in_as(Browser(again.client))
    again.open("/accounts/2fa/authenticate/").press("Sign in", code=spare[0])
    assert signed_in_as(again)
    again.open("/accounts/2fa/").follow("Switch off")
    again.press("Continue", code=spare[1]).press("Switch off").sees("switched off")


@pytest.mark.parametrize("name", OPEN_TO_ALL)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_before_signing_in_are_ours(visitor, name, language) -> None:
    page = Browser(language=language).open(reverse(name))

    assert page.status == 200
    assert 'class="masthead"' in page.html
    assert f'lang="{language}"' in page.html
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)", page.html)


@pytest.mark.parametrize("name", OWN)
def test_pages_of_an_account_are_ours(with_password, name) -> None:
    page = Browser(signed_in(CAMILLE)).open(reverse(name))

    assert page.status == 200
    assert 'class="masthead"' in page.html
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)", page.html)


@pytest.mark.parametrize("name", OWN)
def test_pages_of_an_account_are_closed_to_others(visitor, name) -> None:
    page = visitor.open(reverse(name))

    page.sees("Sign in")
    assert "Your profile" not in page.text


def test_signing_out_is_a_post(agent_client) -> None:
    me = Browser(agent_client).open("/accounts/logout/")
    assert signed_in_as(me)
    me.open("/accounts/logout/").press("Sign out")

    assert not signed_in_as(me)
