"""Procedures as text, their messages and slots; and what the program brings along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.sheets import VARIANTS, Sheet, blocks, join, read_sheet, steps
from escalation.core.slots import SLOTS, UNKNOWN, fill, missing, named, unknown
from escalation.models import Case, EventType
from escalation.playbook import usual

SUBJECTS = (*Case.values, *EventType.values)


def test_document_is_steps_and_three_messages():
    text = "- [ ] One\n--- first\nHello\n\nthere\n--- end\nOver\n"

    assert read_sheet(text) == Sheet("- [ ] One", "Hello\n\nthere", "", "Over")


def test_steps_and_prose_come_in_their_order():
    found = list(blocks("### Now\n- [ ] One\n* [x] Two\n\nMind *this*.\n- no step"))

    assert [(one.is_step, one.text) for one in found] == [
        (False, "### Now"),
        (True, "One"),
        (True, "Two"),
        (False, "Mind *this*.\n- no step"),
    ]


@given(st.lists(st.sampled_from(["- [ ] a", "b", "", "- [] c", "### d"])))
def test_no_line_is_lost(lines):
    found = " ".join(one.text for one in blocks("\n".join(lines)))

    for word in "abcd":
        assert found.count(word) == sum(line.endswith(word) for line in lines)


def test_event_adds_steps_and_takes_the_place_of_messages():
    case = Sheet("- [ ] One", "first", "update", "end")
    event = Sheet("- [ ] Two", first="wind")

    joined = join(case, event)

    assert steps(joined.steps) == ["One", "Two"]
    assert [joined.message(one) for one in VARIANTS] == ["wind", "update", "end"]


def test_what_is_not_known_stays_to_be_seen():
    text = "{what} in {where}, {where} until {until}."
    known = {"what": "Park closed", "until": "  "}

    assert named(text) == ["what", "where", "until"]
    assert missing(text, known) == ["where", "until"]
    assert fill(text, known, "en") == (
        "Park closed in [where?], [where?] until [until when?]."
    )


def test_braces_in_what_was_typed_are_no_slots():
    assert fill("{what}", {"what": "{until}", "until": "8 h"}, "fr") == "{until}"


def test_names_of_nothing_are_found():
    assert unknown("{what} {wher} { }") == ["wher", " "]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_program_knows_what_to_do_in_both_languages(subject):
    french, english = usual(subject, "fr"), usual(subject, "en")

    assert steps(french.steps)
    assert len(steps(french.steps)) == len(steps(english.steps))
    for variant in VARIANTS:
        fr, en = french.message(variant), english.message(variant)
        assert not unknown(fr + en)
        assert sorted(named(fr)) == sorted(named(en))


def test_every_slot_has_a_question():
    assert all(set(one) == set(SLOTS) for one in UNKNOWN.values())


def test_unknown_subject_is_empty():
    assert usual("picnic", "fr") == Sheet()
