"""Letters about the weekend sheet: Thursday, Friday, and when it changes; once each."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from briefing import other_row, post_row
from browsing import Browser
from django.core import mail

from escalation.actions.briefs import change_row, remove_row, reread
from escalation.actions.confirming import ask_holders
from escalation.actions.replying import save_replies
from escalation.models import Brief, BriefCopy
from escalation.notices import deliver_due
from escalation.preparing import prepare
from escalation.tasks import look_after_briefs
from rota.models import Notice, Seat, Shift

THURSDAY = datetime(2026, 11, 19, 10, 0)
FRIDAY = datetime(2026, 11, 20, 15, 0)
SATURDAY = datetime(2026, 11, 21, 10, 0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def period(world):
    """The weekend of 21 November, Camille's; its sheet is made on Wednesday."""
    period = world.on_duty("camille", backup="malik")
    look_after_briefs()
    return period


@pytest.fixture
def row(world, period):
    return post_row(world, SATURDAY, link="https://outil.example/41")


def at(clock, moment: datetime) -> None:
    clock.set(moment)
    look_after_briefs()


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return [one.person.name for one in rows.select_related("person")]


def mailed(world, key: str, *words: str) -> str:
    """The letter, with plain spaces."""
    return world.mail(key, *words).body.replace("\xa0", " ")


def link_in(letter: str) -> str:
    return "/sheet/" + letter.split("/sheet/")[1].split()[0]


def speaks(world, key: str, language: str) -> None:
    person = world.person(key)
    person.language = language
    person.save()


def test_thursday_the_team_is_asked_once(world, row, reader, clock):
    at(clock, THURSDAY - MINUTE)
    assert told("brief_due") == []
    for minutes in (0, 5, 10):
        at(clock, THURSDAY + minutes * MINUTE)

    assert len(told("brief_due")) == 8
    assert reader.name not in told("brief_due")
    deliver_due(clock.now)
    letter = mailed(world, "sofia", "Feuille du week-end à remplir", "/weekend/")
    assert "Pour l’instant : 1 publication programmée, 0 sujet, 0 contact." in letter
    assert "sam. 21 nov., 10 h, Facebook" in letter
    assert "10 h, Facebook" not in mailed(world, "yann", "Feuille du")


def test_thursday_in_english_and_empty(world, period, clock):
    speaks(world, "yann", "en")
    at(clock, THURSDAY)
    deliver_due(clock.now)

    world.mail("yann", "Weekend sheet to fill in", "It is still empty.")


def test_rota_published_on_friday_asks_nobody_for_thursday(world, clock):
    clock.set(FRIDAY - timedelta(hours=2))
    world.on_duty("camille")
    look_after_briefs()

    assert told("brief_due") == []


def test_unpublished_weekend_has_no_sheet_yet(team, clock):
    look_after_briefs()

    assert not Brief.objects.exists()


def test_friday_those_on_duty_get_it_once(world, row, clock):
    at(clock, FRIDAY - MINUTE)
    assert told("brief") == []
    for minutes in (0, 5, 30):
        at(clock, FRIDAY + minutes * MINUTE)

    assert sorted(told("brief")) == ["Camille Roux", "Malik Traoré"]


def test_friday_letter_says_all_but_numbers(world, row, clock):
    other_row(world, "contact", title="Espaces verts", phone="+33240000012")
    other_row(world, "note", text="Le gardien : 06 39 98 01 77")
    subject = {"title": "Tram", "text": "Bus relais toutes les dix minutes."}
    other_row(world, "subject", **subject)
    yann = world.person("yann")
    reread(row_id=row.pk, seen=1, done=True, by=yann, at=clock.now)
    at(clock, FRIDAY)
    deliver_due(clock.now)

    plain = mailed(world, "camille", "Feuille du week-end", "Vous êtes d’astreinte")
    assert "sam. 21 nov., 10 h, Facebook – Sofia A. – relu par Yann G." in plain
    assert "https://outil.example/41" in plain
    assert "Bus relais toutes les dix minutes." in plain
    assert "Espaces verts" in plain
    for number in ("02 40 00 00 12", "0240000012", "+33240000012", "06 39"):
        assert number not in plain
    world.mail("malik", "Vous êtes en renfort")


def test_friday_letter_in_english_with_what_is_not_reread(world, row, clock):
    speaks(world, "camille", "en")
    at(clock, FRIDAY)
    deliver_due(clock.now)

    world.mail("camille", "You are on call", "NOT RE-READ by a second person")


def test_link_of_the_letter_opens_the_sheet_without_an_account(world, row, clock):
    other_row(world, "contact", title="Espaces verts", phone="+33240000012")
    at(clock, FRIDAY)
    deliver_due(clock.now)
    path = link_in(mailed(world, "camille", "Feuille du week-end"))

    page = Browser().open(path)

    page.sees("Weekend sheet", "Le marché de Noël ouvre samedi.", "02 40 00 00 12")
    assert "Change" not in page.text
    page.follow("Take it with you")
    page.sees("Espaces verts", "02 40 00 00 12")
    assert "attachment" in page.response["Content-Disposition"]
    assert "no-store" in page.response["Cache-Control"]


def test_link_of_somebody_replaced_shows_nothing(world, row, clock, period):
    at(clock, FRIDAY)
    deliver_due(clock.now)
    path = link_in(mailed(world, "camille", "Feuille"))
    shift = period.shifts.get(seat=Seat.ON_CALL)
    Shift.objects.filter(pk=shift.pk).update(
        membership=world.member("ines"), revision=shift.revision + 1
    )

    assert Browser().open(path).status == 404


@pytest.mark.parametrize(("days", "status"), [(2, 200), (6, 410)])
def test_link_ends_some_days_after_the_weekend(world, row, clock, days, status):
    at(clock, FRIDAY)
    deliver_due(clock.now)
    path = link_in(mailed(world, "camille", "Feuille"))

    clock.set(FRIDAY + timedelta(days=days))

    assert Browser().open(path).status == status


def test_whoever_takes_over_later_gets_it_too(world, row, clock, period):
    at(clock, FRIDAY)
    shift = period.shifts.get(seat=Seat.ON_CALL)
    sunday = datetime(2026, 11, 22, 10, 0, tzinfo=world.team.zone)
    Shift.objects.filter(pk=shift.pk).update(ends_at=sunday)
    shift.pk, shift.uid, shift._state.adding = None, uuid4(), True
    shift.starts_at, shift.ends_at = sunday, period.ends_at
    shift.membership = world.member("ines")
    shift.save()

    at(clock, SATURDAY)

    assert sorted(told("brief")) == ["Camille Roux", "Inès Nadir", "Malik Traoré"]


def test_empty_sheet_is_sent_once_there_is_something_on_it(world, period, clock):
    at(clock, FRIDAY)
    assert told("brief") == []

    other_row(world, "note", text="Badge au poste de garde")
    at(clock, FRIDAY + 5 * MINUTE)

    assert len(told("brief")) == 2


def test_changes_are_told_in_one_line_and_not_at_every_keystroke(world, row, clock):
    at(clock, FRIDAY)
    sofia = world.person("sofia")
    clock.set(SATURDAY)
    for number in range(1, 4):
        text = {"text": f"Version {number}"}
        change_row(row_id=row.pk, seen=number, values=text, by=sofia, at=clock.now)
    post_row(world, SATURDAY + timedelta(hours=9), outlet="X")
    other_row(world, "note", text="Badge au poste de garde")
    at(clock, SATURDAY + 4 * MINUTE)
    assert told("brief_changed") == []
    at(clock, SATURDAY + 6 * MINUTE)
    at(clock, SATURDAY + 11 * MINUTE)

    assert len(told("brief_changed")) == 2
    deliver_due(clock.now)
    plain = mailed(world, "camille", "La feuille du week-end a changé", "/sheet/")
    changed = "Facebook, sam. 21 nov., 10 h ; X, sam. 21 nov., 19 h ; 1 autre ligne."
    assert changed in plain


def test_at_most_one_line_in_half_an_hour(world, row, clock):
    at(clock, FRIDAY)
    about = {"row_id": row.pk, "by": world.person("sofia")}
    for version in range(1, 13):
        clock.forward(minutes=5)
        text = {"text": f"Version {version}"}
        change_row(seen=version, values=text, at=clock.now, **about)
        look_after_briefs()

    assert told("brief_changed").count("Camille Roux") == 2


def test_nobody_is_told_of_her_own_changes(world, row, clock):
    at(clock, FRIDAY)
    clock.forward(minutes=1)
    camille = world.person("camille")
    remove_row(row_id=row.pk, seen=1, by=camille, at=clock.now)
    at(clock, FRIDAY + timedelta(hours=1))
    deliver_due(clock.now)

    assert told("brief_changed") == ["Malik Traoré"]
    assert "(retiré)" in mailed(world, "malik", "a changé")


def test_changes_in_english(world, row, clock):
    speaks(world, "camille", "en")
    at(clock, FRIDAY)
    clock.forward(minutes=1)
    sofia = world.person("sofia")
    remove_row(row_id=row.pk, seen=1, by=sofia, at=clock.now)
    other_row(world, "note", text="Badge au poste de garde")
    at(clock, FRIDAY + timedelta(hours=1))
    deliver_due(clock.now)

    plain = mailed(world, "camille", "The weekend sheet has changed", "/sheet/")
    assert "Facebook, Sat 21 Nov, 10:00 (removed); 1 other row." in plain


def test_change_before_friday_is_no_news(world, row, clock):
    text = {"text": "Autre"}
    sofia = world.person("sofia")
    change_row(row_id=row.pk, seen=1, values=text, by=sofia, at=clock.now)

    assert Brief.objects.get().news_at is None


def test_swap_after_the_letter_was_written_sends_nothing_to_the_wrong_one(
    world, row, clock, period
):
    at(clock, FRIDAY)
    shift = period.shifts.get(seat=Seat.ON_CALL)
    shift.membership = world.member("ines")
    shift.save()

    deliver_due(clock.now)

    assert [letter.to for letter in mail.outbox] == [["malik@ville.example"]]


def test_team_may_switch_letters_off(world, row, clock):
    off = {"url": "", "minutes": 60, "reminds": False}
    save_replies(team=world.team, texts={}, **off, by=None, at=clock.now)

    at(clock, THURSDAY)
    at(clock, FRIDAY)

    assert not Notice.objects.exists()
    assert not BriefCopy.objects.exists()


def test_friday_noon_the_letter_to_the_lead_counts_what_is_not_reread(
    world, row, clock
):
    clock.set(THURSDAY)
    ask_holders(team=world.team, at=clock.now)
    prepare(clock.now)
    clock.set(FRIDAY - timedelta(hours=3))
    prepare(clock.now)
    deliver_due(clock.now)

    letter = mailed(world, "odile", "Pas de confirmation")
    assert "n’a pas encore relu 1 publication programmée" in letter
