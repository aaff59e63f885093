"""Monday morning: a request that waited is given to somebody, answered, closed; and
whoever asked reads it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser
from django.core import mail

from escalation import actions
from escalation.models import CallerLetter, Deferred, DeferredEntry
from escalation.notices import deliver_due
from escalation.permissions import CALLER_LINK
from rota.links import make_token
from rota.models import Notice, NoticeState

SATURDAY = datetime(2026, 11, 28, 15, 0)
MONDAY = datetime(2026, 11, 30, 9, 0)
LIST = "/t/edition/monday/"


@pytest.fixture
def kept(world, clock, cabinet) -> Deferred:
    """What the mayor's office asked on Saturday, on Monday morning."""
    clock.set(SATURDAY)
    kept = ask(world, caller=cabinet)
    clock.set(MONDAY)
    return kept


@pytest.fixture
def page(kept) -> str:
    return f"{LIST}{kept.pk}/"


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


def ask(world, title: str = "Un post pour mardi", **fields) -> Deferred:
    said = {"by": None, "at": world.clock.now} | fields
    return actions.defer(team=world.team, title=title, request_key=uuid4(), **said)


def desk(kept: Deferred) -> Browser:
    """The page of the link, as whoever asked opens it."""
    caller = kept.caller
    token = make_token(CALLER_LINK, caller.pk, caller.version)
    return Browser().open(f"/call/{token}/kept/{kept.request_key}")


def steps(kept: Deferred) -> list[str]:
    return list(kept.entries.values_list("step", flat=True))


def test_request_is_given_to_somebody(office, kept, world):
    office.open(LIST).press("Give", person=str(world.person("yann").pk))

    kept.refresh_from_db()
    assert kept.assigned_to == world.person("yann")
    desk(kept).sees("Yann G. looks after it.")


def test_request_is_given_back(office, kept, world, page):
    office.open(page).press("Give", person=str(world.person("yann").pk))

    office.press("Give", person="")

    office.sees("Odile P. gave it to Yann G.", "Odile P. put it back on the list")
    assert office.path == page
    desk(kept).sees("It will be read on")


def test_giving_it_to_whoever_has_it_is_no_step(office, kept, world, page):
    yann = str(world.person("yann").pk)
    office.open(page).press("Give", person=yann).press("Give", person=yann)

    assert steps(kept) == ["assigned"]


def test_answer_closes_and_is_read_by_whoever_asked(office, kept, page):
    office.open(page).press("Answer and close", text="C’est publié.\nMerci !")

    office.sees("“Un post pour mardi” is answered.", "Nothing waits.")
    assert steps(kept) == ["answered", "closed"]
    desk(kept).sees("Odile P. answered on Mon 30 Nov, 09:00: C’est publié. Merci !")


def test_answer_may_leave_it_open(office, kept, page):
    office.open(page).press("Answer, keep it open", text="Nous regardons.")

    office.sees("Un post pour mardi")
    kept.refresh_from_db()
    assert kept.handled_at is None
    desk(kept).sees("Nous regardons.")


def test_one_more_answer_after_the_end(office, kept, page):
    office.open(page).press("Answer and close", text="Publié.")

    office.open(page).press("Send one more answer", text="Corrigé.")

    assert steps(kept) == ["answered", "closed", "answered"]
    desk(kept).sees("Publié.", "Corrigé.")


def test_services_page_says_how_far_each_request_is(office, kept, page):
    bookmark = desk(kept).path.split("/kept/")[0]
    Browser().open(bookmark).sees(
        "Your requests that waited", "Un post pour mardi waits"
    )

    office.open(page).press("Answer and close", text="Publié.")

    Browser().open(bookmark).sees("Un post pour mardi answered")


def test_old_requests_leave_the_services_page(kept, clock):
    bookmark = desk(kept).path.split("/kept/")[0]
    clock.set(MONDAY + timedelta(days=30))

    assert "Un post pour mardi" not in Browser().open(bookmark).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the answer first, or close it without one."),
        ("é" * 20_000, "That is 20000 characters; an answer holds 4000."),
    ],
)
def test_answer_that_cannot_be_sent_is_told_and_kept(office, kept, page, typed, said):
    office.open(page).press("Answer and close", text=typed)

    office.sees(said, typed)
    assert steps(kept) == []


def test_answer_without_its_count_is_refused(lead_client, kept, page):
    answer = lead_client.post(page, {"text": "Publié.", "seen": "beaucoup"})

    assert answer.status_code == 200
    assert steps(kept) == []


def test_answer_written_while_somebody_closed_it_is_kept(
    office, kept, page, world, clock
):
    office.open(page)
    closes(world, kept, "yann")

    office.press("Answer and close", text="Je m’en occupe mardi.")

    office.sees("Yann G. closed “Un post pour mardi” in the meantime.")
    office.sees("Your answer was not sent.", "Je m’en occupe mardi.")
    assert mail.outbox == []
    office.press("Send one more answer", text="Je m’en occupe mardi.")
    assert steps(kept) == ["closed", "answered"]


def test_second_to_close_is_told_who_was_first(office, kept, world):
    office.open(LIST)
    closes(world, kept, "yann")

    office.press("Dealt with")

    office.sees("Yann G. closed “Un post pour mardi” in the meantime.")
    kept.refresh_from_db()
    assert kept.handled_by == world.person("yann")
    assert steps(kept) == ["closed"]


def test_second_to_take_is_told_who_has_it(office, kept, world):
    office.open(LIST)
    gives(world, kept, "yann")

    office.press("Give", person=str(world.person("odile").pk))

    office.sees("Yann G. has “Un post pour mardi” now.")


def test_whoever_left_cannot_be_chosen(lead_client, kept, world):
    yann = world.member("yann")
    yann.until_on = MONDAY.date() - timedelta(days=1)
    yann.save()

    answer = lead_client.post(
        f"{LIST}{kept.pk}/assign/", {"person": yann.person_id}, follow=True
    )

    assert "n’est plus dans l’équipe" in answer.text
    assert steps(kept) == []


def test_closed_request_is_given_to_nobody(lead_client, kept, world):
    closes(world, kept, "yann")

    with pytest.raises(actions.MovedError):
        gives(world, kept, "odile")


def test_service_with_a_mailbox_gets_the_answer(office, kept, page, cabinet, clock):
    cabinet.email, cabinet.language = "cabinet@ville.example", "fr"
    cabinet.save()
    office.open(page)
    office.sees(
        "Cabinet reads it on the page of its link, and at cabinet@ville.example."
    )

    office.press("Answer and close", text="C’est publié.")
    deliver_due(clock.now)

    [letter] = mail.outbox
    assert letter.to == ["cabinet@ville.example"]
    assert letter.subject == "Réponse à votre demande – Édition numérique"
    assert "C’est publié." in letter.body
    link = letter.body.split("http", 1)[1].split()[0].split("/call/")[1]
    Browser().open(f"/call/{link}").sees("C’est publié.")
    assert deliver_due(clock.now) == 0


def test_letter_in_english(office, kept, page, cabinet, clock):
    cabinet.email, cabinet.language = "cabinet@ville.example", "en"
    cabinet.save()
    office.open(page).press("Answer and close", text="It is out.")

    deliver_due(clock.now)

    [letter] = mail.outbox
    assert letter.subject == "An answer to your request – Édition numérique"
    assert "On Sat 28 Nov, 15:00, Cabinet asked: Un post pour mardi" in letter.body


def test_service_without_a_mailbox_reads_its_page(office, kept, page, clock):
    office.open(page).sees("Cabinet reads it on the page of its link.")
    office.press("Answer and close", text="C’est publié.")

    assert deliver_due(clock.now) == 0
    assert CallerLetter.objects.count() == 0


def test_letter_to_a_service_whose_link_was_withdrawn_is_not_sent(
    office, kept, page, cabinet, clock
):
    cabinet.email = "cabinet@ville.example"
    cabinet.save()
    office.open(page).press("Answer and close", text="C’est publié.")
    cabinet.withdrawn_at = clock.now
    cabinet.save()

    assert deliver_due(clock.now) == 0

    [letter] = CallerLetter.objects.all()
    assert letter.state == NoticeState.FAILED
    assert "no link" in letter.error


def test_colleague_who_asked_gets_the_answer(office, world, clock):
    clock.set(MONDAY)
    kept = ask(world, by=world.person("yann"))
    office.open(f"{LIST}{kept.pk}/").sees("Yann G. gets it by e-mail.")

    office.press("Answer and close", text="C’est publié.")
    deliver_due(clock.now)

    world.mail("yann", "Odile P. répond", "C’est publié.")


def test_answer_to_oneself_is_no_letter(office, world, clock):
    kept = ask(world, by=world.person("odile"))

    office.open(f"{LIST}{kept.pk}/").press("Answer and close", text="Fait.")

    assert Notice.objects.count() == 0


def test_caller_may_say_what_kind_it_is(world, clock, cabinet):
    clock.set(SATURDAY)
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)

    said = Browser().open(f"/call/{token}")
    said.press("Call", case="wait", title="Couvrir le marathon", kind="event")

    said.sees("event to cover")
    assert Deferred.objects.get().kind == "event"


def test_caller_need_not_say_what_kind_it_is(world, clock, cabinet):
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)

    Browser().open(f"/call/{token}").press("Call", case="wait", title="Une question")

    assert Deferred.objects.get().kind == ""


def test_request_of_another_team_is_not_found(lead_client, kept, page, world):
    other = type(world.team).objects.create(name="Voirie", slug="voirie")
    Deferred.objects.filter(pk=kept.pk).update(team=other)

    assert lead_client.get(page).status_code == 404
    assert lead_client.post(f"{page}assign/").status_code == 404


def gives(world, kept: Deferred, key: str) -> None:
    actions.assign_deferred(
        deferred_id=kept.pk,
        person=world.person(key),
        expected=None,
        by=world.person(key),
        at=world.clock.now,
    )


def closes(world, kept: Deferred, key: str) -> None:
    actions.handle_deferred(
        deferred_id=kept.pk, by=world.person(key), at=world.clock.now
    )


def test_steps_are_only_ever_added(world, kept):
    gives(world, kept, "yann")
    before = list(DeferredEntry.objects.values())

    for change in (
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: DeferredEntry.objects.update(text="autre"),
    ):
        with pytest.raises(TypeError, match="corrections are new rows"):
            change(DeferredEntry.objects.get())

    assert list(DeferredEntry.objects.values()) == before
