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
from escalation.actions.keys import press_key
from escalation.actions.ladder import steps_due
from escalation.actions.preview import Preview, preview
from escalation.actions.raising import defer, handle_deferred, trigger
from escalation.actions.receipts import page_failed, record_status
from escalation.actions.replies import receive_sms

__all__ = [
    "Answer",
    "Preview",
    "add_note",
    "close",
    "defer",
    "handle_deferred",
    "offer",
    "page_failed",
    "pass_on",
    "press_key",
    "preview",
    "receive_sms",
    "record_status",
    "steps_due",
    "take",
    "touch",
    "trigger",
    "withdraw_offer",
]
