"""What a publication tells people, and the evidence that stays of it."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from django.core import mail
from django.db import transaction
from drafting import give, go
from mailserver import MailServer
from people import phone_of

from escalation.actions.purge import purge
from escalation.actions.telling import page_key, text_notice
from escalation.models import Page
from escalation.notices import deliver_due, text_due
from rota.core.phones import mask_phone
from rota.models import Delivery, Notice, Publication, PublishedChange, Seat, Way
from rota.models.appending import AppendOnlyError

SUBJECT = "Vos prochaines astreintes – Édition numérique"


@pytest.fixture
def published(world) -> Publication:
    """Camille and Malik have the coming weekend; it is Wednesday."""
    period = world.weekend()
    give(world, period, "camille")
    give(world, period, "malik", Seat.BACKUP)
    return go(world)


def told(publication: Publication, key: str) -> list[tuple[str, bool]]:
    """By which ways somebody was told, and whether it left."""
    rows = Delivery.objects.filter(
        notice__publication=publication, notice__person__email__startswith=key
    )
    return [(row.way, not row.error) for row in rows]


def test_a_weekend_within_the_week_is_told_by_text_too(published, world, clock, phone):
    clock.forward(minutes=1)

    phone("camille").expect("d'astreinte", "ven. 20 nov., 18 h", "/t/edition/rota/")
    phone("malik").expect("en renfort")
    assert {letter.subject for letter in mail.outbox} == {SUBJECT}
    assert sorted(told(published, "camille")) == [(Way.EMAIL, True), (Way.SMS, True)]


def test_a_later_weekend_is_told_by_letter_alone(world, clock, phone):
    later = world.weekend(world.clock.now + timedelta(days=8))
    give(world, later, "camille")
    publication = go(world)

    clock.forward(minutes=1)

    phone("camille").silence()
    assert told(publication, "camille") == [(Way.EMAIL, True)]


def test_whoever_loses_a_weekend_is_texted_too(published, world, clock, phone):
    clock.forward(minutes=1)
    phone("camille").expect("Planning"), phone("malik").expect("Planning")
    give(world, world.weekend(), "yann")

    go(world)
    clock.forward(minutes=1)

    phone("camille").expect("vous n'etes plus d'astreinte")
    phone("yann").expect("vous etes d'astreinte")
    phone("malik").silence()


def test_each_reads_her_own_language(published, world, clock, phone):
    camille = world.person("camille")
    camille.language = "en"
    camille.save()

    clock.forward(minutes=1)

    phone("camille").expect("you are on call Fri 20 Nov, 18:00")
    phone("malik").expect("vous etes en renfort")


@pytest.mark.parametrize("problem", ["blocked", "wrong"])
def test_nobody_is_texted_who_stopped_it_or_cannot_be(
    problem, published, world, clock, phone
):
    camille = world.person("camille")
    camille.phone_problem = problem
    camille.save()

    clock.forward(minutes=1)

    phone("camille").silence()
    phone("malik").expect("en renfort")
    assert sorted(told(published, "camille")) == [(Way.EMAIL, True), (Way.SMS, False)]


def test_a_text_is_written_once(published, world, clock, phone):
    notice = published.notices.get(person=world.person("camille"))

    pages = [text_notice(notice_id=notice.pk, at=clock.now) for _ in range(2)]
    clock.forward(minutes=1)

    assert [page is None for page in pages] == [False, True]
    phone("camille").expect("Planning")
    phone("camille").silence()
    phone("malik").expect("Planning")


def test_many_texts_leave_one_after_the_other(published, clock, phone):
    assert text_due(clock.now) == 2

    pages = Page.objects.order_by("due_at")
    assert [page.due_at - clock.now for page in pages] == [
        timedelta(),
        timedelta(seconds=3),
    ]
    clock.forward(minutes=1)
    for key in ("camille", "malik"):
        phone(key).expect("Planning")


def test_a_call_beside_a_publication_is_never_held_back(
    published, world, clock, phone, settings, cabinet
):
    settings.TEXTS_PER_HOUR = 1
    clock.forward(minutes=1)
    phone("camille").expect("Planning"), phone("malik").expect("Planning")
    clock.set(datetime(2026, 11, 21, 2, 10))

    world.trigger(caller=cabinet)

    phone("camille").expect("CRISE")


def test_mail_server_away_does_not_hold_the_texts(published, settings, clock, phone):
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    server.stop()

    clock.forward(minutes=1)

    phone("camille").expect("Planning")
    phone("malik").expect("Planning")
    assert told(published, "camille") == [(Way.SMS, True)]


def test_the_very_words_are_kept(published, world, clock, phone):
    clock.forward(minutes=1)

    rows = Delivery.objects.filter(notice__person=world.person("camille"))
    words = {row.way: (row.to, row.words) for row in rows}
    text = phone("camille").expect("Planning")
    phone("malik").expect("Planning")
    assert words[Way.SMS][1] == text.body
    letter = next(m for m in mail.outbox if m.to == ["camille@ville.example"])
    assert words[Way.EMAIL] == (letter.to[0], f"{letter.subject}\n\n{letter.body}")


def test_evidence_holds_no_number(published, clock, phone):
    clock.forward(minutes=1)

    kept = "".join(row.to + row.words for row in Delivery.objects.all())

    assert phone_of("camille")[-9:] not in kept
    phone("camille").expect("Planning"), phone("malik").expect("Planning")


def test_the_words_stay_when_texts_are_put_away(published, world, clock, phone):
    clock.forward(minutes=1)
    phone("camille").expect("Planning"), phone("malik").expect("Planning")

    purge(keep=timedelta(days=30), at=clock.now + timedelta(days=31))

    notice = published.notices.get(person=world.person("camille"))
    assert Page.objects.get(key=page_key(notice.pk)).text == ""
    assert all(row.words for row in notice.deliveries.all())


def test_other_letters_leave_no_evidence(world, clock):
    Notice.objects.create(
        person=world.person("camille"),
        team=world.team,
        kind="welcome",
        created_at=clock.now,
        due_at=clock.now,
    )

    assert deliver_due(clock.now) == 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("model", [Delivery, Publication, PublishedChange])
@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
        lambda row: type(row).objects.filter(pk=row.pk).update(pk=row.pk),
    ],
    ids=["saved", "deleted", "deleted in bulk", "updated"],
)
def test_evidence_is_not_rewritten(model, change, published, clock, phone):
    clock.forward(minutes=1)
    phone("camille").expect("Planning"), phone("malik").expect("Planning")

    with pytest.raises(AppendOnlyError), transaction.atomic():
        change(model.objects.first())


def test_lead_reads_when_each_was_told(published, world, clock, phone):
    clock.forward(minutes=1)
    phone("camille").expect("Planning"), phone("malik").expect("Planning")

    page = world.office("odile").open("/t/edition/rota/published/")
    page = page.open(f"/t/edition/rota/published/{published.pk}/?texts=1")

    assert page.status == 200
    for words in (
        "Camille Roux",
        "camille@ville.example",
        mask_phone(phone_of("camille")),
        SUBJECT,
        "Planning publié",
    ):
        assert words in page.html.replace("&#x27;", "'"), words
    assert page.text.count("SMS delivered") == 2


def test_an_undelivered_text_is_said(published, world, clock, phone):
    phone("camille").becomes("wrong")

    clock.forward(minutes=1)

    page = world.office("odile").open(f"/t/edition/rota/published/{published.pk}/")
    assert "SMS not delivered" in page.text
    phone("malik").expect("Planning")


def test_publications_of_another_team_are_not_found(published, house):
    path = f"/t/voirie/rota/published/{published.pk}/"

    assert Browser(house.clients["stranger"]).open(path).status == 404
