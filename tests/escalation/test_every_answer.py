"""Every answer in every situation: the same words mean the same by whatever way they
come, and what nothing came of is said.

Camille answers; her call is then in one of the situations below.
"""

from datetime import datetime, timedelta

import pytest
from browsing import Browser, signed_in
from harness import World

from escalation import actions
from escalation.core.replies import read_reply
from escalation.models import Incident, Page

SATURDAY = datetime(2026, 11, 28, 21, 10)
WAYS = ["first link", "last link", "sms", "voice", "signed in"]
WORDS = {"take": "OUI", "pass": "NON"}
ACTS = {"take": actions.take, "pass": actions.pass_on}


class Night:
    """A crisis that Camille was called about, and what others did with it since."""

    def __init__(self, world: World, incident: Incident) -> None:
        self.world, self.pk = world, incident.pk

    def does(self, act, key: str, **more) -> actions.Answer:
        """Somebody of the cast does something."""
        who, at = self.world.person(key), self.world.clock.now
        more = {name: self._named(name, value) for name, value in more.items()}
        return act(incident_id=self.pk, by=who, at=at, **more)

    def takes(self, key: str, **more) -> None:
        self.does(actions.take, key, via="page", **more)

    def hands(self, key: str, to: str) -> None:
        self.does(actions.offer, key, to=to)
        self.world.clock.tick()

    def tokens(self, key: str) -> list[str]:
        """Her links, the oldest first, whatever they were sent for."""
        sent = Page.objects.filter(incident=self.pk, person=self.world.person(key))
        return list(sent.order_by("pk").values_list("token", flat=True))

    def stands(self) -> tuple[str, str]:
        """The state, and who has it."""
        now = Incident.objects.select_related("owner").get(pk=self.pk)
        return now.state, now.owner.email.split("@")[0] if now.owner else ""

    def _named(self, name: str, value: object) -> object:
        person = self.world.person(str(value)) if name in ("to", "over_from") else None
        return person.pk if person and name == "over_from" else person or value


def asked_again(night):
    night.takes("camille")
    night.world.clock.forward(hours=1)


def offering(night):
    night.takes("camille")
    night.hands("camille", to="malik")


def offered(night):
    night.takes("malik")
    night.hands("malik", to="camille")


def handed_over(night):
    offering(night)
    night.takes("malik")


def taken_over(night):
    night.takes("camille")
    night.takes("odile", over_from="camille")


def withdrawn(night):
    offered(night)
    night.does(actions.withdraw_offer, "malik")


def closed(night):
    night.takes("camille")
    night.does(actions.close, "camille", outcome="published")


def declined(night):
    night.does(actions.pass_on, "camille", via="page")


# the situation → what a YES and a NO lead to: state and owner, words on her page,
# words in a text to her
OPEN, TAKEN, OVER = "triggered", "acknowledged", "resolved"
NOTHING_FOR_HER = "Taken by Malik T. at 21:10. There is nothing to do for you"
TABLE = {
    "called": (
        lambda night: None,
        ((TAKEN, "camille"), "You took it at 21:10.", "vous prenez en charge"),
        ((OPEN, ""), "You passed it on. Malik T. is", "appelons quelqu'un d'autre"),
    ),
    "declined": (
        declined,
        ((TAKEN, "camille"), "You took it at 21:10.", "vous prenez en charge"),
        ((OPEN, ""), "You passed it on.", "appelons quelqu'un d'autre"),
    ),
    "hers": (
        lambda night: night.takes("camille"),
        ((TAKEN, "camille"), "You took it at 21:10.", "vous prenez en charge"),
        ((OPEN, ""), "You passed it on. Malik T. is", "appelons quelqu'un d'autre"),
    ),
    "hers, and she was asked": (
        asked_again,
        ((TAKEN, "camille"), "Camille R. is still on it", "vous en occupez encore"),
        ((OPEN, ""), "You passed it on. Malik T. is", "appelons quelqu'un d'autre"),
    ),
    "hers, and Malik is asked": (
        offering,
        ((TAKEN, "camille"), "You asked Malik T. at 21:10.", "vous prenez en charge"),
        ((OPEN, ""), "You passed it on. Malik T. is", "appelons quelqu'un d'autre"),
    ),
    "Malik's": (
        lambda night: night.takes("malik"),
        ((TAKEN, "malik"), NOTHING_FOR_HER, "déjà pris en charge par Malik T."),
        ((TAKEN, "malik"), NOTHING_FOR_HER, "déjà pris en charge par Malik T."),
    ),
    "Malik's, and she is asked": (
        offered,
        ((TAKEN, "camille"), "You took it at 21:10.", "vous prenez en charge"),
        ((TAKEN, "malik"), "Noted: Malik T. keeps it.", "Malik T. garde l'appel"),
    ),
    "Malik's, who took it back": (
        withdrawn,
        ((TAKEN, "malik"), "Malik T. keeps it: you are", "déjà pris en charge par"),
        ((TAKEN, "malik"), "Malik T. keeps it: you are", "déjà pris en charge par"),
    ),
    "Malik's, who took it over": (
        handed_over,
        ((TAKEN, "malik"), "Malik T. has had it since", "déjà pris en charge par"),
        ((TAKEN, "malik"), "Malik T. has had it since", "déjà pris en charge par"),
    ),
    "Odile's, who took it over": (
        taken_over,
        ((TAKEN, "odile"), "Odile P. has had it since", "déjà pris en charge par"),
        ((TAKEN, "odile"), "Odile P. has had it since", "déjà pris en charge par"),
    ),
    "closed": (
        closed,
        ((OVER, "camille"), "There is nothing to do.", "c'est déjà terminé"),
        ((OVER, "camille"), "There is nothing to do.", "c'est déjà terminé"),
    ),
}


@pytest.fixture
def night(world, clock, cabinet) -> Night:
    """Camille was just told of a crisis, Malik is her backup, Odile leads."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    return Night(world, world.trigger(caller=cabinet))


@pytest.fixture(autouse=True)
def _texts_are_seen_elsewhere(world):
    yield
    for key in ("camille", "malik", "odile"):
        phone = world.phone(key)
        phone.read |= {message.pk for message in phone.unread()}


def answer(night: Night, way: str, said: str) -> Browser | None:
    """Camille says YES or NO; the page she looks at then, if it is one."""
    world, code = night.world, night.world.incident().code
    if way == "sms":
        assert read_reply(WORDS[said]).intent == said
        world.phone("camille").reply(WORDS[said])
        world.clock.tick()
        return None
    if way == "voice":
        night.does(
            {"take": actions.take, "pass": actions.pass_on}[said],
            "camille",
            via="voice",
        )
        return None
    if way == "signed in":
        desk = signed_in("camille@ville.example")
        assert desk.post(f"/t/edition/alerts/{code}/{said}/").status_code == 302
        return None
    token = night.tokens("camille")[0 if way == "first link" else -1]
    page = Browser().open(f"/p/{token}")
    csrf = page.client.cookies["csrftoken"].value
    sent = page.client.post(f"/p/{token}/{said}", {"csrfmiddlewaretoken": csrf})
    assert sent.status_code == 302
    return page.reload()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("said", WORDS)
@pytest.mark.parametrize("situation", TABLE)
def test_answer(night, situation, said, way):
    arrange, *outcomes = TABLE[situation]
    arrange(night)
    expected, on_page, in_text = outcomes[said == "pass"]

    page = answer(night, way, said)

    assert night.stands() == expected
    if page:
        page.sees(on_page)
    if way == "sms":
        night.world.phone("camille").expect(in_text)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("situation", TABLE)
def test_looking_answers_nothing(night, situation, method):
    arrange, *_ = TABLE[situation]
    arrange(night)
    before = night.stands(), night.world.incident().log.count()

    for token in night.tokens("camille"):
        look = getattr(Browser().client, method)
        assert look(f"/p/{token}").status_code == 200
        assert look(f"/p/{token}/live").status_code in (200, 286)
        for tail in ("take", "pass", "touch", "keep", "close", "note"):
            assert look(f"/p/{token}/{tail}").status_code == 405

    assert (night.stands(), night.world.incident().log.count()) == before


@pytest.mark.parametrize("said", WORDS)
def test_link_that_was_put_away_answers_nothing(night, clock, said):
    closed(night)
    token = night.tokens("camille")[0]
    page = Browser().open(f"/p/{token}")
    clock.set(clock.now + timedelta(days=4))

    sent = page.client.post(
        f"/p/{token}/{said}",
        {"csrfmiddlewaretoken": page.client.cookies["csrftoken"].value},
    )

    assert sent.status_code == 410
    assert "This call is over" in sent.text


def test_late_no_is_one_line(night):
    night.takes("malik")

    for _ in range(3):
        answer(night, "sms", "pass")

    page = night.world.office("odile")
    page.open(f"/t/edition/alerts/{night.world.incident().code}/")
    line = "Camille R. cannot either; somebody else had it by then"
    assert page.text.count(line) == 1


def test_what_one_link_says_is_said_of_its_own_call_alone(night, cabinet):
    other = night.world.trigger(title="Tram arrêté", caller=cabinet)

    answer(night, "first link", "take")

    other.refresh_from_db()
    assert other.state == OPEN
    assert night.stands() == (TAKEN, "camille")
