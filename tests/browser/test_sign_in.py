"""Signing in without a password: a code by e-mail, as somebody the lead added."""

import re

from django.core import mail
from seeing import look


def test_a_member_without_a_password_signs_in_by_a_code(page, site):
    page.goto(site)
    look(page, "sign-in")
    page.get_by_role("link", name=re.compile("code")).click()
    page.get_by_label(re.compile("mail", re.I)).fill("camille@ville.example")
    page.get_by_role("button", name=re.compile("code", re.I)).click()

    code = re.search(r"^\S{6,9}$", mail.outbox[0].body, re.MULTILINE)[0]
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name=re.compile("confirm|sign in", re.I)).click()

    assert page.url == f"{site}/"
