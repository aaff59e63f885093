"""The sentences of the trace: what a state is called on a channel, and what a code
means, for somebody who never read a provider's documentation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from escalation.core.codes import meaning_of
from escalation.models import Channel, PageState

SENTENCES: dict[str, Any] = {
    "key": _("The provider refused our key: the settings must be corrected."),
    "suspended": _("Our account at the provider is suspended or closed."),
    "account": _("The provider does not know our account."),
    "sender": _("The provider does not let us use this sender."),
    "country": _("Our account may not reach the country of this number."),
    "no_voice": _("Our account may not ring telephones."),
    "trial": _("A trial account reaches only numbers that were verified for it."),
    "address": _("The provider refused the address that we gave for this call."),
    "receipts": _("The provider refused the address for receipts: none come."),
    "connection": _("The provider could not be reached: nothing was sent."),
    "certificate": _("The provider's certificate is not trusted: nothing was sent."),
    "server": _("The settings name a server that must not have our keys."),
    "settings": _("The settings of the provider are incomplete or wrong."),
    "busy_provider": _("The provider took no more requests at that moment."),
    "away": _("The provider was not available at that moment."),
    "queue": _("The provider's queue was full."),
    "number": _("This number does not exist, or is not in service."),
    "landline": _("This number takes no texts: a landline, or a closed line."),
    "stop": _("This phone sent STOP: it gets no text until it sends START."),
    "unreachable": _("The phone is off, or out of coverage."),
    "route": _("The provider cannot reach this number from our sender."),
    "refused": _("The operator or the phone refused the text."),
    "filtered": _("The operator took the text for advertising and dropped it."),
    "long": _("The text is too long: an error of this program."),
    "empty": _("The text is empty: an error of this program."),
    "own_number": _("The number is that of our own sender."),
    "request": _("The provider did not understand our request: a program error."),
    "unknown": _("The operator did not say why it was not delivered."),
    "expired": _("It was not delivered while it was still useful."),
    "held": _("Held back: several texts had just left for the same person."),
    "brake": _("Held back: too many texts were leaving at once."),
    "rang": _("It rang, and nobody picked up."),
    "busy_line": _("The line was busy."),
    "no_key": _("Somebody or a voicemail picked up, and no key was pressed."),
    # where only what a code speaks about is known (core/delivery.Scope)
    "passing": _("The provider could not take it at that moment."),
    "contact": _("This number cannot be reached."),
    "blocked": _("This phone blocks our texts."),
    "config": _("The provider faults our account or our settings."),
    "content": _("The provider or the operator refused this text."),
    "callback": _("The provider refused the address for receipts: none come."),
    "bug": _("The provider did not understand our request: a program error."),
    "other": _("The provider's documentation explains this code."),
    # without any code
    "silence": _("The provider did not answer: it may have been sent or not."),
    "late": _("It would have come too late to be useful."),
}
CALL_STATES: dict[str, Any] = {
    PageState.ACCEPTED: _("being put through"),
    PageState.SENT: _("it rings"),
    PageState.DELIVERED: _("a key was pressed"),
    PageState.UNDELIVERED: _("no answer"),
    PageState.FAILED: _("could not be rung"),
}


def explain(code: str, state: str) -> str:
    """One plain sentence in the active language; empty when all went well."""
    name = meaning_of(code, state)
    return str(SENTENCES[name]) if name else ""


def state_in_words(channel: str, state: str) -> str:
    """What a state is called in the active language; a call is not “delivered”."""
    if channel == Channel.VOICE and state in CALL_STATES:
        return str(CALL_STATES[PageState(state)])
    return str(PageState(state).label)
