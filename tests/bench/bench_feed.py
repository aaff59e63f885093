"""A calendar, asked for by hundreds of programs every hour, beside the cheapest
thing there is: a static file of the same web server."""

import re

import requests
from measuring import Times, say

ROUNDS = 300
ADDRESS = (
    "from rota.feeds import address_of; from rota.models import Feed;"
    "print(address_of(Feed.objects.filter(membership=None).first()))"
)


def test_calendar_is_served_nearly_as_fast_as_a_file(program, site):
    address = program.manage("shell", "-v0", "-c", ADDRESS).stdout.strip()
    feed = site + re.sub(r"^https?://[^/]+", "", address)
    page = requests.get(f"{site}/accounts/login/").text
    file = site + re.search(r'href="(/static/[^"]+\.css)"', page).group(1)
    static, full = Times("static file"), Times("calendar, whole")
    known = Times("calendar, not modified (304)")

    with requests.Session() as client:
        first = client.get(feed)
        assert first.text.startswith("BEGIN:VCALENDAR")
        same = {"If-None-Match": first.headers["ETag"]}
        for _ in range(ROUNDS):
            assert static.of(lambda: client.get(file)).status_code == 200
            assert full.of(lambda: client.get(feed)).status_code == 200
            answer = known.of(lambda: client.get(feed, headers=same))
            assert answer.status_code == 304

    say(
        f"calendar of {len(first.content)} bytes",
        *(static, full, known),
        f"whole / static: {full.middle / static.middle:.2f}",
        f"not modified / static: {known.middle / static.middle:.2f}",
    )
