"""A call, from the caller's button until her next page: by then the text must
have been handed to the provider (here the test phones, which answer at once)."""

from desk import Desk
from measuring import Times, say

CALLS = 20


def test_call_costs_little_more_than_a_page(program, site):
    looking, calling = Times("the caller's page"), Times("calling, until the next page")

    with Desk(site + program.callers_pages[0]) as desk:
        desk.look()  # the first one loads templates
        for number in range(CALLS):
            form = looking.of(desk.look)
            calling.of(lambda f=form, n=number: desk.call(f, f"Essai {n}"))

            [(state,)] = program.rows(
                "SELECT state FROM escalation_page WHERE channel = 'sms' "
                "ORDER BY id DESC LIMIT 1"
            )
            assert state == "delivered"

    ratio = calling.middle / looking.middle
    say(looking, calling, f"calling / looking: {ratio:.2f}")
