"""The board of a large team: a hundred people, two years of weekends, beside a plain
page of the same team. How long the server takes, and how much it sends."""

from datetime import timedelta

import pytest
from browsing import signed_in
from harness import Clock
from measuring import Times, say
from people import Fictional, make_member, make_team

from rota.actions.draft import fill
from rota.actions.periods import extend_periods
from rota.actions.publish import publish

PEOPLE, DAYS, ROUNDS = 92, 730, 20
BOARD = "/t/edition/rota/"


@pytest.fixture
def crowd(db, monkeypatch):
    """A hundred people; two years, every seat published."""
    clock = Clock(monkeypatch)
    team = make_team(clock.now)
    for number in range(PEOPLE):
        one = Fictional(f"p{number}", f"Person {number}", f"trade {number % 5}")
        make_member(team, one, at=clock.now)
    until = clock.now.date() + timedelta(days=DAYS)
    extend_periods(team=team, until=until, by=None, at=clock.now)
    fill(team=team, until=until, by=None, at=clock.now)
    publish(team=team, by=None, at=clock.now)
    return team


def test_a_large_board_costs_a_few_plain_pages(crowd):
    client = signed_in("odile@ville.example")
    person = crowd.memberships.first().pk
    pages = {
        "a plain page (the profile)": "/me/",
        "the board": BOARD,
        "a person standing out": f"{BOARD}?person={person}",
        "who can take a seat": f"{BOARD}?cell={crowd.periods.first().pk}-on_call",
        "where a person fits": f"{BOARD}fits.json?person={person}",
        "is it still fresh": f"{BOARD}fresh.json",
        "history": f"{BOARD}history/",
        "a sheet of twelve months": f"{BOARD}sheet/?months=12",
    }
    times = {name: Times(name) for name in pages}
    sizes = {}
    for path in pages.values():
        client.get(path)  # the first one loads templates

    for _round in range(ROUNDS):
        for name, path in pages.items():
            answer = times[name].of(lambda path=path: client.get(path))
            assert answer.status_code == 200
            sizes[name] = len(answer.content)

    plain = times["a plain page (the profile)"].middle
    say(
        f"{PEOPLE + 8} people, {crowd.periods.count()} periods, on SQLite",
        *(
            f"{one}   x{one.middle / plain:5.1f}   {sizes[name] / 1024:6.0f} kB"
            for name, one in times.items()
        ),
    )
