"""Test phones in people's hands: what they show, how they ring, and the page on which
a test answers them."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from browsing import Browser, Control, Form

from escalation.models import CallState, HandsetCall, HandsetMessage, PageState


def seen(number: str = ""):
    """The texts shown by a phone, or by all; one that is off shows none."""
    received = HandsetMessage.objects.filter(outbound=True, state=PageState.DELIVERED)
    return received.filter(handset__phone=number) if number else received


def rung():
    """The calls that made a phone ring; one that is off does not."""
    return HandsetCall.objects.exclude(state=CallState.VOICEMAIL)


class Message:
    """What somebody received: a text, or an e-mail."""

    def __init__(self, body: str, at: datetime) -> None:
        self.body = body
        self.at = at

    @property
    def link(self) -> str:
        """The path of the link in it."""
        found = re.search(r"https?://\S+", self.body)
        assert found, f"no link in “{self.body}”"
        return urlsplit(found.group()).path

    def tap_link(self) -> Browser:
        """Opens the link in a browser where nobody is signed in."""
        return Browser().open(self.link)


class Phone:
    """A test phone in somebody's hand."""

    def __init__(self, world: Any, number: str) -> None:
        self.world = world
        self.number = number
        self.read: set[int] = set()
        self.heard: set[int] = set()  # calls that something has expected

    def unread(self) -> list[HandsetMessage]:
        """Texts that nothing has expected yet, oldest first."""
        return [row for row in seen(self.number) if row.pk not in self.read]

    def expect(self, *words: str) -> Message:
        """The first unread text that holds all the words; fails without one."""
        rows = self.unread()
        for row in rows:
            if all(word.lower() in row.body.lower() for word in words):
                self.read.add(row.pk)
                return Message(row.body, row.at)
        shown = [row.body for row in rows]
        raise AssertionError(f"{self.number} has no text with {words}; it has {shown}")

    def rings(self) -> "Phone":
        """Fails unless it is ringing now."""
        call = self.call()
        assert call.state_at(self.world.clock.now) == CallState.RINGING, call
        return self

    def hears(self, *words: str) -> "Phone":
        """Answers if it rings; fails unless all the words are in what was said last."""
        call = self.call()
        if call.state_at(self.world.clock.now) == CallState.RINGING:
            self.world.phones_page().handle(call.pk, "answer")
            call.refresh_from_db()
        for word in words:
            assert word.lower() in call.heard.lower(), f"“{word}” not in “{call.heard}”"
        return self

    def presses(self, key: str) -> "Phone":
        """Presses a key while somebody speaks."""
        self.world.phones_page().handle(self.call().pk, key)
        return self

    def hangs_up(self) -> None:
        """Does not pick up, or ends the call."""
        self.world.phones_page().handle(self.call().pk, "hang_up")

    def call(self) -> HandsetCall:
        """The last call to it; fails when it never rang."""
        call = rung().filter(handset__phone=self.number).last()
        assert call is not None, f"{self.number} has not rung"
        self.heard.add(call.pk)
        return call

    def silence(self) -> None:
        """Fails when a text or a call has come that nothing expected."""
        shown = [row.body for row in self.unread()]
        assert not shown, f"{self.number} got {shown}"
        assert not self.surprising_calls(), f"{self.number} has rung"

    def surprising_calls(self) -> list[HandsetCall]:
        """Calls nobody expected. Beside a text that was, a call needs no word of its
        own: a ladder may do both."""
        calls = rung().filter(handset__phone=self.number).exclude(pk__in=self.heard)
        return [] if self.read else list(calls)

    def reply(self, body: str) -> None:
        """Answers by text, from the Test phones page."""
        self.world.phones_page().reply(self.number, body)

    def becomes(self, mode: str) -> None:
        """Switched off, not in service, blocked or on again (HandsetMode)."""
        self.world.phones_page().switch(self.number, mode)


class PhonesPage(Browser):
    """The Test phones page, where handsets are answered and switched off."""

    def reply(self, number: str, body: str) -> None:
        """Writes a text on a phone."""
        form = self._form(number, "body")
        self.send(form, form.buttons[0], body=body)

    def switch(self, number: str, mode: str) -> None:
        """Switches a phone off, on, out of service or blocked (HandsetMode)."""
        form = self._form(number, "mode")
        self.send(form, form.buttons[0], mode=mode)

    def handle(self, call: int, do: str) -> None:
        """Answers a call, presses a key in it, or hangs up (“answer”, “hang_up”)."""
        form = self._form(str(call), "do", name="call")
        self.send(form, Control("do", "submit", do))

    def _form(self, value: str, control: str, name: str = "phone") -> Form:
        for form in self.forms:
            if control in form.names() and [value] == form.data().get(name):
                return form
        raise AssertionError(f"no {name} {value} with “{control}” on {self.path}")
