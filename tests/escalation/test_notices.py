"""What people are told by e-mail, and that none of it is lost."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from letters import KINDS
from mailserver import MailServer

from escalation.notices import deliver, deliver_due
from escalation.postman import BACK_OFF, LEASE, Outcome
from escalation.tasks import deliver_notice
from rota.models import Notice, NoticeState, Person, Seat


@pytest.fixture
def notify(world):
    """`notify("camille", "published", gained=…)`: a notice that is due now."""

    def make(key: str, kind: str = "welcome", **data) -> Notice:
        return Notice.objects.create(
            person=world.person(key),
            team=world.team,
            kind=kind,
            data=data,
            created_at=world.clock.now,
            due_at=world.clock.now,
        )

    return make


@pytest.fixture
def server(settings):
    """A real mail server, which tests may stop or make refuse."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    server.stop()


def speaks(person: Person, language: str) -> None:
    person.language = language
    person.save()


def only_letter():
    (letter,) = mail.outbox
    letter.body = letter.body.replace("\u00a0", " ")
    return letter


def test_french_reader_is_told_her_dates_on_the_teams_clock(world, notify):
    first = world.weekend()
    second = world.weekend(first.ends_at)
    notify(
        "camille",
        "published",
        gained=[[second.pk, Seat.BACKUP], [first.pk, Seat.ON_CALL]],
        lost=[],
    )

    assert deliver_due(world.clock.now) == 1

    letter = only_letter()
    assert letter.to == ["camille@ville.example"]
    assert letter.subject == "Vos prochaines astreintes – Édition numérique"
    dates = [
        "  – ven. 20 nov. 18 h → lun. 23 nov. 8 h\n",
        "  – ven. 27 nov. 18 h → lun. 30 nov. 8 h, en renfort\n",
    ]
    assert "".join(dates) in letter.body
    assert "http://localhost:8000/t/edition/rota/" in letter.body
    assert "http://localhost:8000/t/edition/calendar/" in letter.body
    assert "Ni modération ni réponses individuelles hors crise." in letter.body
    assert "Odile Perrin" in letter.body
    assert "Vous n’êtes plus" not in letter.body


def test_english_reader_is_told_in_english(world, notify):
    speaks(world.person("camille"), "en")
    period = world.weekend()
    notify("camille", "published", gained=[], lost=[[period.pk, Seat.ON_CALL]])

    deliver_due(world.clock.now)

    letter = only_letter()
    assert letter.subject == "A weekend on call was taken off you – Édition numérique"
    assert "You are no longer on duty:\n  – Fri 20 Nov, 18:00 → Mon 23" in letter.body
    assert "You are now on duty" not in letter.body


def test_gained_and_lost_are_told_in_one_letter(world, notify):
    first = world.weekend()
    second = world.weekend(first.ends_at)
    notify(
        "camille",
        "published",
        gained=[[first.pk, Seat.ON_CALL]],
        lost=[[second.pk, Seat.ON_CALL]],
    )

    deliver_due(world.clock.now)

    letter = only_letter()
    assert letter.subject.startswith("Vos astreintes ont changé")
    assert "Vous êtes désormais d’astreinte" in letter.body
    assert "Vous n’êtes plus d’astreinte" in letter.body


def test_period_that_is_gone_is_left_out(world, notify):
    period = world.weekend()
    notify(
        "camille",
        "published",
        gained=[[10**9, Seat.ON_CALL], [period.pk, Seat.ON_CALL]],
        lost=[],
    )

    deliver_due(world.clock.now)

    assert only_letter().body.count("→") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_in_both_languages(kind, language, world, notify):
    camille = world.person("camille")
    camille.name = "Camille O'Brien & <fils>"
    speaks(camille, language)
    notify("camille", kind, **KINDS[kind])

    assert deliver_due(world.clock.now) == 1

    letter = only_letter()
    assert "\n" not in letter.subject
    assert len(letter.subject) <= 78
    assert "Camille O'Brien & <fils>" in letter.body
    assert "{" not in letter.body
    assert "\n\n\n" not in letter.body
    assert "+336" not in letter.body


def test_welcome_says_how_to_sign_in_by_code(world, notify):
    notify("camille", "welcome")

    deliver_due(world.clock.now)

    body = only_letter().body
    assert "http://localhost:8000/accounts/login/code/" in body
    assert "camille@ville.example" in body


@pytest.mark.parametrize(
    ("key", "promise"),
    [
        ("camille", "que pendant vos astreintes publiées, et dans deux cas"),
        ("odile", "publiées, ou quand personne d’autre ne répond, et dans deux cas"),
        ("hugo", "personne ne vous appellera"),
    ],
)
def test_welcome_promises_each_role_what_is_true_for_it(
    key, promise, world, reader, notify
):
    notify(key, "welcome")

    deliver_due(world.clock.now)

    assert promise in only_letter().body


def test_alarm_leads_to_the_incident(world, notify):
    notify("odile", "alarm_no_answer", **KINDS["alarm_no_answer"])

    deliver_due(world.clock.now)

    letter = only_letter()
    assert letter.subject == "Personne ne répond : Fumées à Cheviré (K7Q2)"
    assert "http://localhost:8000/t/edition/alerts/K7Q2/" in letter.body


def test_line_breaks_in_a_title_do_not_reach_the_head(world, notify):
    notify(
        "odile", "alarm_no_answer", code="K7Q2", title="Feu\r\nBcc: all@ville.example"
    )

    assert deliver_due(world.clock.now) == 1

    letter = only_letter()
    assert letter.subject.endswith("Feu Bcc: all@ville.example (K7Q2)")
    assert letter.bcc == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("exercise", [True, False])
def test_page_by_email_says_all_that_is_needed(language, exercise, world):
    camille = world.person("camille")
    camille.phone = ""
    speaks(camille, language)
    world.on_duty("camille")
    world.clock.set(datetime(2026, 11, 21, 21, 10))

    incident = world.trigger(
        exercise=exercise, facts="Vent de nord-ouest.", call_back_name="Cabinet"
    )

    letter = mail.outbox[0]
    assert letter.to == [camille.email]
    assert ("EXERCI" in letter.subject) == ("EXERCI" in letter.body) == exercise
    assert incident.code in letter.subject
    page = incident.pages.get(person=camille)
    for words in (
        "Fumées visibles à Cheviré",
        "Vent de nord-ouest.",
        "Cabinet",
        f"http://localhost:8000/p/{page.token}",
    ):
        assert words in letter.body


def test_a_notice_is_sent_once(world, notify):
    notice = notify("camille")

    assert deliver_due(world.clock.now) == 1
    assert deliver_due(world.clock.now + timedelta(days=1)) == 0

    notice.refresh_from_db()
    assert (notice.state, notice.sent_at) == (NoticeState.SENT, world.clock.now)
    assert len(mail.outbox) == 1


def test_a_notice_for_later_waits(world, notify):
    notice = notify("camille")
    notice.due_at = world.clock.now + timedelta(minutes=5)
    notice.save()

    assert deliver_due(world.clock.now) == 0
    assert deliver_due(notice.due_at) == 1


def test_the_task_sends_the_same_notice(world, notify):
    notice = notify("camille")

    deliver_notice(notice.pk)
    deliver_notice(notice.pk)

    assert len(mail.outbox) == 1


def test_oldest_goes_first(world, notify):
    late, early = notify("camille"), notify("malik")
    early.due_at -= timedelta(minutes=1)
    early.save()

    deliver_due(world.clock.now)

    assert [letter.to for letter in mail.outbox] == [
        [early.person.email],
        [late.person.email],
    ]


def test_what_somebody_else_is_sending_is_left_alone(world, notify):
    notice = notify("camille")
    notice.lease_until = world.clock.now + LEASE
    notice.save()

    assert deliver(notice.pk, world.clock.now) == Outcome.NOT_OURS
    assert not mail.outbox


def test_what_a_dead_process_held_is_sent_when_its_lease_ends(world, notify):
    notice = notify("camille")
    notice.lease_until, notice.attempt = world.clock.now + LEASE, 1
    notice.save()

    assert deliver_due(world.clock.now + LEASE) == 1


def test_letter_survives_the_way_through_a_real_server(world, notify, server):
    speaks(world.person("camille"), "fr")
    notice = notify("camille")

    assert deliver_due(world.clock.now) == 1

    (letter,) = server.letters
    assert letter["Subject"].strip() == "Votre accès aux astreintes – Édition numérique"
    assert letter["Message-ID"] == f"<notice-{notice.pk}@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "sans mot de passe" in letter.get_content()


def test_server_away_is_waited_for_and_asked_once(world, notify, server):
    first, second = notify("camille"), notify("malik")
    server.stop()

    assert deliver_due(world.clock.now) == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == NoticeState.PENDING
    assert first.due_at == world.clock.now + timedelta(minutes=BACK_OFF[0])
    assert first.error == "ConnectionRefusedError"
    assert (second.attempt, second.due_at) == (0, world.clock.now)


def test_a_night_without_a_server_loses_nothing(world, notify, server):
    notify("camille")
    server.refusals["camille@ville.example"] = "451 later"
    for minutes in BACK_OFF[:-1]:
        assert deliver_due(world.clock.now) == 0
        world.clock.set(world.clock.now + timedelta(minutes=minutes))
    server.refusals.clear()

    assert deliver_due(world.clock.now) == 1


def test_after_a_day_of_failures_it_is_given_up(world, notify, server):
    notice = notify("camille")
    server.refusals["camille@ville.example"] = "451 later"
    for minutes in (*BACK_OFF, 1):
        assert deliver_due(world.clock.now) == 0
        world.clock.set(world.clock.now + timedelta(minutes=minutes))

    notice.refresh_from_db()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "refused 451")
    assert deliver(notice.pk, world.clock.now + timedelta(days=9)) == Outcome.NOT_OURS


def test_an_address_that_does_not_exist_holds_nobody_up(world, notify, server):
    wrong, right = notify("camille"), notify("malik")
    server.refusals["camille@ville.example"] = "550 no such user here"

    assert deliver_due(world.clock.now) == 1

    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.state, wrong.error) == (NoticeState.FAILED, "refused 550")
    assert right.state == NoticeState.SENT
    assert [letter["To"] for letter in server.letters] == ["malik@ville.example"]


def test_a_notice_nobody_can_write_is_no_crash(world, notify):
    broken, fine = notify("camille", "no_such_kind"), notify("malik")
    world.expected_errors.append(f"Notice {broken.pk} cannot be written.")

    deliver_due(world.clock.now)
    deliver_due(world.clock.now)

    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, broken.error) == (NoticeState.PENDING, "TemplateDoesNotExist")
    assert fine.state == NoticeState.SENT


def test_closed_account_is_told_nothing(world, notify):
    notice = notify("camille")
    Person.objects.filter(pk=notice.person_id).update(is_active=False)

    deliver_due(world.clock.now)

    notice.refresh_from_db()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "account closed")
    assert not mail.outbox


def test_a_notice_that_kills_its_process_is_given_up(world, notify):
    notice = notify("camille")
    notice.attempt = len(BACK_OFF) + 1  # none of them lived to say what happened
    notice.save()

    deliver_due(world.clock.now)

    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED


def test_times_are_the_teams_not_the_servers(world, notify):
    world.team.time_zone = "Indian/Reunion"
    world.team.save()
    period = world.weekend()
    notify("camille", "published", gained=[[period.pk, Seat.ON_CALL]], lost=[])

    deliver_due(world.clock.now)

    # three hours later there than in Paris
    assert "ven. 20 nov. 21 h → lun. 23 nov. 11 h" in only_letter().body
