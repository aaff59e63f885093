"""A text of a crisis that somebody named validates before it is published."""

import pytest
from browsing import Browser
from crises import close, does, kinds, taken_crisis

from escalation.actions.validating import (
    alarm_unvalidated,
    answer_validation,
    ask_validation,
)
from escalation.actions.watching import watch
from escalation.models import Incident, Validation

TEXT = "Fumées à Cheviré : fermez vos fenêtres.\nProchain point à 15 h."


@pytest.fixture
def crisis(world, clock, caller):
    return taken_crisis(world, clock, caller)


@pytest.fixture
def page(world, crisis) -> Browser:
    """Camille's own page."""
    token = crisis.pages.filter(person=world.person("camille")).first().token
    return Browser().open(f"/p/{token}")


def asks(world, crisis, whom: str = "sofia", text: str = TEXT, minutes: int = 10):
    answer = does(
        world,
        crisis,
        ask_validation,
        "camille",
        text=text,
        validator=world.person(whom),
        minutes=minutes,
    )
    world.clock.tick()
    return answer


@pytest.fixture
def hers(world, crisis, phone) -> Browser:
    """Sofia taps the link of her text."""
    asks(world, crisis)
    return phone("sofia").expect("Camille R. vous demande de valider").tap_link()


def test_text_is_asked_from_the_page_of_the_call(world, page, clock, phone):
    sofia = world.person("sofia")
    page.press("Ask for validation", text=TEXT, validator=str(sofia.pk), minutes="15")
    clock.tick()

    page.sees("Sofia A. was asked at 14:00, until 14:15.", "You are told by SMS.")
    phone("sofia").expect("avant 14h15", "/v/")
    asked = Validation.objects.get()
    assert asked.text.split() == TEXT.split()
    assert (asked.number, asked.validator, asked.writer.short_name) == (
        1,
        sofia,
        "Camille R.",
    )


def test_next_message_is_proposed_with_what_is_known(page):
    assert "Fumées visibles à Cheviré" in page.html.split('name="text"')[1][:600]


def test_people_in_the_call_and_leads_come_first(world, page, crisis):
    ines = world.person("ines")
    does(world, crisis, watch, "camille", kind="monitoring", person=ines)
    choices = page.reload().html.split('name="validator"')[1].split("</select>")[0]

    assert choices.index("Inès") < choices.index("Team leads")
    assert choices.index("Odile") < choices.index('label="Team"')
    assert choices.index('label="Team"') < choices.index("Sofia")
    assert "Camille" not in choices


def test_page_shows_the_text_and_answers_nothing_by_itself(hers, clock):
    hers.sees("A text to validate", "fermez vos fenêtres", "Camille R. asks you")
    hers.sees("before 14:10: may this be published?")

    hers.client.head(hers.path)
    assert Validation.objects.get().verdict == ""
    assert "Camille" in hers.text
    assert "sofia@" not in hers.html


def test_as_it_is(world, hers, crisis, page, clock, phone):
    clock.forward(minutes=3)
    hers.press("Publish it as it is")
    clock.tick()

    hers.sees("Sofia A., 14:03: publish it as it is.", "You have nothing more to do")
    phone("camille").expect("Sofia A. valide le texte tel quel.", "/p/")
    page.reload().sees("Sofia A., 14:03: publish it as it is.", "Copy this text")
    assert "validation_yes" in kinds(crisis)


def test_with_changes(world, hers, crisis, page, clock, phone):
    hers.press("Publish it with these changes", changed_text="Fermez tout.")
    clock.tick()

    phone("camille").expect("valide avec des changements")
    page.reload().sees("publish it with these changes.", "Fermez tout.")
    assert Validation.objects.get().text.split() == TEXT.split()
    assert Validation.objects.get().final_text == "Fermez tout."


def test_changes_that_change_nothing_are_none(hers, clock, phone):
    hers.press("Publish it with these changes")
    clock.tick()

    phone("camille").expect("tel quel")
    assert Validation.objects.get().verdict == "yes"


def test_not_at_all_needs_a_reason(hers, page, clock, phone):
    hers.press("Do not publish it", reason="")
    hers.sees("Say why, in a few words.")
    assert Validation.objects.get().verdict == ""

    hers.press("Do not publish it", reason="Attendez la préfecture.")
    clock.tick()

    phone("camille").expect("demande de ne pas publier")
    page.reload().sees("do not publish it. Attendez la préfecture.")
    assert Validation.objects.get().final_text == ""


def test_nothing_typed_is_lost_when_it_is_too_long(hers):
    hers.press("Publish it with these changes", changed_text="x" * 6000)

    hers.sees("That is 6000 characters; 5000 fit.")
    assert "x" * 6000 in hers.html


def test_twenty_thousand_characters_are_given_back(world, page):
    sofia = str(world.person("sofia").pk)
    page.press("Ask for validation", text="y" * 20000, validator=sofia, minutes="10")

    page.sees("That is 20000 characters; 5000 fit.")
    assert "y" * 20000 in page.html
    assert not Validation.objects.exists()


def test_somebody_outside_the_list_cannot_be_asked(world, page, reader):
    token = page.client.cookies["csrftoken"].value
    for person in (reader, world.person("camille")):
        said = {"csrfmiddlewaretoken": token} | {
            "text": "a",
            "validator": str(person.pk),
            "minutes": "9",
        }
        answer = page.client.post(f"{page.path}/do/validate", said)
        assert b"Choose somebody from the list." in answer.content

    assert not Validation.objects.exists()


def test_second_answer_hears_that_the_first_counts(hers, clock, phone):
    again = Browser().open(hers.path)
    hers.press("Publish it as it is")
    again.press("Do not publish it", reason="Finalement non.")
    clock.tick()

    again.sees("You had answered already: the first answer counts.")
    again.sees("You wrote: “Finalement non.”")
    phone("camille").expect("tel quel")


def test_no_answer_is_told_once(world, hers, crisis, page, clock, phone):
    clock.forward(minutes=9)
    phone("camille").silence()
    clock.forward(minutes=20)

    phone("camille").expect("Sofia A. n'a pas répondu. Décidez")
    page.reload().sees("No answer from Sofia A.", "Decide yourself, or ask")
    assert kinds(crisis).count("validation_late") == 1


def test_late_answer_still_counts(world, hers, crisis, page, clock, phone):
    clock.forward(minutes=11)
    phone("camille").expect("n'a pas répondu")

    hers.reload().sees("The time is over: Camille R. may have decided already.")
    hers.press("Publish it as it is")
    clock.tick()

    phone("camille").expect("tel quel")
    page.reload().sees("publish it as it is. After the deadline.")


def test_another_text_takes_the_place_of_the_first(
    world, hers, crisis, page, clock, phone
):
    clock.forward(minutes=5)
    asks(world, crisis, "lena", text="Deuxième texte.")
    phone("lena").expect("valider")

    hers.press("Publish it as it is")
    hers.sees("another one was asked since.", "You have nothing to do.")
    clock.forward(minutes=6)
    phone("camille").silence()  # nobody waits for the first one any more
    page.reload().sees("Lena B. was asked at", "1 earlier text")
    clock.forward(minutes=6)
    phone("camille").expect("Lena B. n'a pas répondu")


def test_after_the_end_there_is_nothing_to_validate(world, hers, crisis, clock, phone):
    close(world, crisis, "camille")
    hers.press("Publish it as it is")
    clock.tick()

    hers.sees("It is over: there is nothing to validate any more.")
    phone("sofia").expect("terminée")
    phone("camille").silence()


def test_link_expires_and_leaves_with_its_person(world, hers, crisis, clock, phone):
    member = world.member("sofia")
    member.until_on = clock.now.date().replace(day=27)
    member.save()
    assert hers.client.get(hers.path).status_code == 403
    member.until_on = None
    member.save()

    close(world, crisis, "camille")
    clock.tick()
    phone("sofia").expect("terminée")
    clock.forward(hours=73)
    assert hers.client.get(hers.path).status_code == 410


def test_only_who_works_on_a_crisis_asks(world, crisis):
    said = {"text": "a", "validator": world.person("sofia"), "minutes": 10}
    assert does(world, crisis, ask_validation, "yann", **said).result == "not_yours"

    Incident.objects.filter(pk=crisis.pk).update(case="user_info")
    answer = does(world, crisis, ask_validation, "camille", **said)
    assert answer.result == "no_crisis"


def test_form_sent_twice_asks_once(world, crisis, phone):
    said = {"text": "a", "validator": world.person("sofia"), "minutes": 10}
    for _ in range(2):
        does(world, crisis, ask_validation, "camille", once="x", **said)
    world.clock.tick()

    phone("sofia").expect("valider")
    assert Validation.objects.count() == 1


def test_alarm_runs_once_and_not_after_an_answer(world, crisis, phone):
    asks(world, crisis)
    phone("sofia").expect("valider")
    asked = Validation.objects.get()
    answer_validation(validation_id=asked.pk, verdict="yes", at=world.clock.now)

    alarm_unvalidated(validation_id=asked.pk, at=asked.deadline_at)

    assert "validation_late" not in kinds(crisis)
    world.clock.tick()
    phone("camille").expect("tel quel")


def test_callers_do_not_read_it(world, hers, crisis, caller):
    lines = world.desk(caller).open(f"{world.desk(caller).path}/{crisis.code}")

    assert "fermez vos fenêtres" not in lines.text
