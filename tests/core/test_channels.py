"""Which ways are used: the ladder's, narrowed by her choice and by what works."""

import pytest

from escalation.core.channels import ways_for


@pytest.mark.parametrize(
    ("asked", "chosen", "may_text", "may_ring", "ways"),
    [
        ("sms", "any", True, True, ("sms",)),
        ("both", "any", True, True, ("sms", "voice")),
        ("call", "any", True, True, ("voice",)),
        ("both", "sms", True, True, ("sms",)),
        ("call", "sms", True, True, ("sms",)),
        ("sms", "call", True, True, ("voice",)),
        ("sms", "sms", False, True, ("voice",)),
        ("call", "call", True, False, ("sms",)),
        ("sms", "any", False, True, ("voice",)),
        ("both", "any", False, False, ("email",)),
    ],
)
def test_a_choice_narrows_the_ladder_and_never_silences_it(
    asked, chosen, may_text, may_ring, ways
):
    assert ways_for(asked, chosen, may_text=may_text, may_ring=may_ring) == ways
