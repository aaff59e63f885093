"""Who is called and when: the lead's editor of the two ladders."""

from datetime import datetime

import pytest
from browsing import Browser, Form

from escalation.models import Policy
from escalation.policies import ladder_of, policy_of

PATH = "/t/edition/ladder/"


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client).open(PATH)


def form_of(office: Browser, case: str) -> Form:
    return next(f for f in office.forms if f.data().get("case") == [case])


def rows_of(office: Browser, case: str) -> list[tuple[str, str]]:
    said = form_of(office, case).data()
    count = int(said[f"{case}-steps-TOTAL_FORMS"][0])
    return [
        (
            said.get(f"{case}-steps-{n}-after", [""])[0],
            said[f"{case}-steps-{n}-target"][0],
        )
        for n in range(count)
    ]


def save(office: Browser, case: str, **typed: str) -> Browser:
    named = {f"{case}-{key.replace('__', '-')}": value for key, value in typed.items()}
    return office.send(form_of(office, case), **named)


def edit(office: Browser, case: str, action: str, **typed: str) -> Browser:
    named = {f"{case}-{key.replace('__', '-')}": v for key, v in typed.items()}
    return office.send(form_of(office, case), **named, edit=action)


def test_default_ladders_are_shown_in_words(office):
    office.sees(
        "as delivered",
        "At once: an SMS and a telephone call to the person on call.",
        "After 10 minutes without an answer: a telephone call to the person on call",
        "After 30 minutes without an answer: an SMS to the team lead.",
        "10 minutes later it starts again, until somebody takes the call",
    )
    assert not Policy.objects.exists()


def test_looking_at_a_ladder_writes_nothing(team):
    assert ladder_of(team, "crisis") == {
        "steps": [
            {"after": 0, "target": "on_call", "ways": "both"},
            {"after": 300, "target": "on_call", "ways": "both"},
            {"after": 600, "target": "backup", "ways": "both"},
            {"after": 900, "target": "lead", "ways": "both"},
        ],
        "again_after": 300,
        "untouched_after": 3600,
    }
    assert [s["after"] for s in ladder_of(team, "user_info")["steps"]] == [
        *(0, 600, 900, 1800)
    ]
    assert not Policy.objects.exists()


def test_changed_minutes_are_kept(office, team):
    save(
        office,
        "crisis",
        steps__1__after="3",
        steps__1__ways="call",
        again_after="7",
        untouched_after="20",
    )

    office.sees("Saved.", "After 3 minutes without an answer")
    ladder = policy_of(team, "crisis")
    assert [rung.after for rung in ladder.steps] == [0, 3, 10, 15]
    assert [rung.ways for rung in ladder.steps] == ["both", "call", "both", "both"]
    assert (ladder.again_after, ladder.untouched_after) == (7, 20)
    assert policy_of(team, "user_info").is_default


def test_row_is_added_without_saving(office):
    edit(office, "crisis", "add", steps__1__after="4")

    assert rows_of(office, "crisis") == [
        ("0", "on_call"),
        ("4", "on_call"),
        ("10", "backup"),
        ("15", "lead"),
        ("20", "lead"),
    ]
    assert not Policy.objects.exists()


def test_row_is_removed_without_saving(office):
    edit(office, "user_info", "remove-2")

    assert [target for _, target in rows_of(office, "user_info")] == [
        *("on_call", "on_call", "lead")
    ]
    assert not Policy.objects.exists()


def test_shorter_ladder_is_saved(office, team):
    edit(office, "user_info", "remove-3")
    save(office, "user_info")

    assert [str(rung.target) for rung in policy_of(team, "user_info").steps] == [
        *("on_call", "on_call", "backup")
    ]


def test_rows_stop_at_eight(office):
    for _ in range(8):
        edit(office, "crisis", "add")

    assert len(rows_of(office, "crisis")) == 8


def test_row_after_one_that_is_no_number_is_left_empty(office):
    edit(office, "crisis", "add", steps__3__after="soon")

    assert rows_of(office, "crisis")[-2:] == [("soon", "lead"), ("", "lead")]


@pytest.mark.parametrize(
    ("case", "typed", "said"),
    [
        ("crisis", {"steps__0__after": "1"}, "The first step calls the person on call"),
        (
            "crisis",
            {"steps__0__target": "lead"},
            "The first step calls the person on call",
        ),
        ("crisis", {"steps__2__after": "5"}, "Each step comes later"),
        ("crisis", {"steps__2__after": "x"}, "Enter a whole number."),
        ("crisis", {"steps__2__after": ""}, "This field is required."),
        ("crisis", {"steps__2__target": "mayor"}, "Select a valid choice."),
        ("crisis", {"again_after": "0"}, "greater than or equal to 1"),
        ("crisis", {"steps__3__after": "999"}, "less than or equal to 240"),
        (
            "crisis",
            {"steps__3__target": "backup"},
            "never calls more people than a crisis",
        ),
    ],
)
def test_ladder_that_cannot_work_is_refused(office, case, typed, said):
    save(office, case, **typed)

    office.sees("Nothing was saved yet", said)
    assert not Policy.objects.exists()


def test_ladder_that_was_not_sent_is_not_refused(office):
    assert "Nothing was saved yet" not in office.text


def test_error_of_a_row_stands_under_the_row(office):
    save(office, "crisis", steps__2__after="x")

    office.sees("Enter a whole number.")
    error = 'class="errors" id="id_crisis-steps-2-after_error"'
    assert office.html.index("crisis-steps-2-target") < office.html.index(error)
    described = 'aria-describedby="id_crisis-steps-2-after_error"'
    assert described in office.html


def test_user_information_never_goes_further_than_a_crisis(office):
    for _ in range(2):
        edit(office, "user_info", "remove-2")
    save(office, "user_info")
    edit(office, "crisis", "remove-3")
    save(office, "crisis")
    edit(office, "user_info", "add")

    save(office, "user_info")

    office.sees("Urgent user information never calls more people than a crisis does.")


@pytest.mark.parametrize("data", [{}, {"case": "war"}, {"case": "crisis"}])
def test_nonsense_is_no_accident(lead_client, data):
    assert lead_client.post(PATH, data).status_code == 200
    assert not Policy.objects.exists()


def test_open_call_keeps_the_ladder_it_was_raised_with(world, clock):
    clock.set(datetime(2026, 11, 28, 2, 10))
    world.on_duty("camille", backup="malik")
    incident = world.trigger()
    world.phone("camille").expect("CRISE")

    save(world.office("odile").open(PATH), "crisis", steps__1__after="1")

    incident.refresh_from_db()
    assert incident.ladder["steps"][1]["after"] == 300


def test_team_without_a_backup_reads_what_happens_then(team, lead_client):
    team.has_backup = False
    team.save()

    Browser(lead_client).open(PATH).sees("the next step comes at once")


def test_only_leads_change_ladders(agent_client, reader_client):
    for client in (agent_client, reader_client):
        assert client.get(PATH).status_code == 403
        assert client.post(PATH, {"case": "crisis"}).status_code == 403
