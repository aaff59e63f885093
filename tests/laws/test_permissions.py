"""Who may open what: every address of the product × everybody who may come.

Addresses are opened by GET. Where only POST is served, 405 says that the door
was passed; nothing is written, so one table covers writes as well.
"""

import pytest
from django.test import Client
from django.urls import reverse
from door_table import ACCOUNTS, TABLE, WHO, read_table
from doors import ours, theirs


@pytest.mark.parametrize("name", read_table(TABLE))
def test_who_may_open(name, house):
    expected = dict(zip(WHO, read_table(TABLE)[name], strict=True))

    found = {
        who: house.clients[who].get(house.path(name, genuine=who != "anonymous"))
        for who in WHO
    }

    assert {who: answer.status_code for who, answer in found.items()} == expected


@pytest.mark.parametrize("name", read_table(ACCOUNTS))
def test_who_may_open_account_pages(name, house):
    path = reverse(name)

    found = [house.clients[who].get(path).status_code for who in ("anonymous", "lead")]

    assert found == read_table(ACCOUNTS)[name]


def test_every_address_is_in_the_table():
    assert {p.name for p in ours()} == set(read_table(TABLE))
    assert {p.name for p in theirs()} == set(read_table(ACCOUNTS))


def test_every_view_states_its_rule():
    assert [p.name for p in ours() if not getattr(p.callback, "rule", None)] == []


@pytest.mark.parametrize(
    "name", [p.name for p in ours() if "token" in p.pattern.converters]
)
def test_made_up_secret_opens_nothing_by_post_either(name, house):
    answer = house.clients["lead"].post(house.path(name, genuine=False))

    assert answer.status_code in (404, 405)


@pytest.mark.parametrize(
    "name",
    [
        "sms_status",
        "sms_sealed_status",
        "sms_receipts",
        "sms_inbound",
        "call_voice",
        "call_key",
    ],
)
def test_unsigned_webhook_is_refused(name, house):
    answer = house.clients["anonymous"].post(house.path(name, genuine=True))

    assert answer.status_code == 403


def test_every_post_is_refused_without_its_token(house):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(house.clients["lead"].get("/").wsgi_request.user)

    found = {
        pattern.name: guarded.post(house.path(pattern.name, genuine=True)).status_code
        for pattern in ours()
    }

    # 405: not even served by POST
    open_ones = {name for name, status in found.items() if status not in (403, 405)}
    assert open_ones == set()
