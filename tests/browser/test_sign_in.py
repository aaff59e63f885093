"""Signing in without a password: a code by e-mail, as somebody the lead added."""

import re

from django.core import mail
from seeing import look


def test_a_member_without_a_password_signs_in_by_a_code(page, site):
    page.goto(site)
    look(page, "sign-in")
    by_code = page.get_by_role("form", name="With a code sent by e-mail")
    by_code.get_by_label("Work e-mail").fill("camille@ville.example")
    by_code.get_by_role("button", name="Send me a code").click()

    page.get_by_label("Code").wait_for()
    look(page, "sign-in-code")
    page.get_by_label("Code").fill(code_of(mail.outbox[0]))
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url(f"{site}/")
    page.get_by_role("button", name="Sign out").wait_for()


def code_of(message) -> str:
    """The code in an e-mail, as its reader would copy it."""
    found = re.search(r"^\s*([0-9A-Z]{4}[ -]?[0-9A-Z]{2,4})\s*$", message.body, re.M)
    assert found, message.body
    return found[1]
