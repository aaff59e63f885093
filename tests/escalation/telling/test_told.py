"""Callers are told what becomes of their call: at once, in order, and once."""

from django.core import mail
from told import ADDRESS, MOBILE, SECOND, take

from escalation import actions
from escalation.actions.following import tell_caller, tell_callers
from escalation.actions.response import add_post, decide_about, raise_to_crisis
from escalation.models import (
    CallerLetter,
    Following,
    Outlet,
    Page,
    Purpose,
    Telling,
)
from rota.models import NoticeState


def letters() -> list[str]:
    return [m.body for m in mail.outbox if ADDRESS in m.to]


# --- what is told -------------------------------------------------------------------
def test_the_whole_call_is_told_by_text(told, at_work, phone, team):
    incident, desk = told(), phone(MOBILE)
    desk.silence()

    take(at_work, incident)
    taken = desk.expect(incident.code, "pris en charge par Camille R. à 14h03")
    at_work(decide_about, incident, decision="publish")
    desk.expect("décision: publier")
    site = Outlet.objects.get(team=team, name="Site")
    at_work(add_post, incident, outlets=[site], variant="first", link="https://v.fr/p")
    desk.expect("publié: Site", "https://v.fr/p", "/f/")
    at_work(raise_to_crisis, incident)
    desk.expect("passé en CRISE")
    at_work(actions.close, incident, outcome="published", note="Rouvert à 18 h.")
    desk.expect("terminé, publié. Rouvert à 18 h.")

    desk.silence()
    page = taken.tap_link()
    page.sees("Closed", "published", "Cabinet is told by SMS")
    assert page.path.endswith(incident.code)


def test_the_same_is_told_by_e_mail(told, at_work, phone, team):
    incident = told(Telling.EMAIL, ADDRESS)
    take(at_work, incident)
    site = Outlet.objects.get(team=team, name="Site")
    at_work(add_post, incident, outlets=[site], variant="first", link="https://v.fr/p")
    at_work(decide_about, incident, decision="not", reason="Déjà dit ailleurs.")
    at_work(actions.close, incident, outcome="not_published")

    taken, posted, decided, closed = letters()

    assert "– Pris en charge par Camille R. à 14h03." in taken
    assert "À propos de votre appel du sam. 28 nov." in taken
    assert "Site : https://v.fr/p" in posted
    assert "« Déjà dit ailleurs. »" in decided
    assert "rien n'est publié" in closed
    assert all("/f/" in body for body in (taken, posted, decided, closed))
    assert "dire que c’est terminé" in taken
    assert "dire que c’est terminé" not in closed
    phone(MOBILE).silence()


def test_it_is_told_in_the_language_of_the_caller(told, at_work, phone, cabinet):
    cabinet.language = "en"
    cabinet.save()
    take(at_work, told())

    phone(MOBILE).expect("taken by Camille R. at 14:03")


def test_an_exercise_is_marked(told, at_work, phone):
    take(at_work, told(exercise=True))

    phone(MOBILE).expect("EXERCICE - Astreinte")


def test_nobody_answers_is_told_at_once_with_whom_to_ring(told, clock, phone, world):
    incident = told(case="crisis")

    clock.forward(minutes=20)

    phone(MOBILE).expect("personne n'a encore répondu", "02 40 41 90 00")
    clock.forward(hours=1)
    phone(MOBILE).silence()
    assert incident.log.filter(kind="round").count() > 1
    for key in ("camille", "malik", "odile"):
        while world.phone(key).unread():
            world.phone(key).expect("CRISE")


def test_a_call_handed_back_is_told_and_its_next_owner(told, at_work, clock, phone):
    incident = told()
    take(at_work, incident)
    phone(MOBILE).expect("pris en charge par Camille")
    at_work(actions.pass_on, incident, via="link")

    phone(MOBILE).expect("Camille R. passe la main", "02 40 41 90 00")
    phone("malik").expect("Parc fermé").tap_link().press("I take it")
    clock.forward(minutes=1)
    phone(MOBILE).expect("pris en charge par Malik")


def test_working_notes_are_nobodys_news(told, at_work, phone):
    incident = told()
    take(at_work, incident)
    phone(MOBILE).expect("pris en charge")

    at_work(actions.add_note, incident, text="Appeler la préfecture")
    at_work(actions.choose_event, incident, event="park_wind")

    phone(MOBILE).silence()


def test_whoever_follows_on_the_page_only_gets_nothing(told, at_work, phone):
    incident = told(Telling.PAGE, "")
    take(at_work, incident)
    at_work(actions.close, incident, outcome="published")

    phone(MOBILE).silence()
    assert not Following.objects.exists()


def test_what_was_before_the_choice_is_on_the_page_only(
    told, at_work, clock, phone, cabinet
):
    incident = told(Telling.PAGE, "")
    take(at_work, incident)
    chosen = {"way": Telling.SMS, "to": MOBILE, "caller": cabinet}

    actions.choose_telling(incident_id=incident.pk, **chosen, at=clock.now)
    clock.tick()
    phone(MOBILE).silence()
    at_work(actions.close, incident, outcome="published")

    phone(MOBILE).expect("terminé")
    cabinet.refresh_from_db()
    assert cabinet.told_by == Telling.SMS


# --- once, in order -----------------------------------------------------------------
def test_what_happens_before_it_leaves_is_told_together(told, world, clock, phone):
    incident, by = told(), world.person("camille")
    actions.take(incident_id=incident.pk, by=by, via="link", at=clock.now)
    decide_about(incident_id=incident.pk, decision="publish", by=by, at=clock.now)

    clock.tick()

    phone(MOBILE).expect("pris en charge par Camille", "Décision: publier")
    phone(MOBILE).silence()


def test_the_next_text_waits_until_the_one_before_has_left(told, at_work, clock, world):
    incident, by = told(), world.person("camille")
    actions.take(incident_id=incident.pk, by=by, via="link", at=clock.now)
    tell_callers(clock.now)  # written, and not sent
    decide_about(incident_id=incident.pk, decision="publish", by=by, at=clock.now)

    assert not tell_caller(incident_id=incident.pk, at=clock.now + SECOND)
    clock.tick()
    clock.now += SECOND
    clock.tick()
    clock.now += 2 * SECOND
    clock.tick()

    world.phone(MOBILE).expect("pris en charge")
    world.phone(MOBILE).expect("décision: publier")


def test_one_that_does_not_leave_keeps_the_next_for_half_a_minute_only(
    told, clock, world
):
    incident, by = told(), world.person("camille")
    actions.take(incident_id=incident.pk, by=by, via="link", at=clock.now)
    tell_callers(clock.now)
    decide_about(incident_id=incident.pk, decision="publish", by=by, at=clock.now)

    assert tell_callers(clock.now + 29 * SECOND) == 0
    assert tell_callers(clock.now + 31 * SECOND) == 1
    Page.objects.filter(purpose=Purpose.CALLER).delete()


def test_telling_twice_tells_once(told, world, clock, phone):
    incident = told()
    by = world.person("camille")
    actions.take(incident_id=incident.pk, by=by, via="link", at=clock.now)

    assert [tell_callers(clock.now) for _ in range(3)] == [1, 0, 0]
    clock.tick()

    phone(MOBILE).expect("pris en charge")
    phone(MOBILE).silence()


def test_after_the_end_only_the_end_is_told(told, world, clock, phone):
    incident, by = told(), world.person("camille")
    actions.take(incident_id=incident.pk, by=by, via="link", at=clock.now)
    tell_callers(clock.now)
    actions.close(incident_id=incident.pk, outcome="not_published", by=by, at=clock.now)
    clock.forward(minutes=1)

    phone(MOBILE).expect("terminé, rien n'est publié")
    phone(MOBILE).silence()
    actions.add_note(incident_id=incident.pk, text="Suite", by=by, at=clock.now)
    clock.forward(minutes=1)
    phone(MOBILE).silence()


def test_a_letter_that_waits_for_its_server_is_dropped_at_the_end(
    told, world, clock, settings
):
    incident, by = told(Telling.EMAIL, ADDRESS), world.person("camille")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    actions.take(incident_id=incident.pk, by=by, via="link", at=clock.now)
    clock.tick()
    decide_about(incident_id=incident.pk, decision="publish", by=by, at=clock.now)
    clock.tick()
    assert CallerLetter.objects.count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    actions.close(incident_id=incident.pk, outcome="published", by=by, at=clock.now)
    clock.forward(minutes=10)

    [closed] = letters()
    assert "Terminé, publié" in closed
    states = CallerLetter.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [NoticeState.FAILED, NoticeState.SENT]
