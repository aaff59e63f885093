"""Every write of a call: raising it, climbing the ladder, answering, closing.

Keyword-only, with `by` and `at`; the log entry is written in the same
transaction. Nothing here speaks to a provider: escalation/sending.py does,
after the commit.
"""

from escalation.actions.answers import (
    Answer,
    add_note,
    close,
    offer,
    pass_on,
    take,
    touch,
    withdraw_offer,
)
from escalation.actions.deferring import (
    MovedError,
    answer_deferred,
    assign_deferred,
    defer,
    handle_deferred,
)
from escalation.actions.keys import press_key
from escalation.actions.ladder import steps_due
from escalation.actions.preview import Preview, preview
from escalation.actions.raising import trigger
from escalation.actions.receipts import page_failed, record_status
from escalation.actions.replies import receive_sms
from escalation.actions.response import (
    add_post,
    choose_event,
    complete,
    decide_about,
    lower_to_user_info,
    raise_to_crisis,
    remove_post,
    tick,
)

__all__ = [
    "Answer",
    "MovedError",
    "Preview",
    "add_note",
    "add_post",
    "answer_deferred",
    "assign_deferred",
    "choose_event",
    "close",
    "complete",
    "decide_about",
    "defer",
    "handle_deferred",
    "lower_to_user_info",
    "offer",
    "page_failed",
    "pass_on",
    "press_key",
    "preview",
    "raise_to_crisis",
    "receive_sms",
    "record_status",
    "remove_post",
    "steps_due",
    "take",
    "tick",
    "touch",
    "trigger",
    "withdraw_offer",
]
