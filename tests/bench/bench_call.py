"""A call, from the caller's button until her next page: by then the text must
have been handed to the provider (here the test phones, which answer at once)."""

import re

import requests
from measuring import Times, say

CALLS = 20


def test_call_costs_little_more_than_a_page(program, site):
    path = program.callers_pages[0]
    looking, calling = Times("the caller's page"), Times("calling, until the next page")

    with requests.Session() as desk:
        desk.get(site + path)  # the first one loads templates
        for number in range(CALLS):
            page = looking.of(lambda: desk.get(site + path))
            hidden = {
                name: re.search(rf'name="{name}" value="([^"]+)"', page.text).group(1)
                for name in ("csrfmiddlewaretoken", "request_key")
            }
            typed = {"case": "crisis", "title": f"Essai {number}", "call": "1"}
            answer = calling.of(
                lambda sent=hidden | typed: desk.post(
                    site + path, data=sent, allow_redirects=False
                )
            )
            assert answer.status_code == 302, answer.text

            [(state,)] = program.rows(
                "SELECT state FROM escalation_page ORDER BY id DESC LIMIT 1"
            )
            assert state == "delivered"

    ratio = calling.middle / looking.middle
    say(looking, calling, f"calling / looking: {ratio:.2f}")
