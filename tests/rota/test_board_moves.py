"""What the board's JavaScript and its Undo buttons ask of the server."""

from datetime import timedelta

import pytest
from browsing import Browser, signed_in
from drafting import give, go

from rota.actions.draft import fill, mark_uncovered
from rota.models import DraftSeat, Period, Role, Seat

BOARD = "/t/edition/rota/"


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


def swap(client, one: Period, other: Period, *held: str, seats=("on_call", "on_call")):
    return client.post(
        f"{BOARD}swap/",
        {
            "period": one.pk,
            "seat": seats[0],
            "expected": held[0],
            "other_period": other.pk,
            "other_seat": seats[1],
            "other_expected": held[1],
        },
        follow=True,
    ).content.decode()


def on_call(period: Period) -> str:
    row = period.drafts.filter(seat=Seat.ON_CALL).first()
    return row.membership.person.name.split()[0] if row and row.membership else ""


def test_a_button_says_what_it_undoes_and_does_it_without_javascript(world, lead):
    give(world, world.weekend(), "camille")

    lead.open(BOARD).press("Undo: Camille R. on Fri 20 Nov")
    lead.sees("Undone: Camille R. on Fri 20 Nov.")
    assert not DraftSeat.objects.exists()

    lead.press("Redo: Camille R. on Fri 20 Nov")
    lead.sees("Done again: Camille R. on Fri 20 Nov.", "Undo: Camille R.")
    assert on_call(world.weekend()) == "Camille"


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda w, p: give(w, p, "yann", Seat.BACKUP), "Yann G. as backup on Fri 20"),
        (
            lambda w, p: mark_uncovered(
                period_id=p.pk, expected=None, by=w.person("odile"), at=w.clock.now
            ),
            "Fri 20 Nov left uncovered",
        ),
        (
            lambda w, p: fill(
                team=w.team,
                until=w.clock.now.date() + timedelta(days=30),
                by=w.person("odile"),
                at=w.clock.now,
            ),
            "10 seats",
        ),
    ],
)
def test_each_step_has_its_words(act, text, world, lead):
    act(world, world.weekend())

    lead.open(BOARD).sees(f"Undo: {text}")


def test_undo_over_another_leads_decision_says_so(world, lead):
    lena = world.member("lena")
    lena.role = Role.LEAD
    lena.save()
    period = world.weekend()
    give(world, period, "camille")
    lead.open(BOARD)
    Browser(signed_in("lena@ville.example")).open(
        f"{BOARD}?cell={period.pk}-on_call"
    ).press("Malik T.")

    lead.press("Undo: Camille R.")

    lead.sees(
        "Malik T. now holds Fri 20 Nov (on call), as Lena B. has just decided.",
        "What was decided since stays",
    )
    assert on_call(period) == "Malik"


@pytest.mark.parametrize("step", ["", "x", "999999"])
def test_a_step_that_is_none_undoes_nothing(step, world, lead_client):
    answer = lead_client.post(f"{BOARD}undo/", {"step": step}, follow=True)

    assert "it was undone already" in answer.content.decode() or "déjà" in (
        answer.content.decode()
    )


def test_two_seats_exchange_and_somebody_moves_to_an_empty_one(world, lead_client):
    first, second, third = world.team.periods.all()[:3]
    camille, yann = (str(world.member(key).pk) for key in ("camille", "yann"))
    give(world, first, "camille")
    give(world, second, "yann")

    swap(lead_client, first, second, camille, yann)
    assert (on_call(first), on_call(second)) == ("Yann", "Camille")

    swap(lead_client, second, third, camille, "")
    assert (on_call(second), on_call(third)) == ("", "Camille")


def test_stale_exchange_changes_nothing(world, lead_client):
    first, second = world.team.periods.all()[:2]
    give(world, first, "camille")

    html = swap(lead_client, first, second, str(world.member("yann").pk), "")

    assert "Camille R." in html
    assert on_call(first) == "Camille"
    assert on_call(second) == ""


@pytest.mark.parametrize(
    "held", [("uncovered", ""), ("", "uncovered"), ("x", ""), ("", "999999")]
)
def test_impossible_exchange_is_refused_with_a_sentence(held, world, lead_client):
    first, second = world.team.periods.all()[:2]

    html = swap(lead_client, first, second, *held)

    assert 'data-tone="error"' in html
    assert not DraftSeat.objects.exists()


def test_where_a_person_fits(world, lead_client):
    first, second = world.team.periods.all()[:2]
    give(world, first, "camille")
    lead_client.cookies["django_language"] = "en"

    found = lead_client.get(
        f"{BOARD}fits.json?from=2026-11&person={world.member('camille').pk}"
    ).json()

    assert found[f"{first.pk}-on_call"] == ["ok", ""]  # her own seat
    assert found[f"{first.pk}-backup"] == ["crisis", "on call that weekend"]
    assert found[f"{second.pk}-on_call"] == ["info", "on call the week before"]


def test_who_fits_a_seat(world, lead_client):
    first, second = world.team.periods.all()[:2]
    give(world, first, "camille")
    lead_client.cookies["django_language"] = "en"

    found = lead_client.get(
        f"{BOARD}fits.json?from=2026-11&cell={second.pk}-on_call"
    ).json()

    assert found[str(world.member("camille").pk)] == ["info", "on call the week before"]
    assert found[str(world.member("yann").pk)] == ["ok", ""]


@pytest.mark.parametrize("query", ["", "person=x", "cell=x-on_call", "cell=1-sofa"])
def test_what_is_not_there_fits_nowhere(query, world, lead_client):
    assert lead_client.get(f"{BOARD}fits.json?{query}").json() == {}


def test_freshness_moves_with_the_draft_for_leads_only(
    world, lead_client, agent_client
):
    def versions() -> list[str]:
        clients = (lead_client, agent_client)
        return [one.get(f"{BOARD}fresh.json").json()["version"] for one in clients]

    before = versions()
    give(world, world.weekend(), "camille")
    drafted = versions()
    go(world)
    published = versions()

    assert drafted[0] != before[0]
    assert drafted[1] == before[1]
    assert published[1] != before[1]


def test_the_weekends_of_one_person_stand_out(world, lead):
    give(world, world.weekend(), "camille")
    member = world.member("camille")

    lead.open(f"{BOARD}?person={member.pk}")

    lead.sees("Camille R. in these months: 1 on call, 0 as backup.")
    assert lead.html.count("data-hers") == 3  # the strip, the seat, the load
    lead.follow("Show everybody")
    assert "data-hers" not in lead.html


@pytest.mark.parametrize("person", ["x", "999999", "9" * 30])
def test_a_person_who_is_none_shows_everybody(person, lead):
    lead.open(f"{BOARD}?person={person}")

    assert "Show everybody" not in lead.text


def test_a_choice_keeps_the_person_and_the_measure(world, lead):
    member = world.member("camille")
    lead.open(
        f"{BOARD}?person={member.pk}&load=hours&cell={world.weekend().pk}-on_call"
    )

    lead.press("Malik T.")

    assert f"person={member.pk}" in lead.path
    assert "load=hours" in lead.path


@pytest.mark.parametrize(
    ("measure", "number"),
    [("", "1"), ("weekends", "1"), ("holidays", "0"), ("hours", "62 h"), ("x", "1")],
)
def test_load_is_measured_as_asked(measure, number, world, lead):
    give(world, world.weekend(), "camille")

    lead.open(f"{BOARD}?load={measure}")

    load = lead.text[lead.text.index("Share of the load") :]
    assert f"Camille R. {number} " in load


def test_history_of_a_year_is_carried_over(world, lead):
    world.on_duty("camille")

    lead.open(f"{BOARD}?from=2027-09&load=weekends")

    load = lead.text[lead.text.index("Share of the load") :]
    assert "Camille R. 1 " in load
    assert "The year before, then these months" in load
