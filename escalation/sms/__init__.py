"""The provider port: a provider is one file here and one name in settings.

To add one: write a class with these methods, name it in PROVIDERS, in settings.py
and in checks.py, and list its settings in README. The engine knows none by name.
"""

from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from escalation.core.delivery import (
    Accepted,
    Account,
    Capabilities,
    Inbound,
    Result,
    StatusUpdate,
    Unknown,
)


class Provider(Protocol):
    """How the engine sees any SMS provider. Methods never raise for what a
    provider says or fails to say: they return it."""

    name: str

    @property
    def capabilities(self) -> Capabilities:
        """What this provider can do with its present settings."""
        ...

    def send(
        self, *, to: str, text: str, reference: str, validity: int, at: datetime
    ) -> Result:
        """Hands over one text; returns within 15 s whatever happens.

        `to` is E.164; `reference` is the page's uuid, put in the callback
        address; `validity` is in seconds.
        """
        ...

    def find(self, *, to: str, text: str, since: datetime) -> Accepted | Unknown | None:
        """Was this very text accepted since then? Unknown: it could not be asked."""
        ...

    def status(self, provider_id: str) -> StatusUpdate | None:
        """The present state of a text, or None when it cannot be asked now."""
        ...

    def account(self) -> Account:
        """Whether texts could leave now, without sending any; within 15 s."""
        ...

    def is_genuine(self, request: HttpRequest) -> bool:
        """True when a webhook request was signed by the provider, or came to an
        address that it alone was told."""
        ...

    def parse_status(self, request: HttpRequest) -> StatusUpdate | None:
        """The receipt in a webhook request, or a bell; None when it says nothing
        useful."""
        ...

    def parse_inbound(self, request: HttpRequest) -> Inbound | None:
        """The text in a webhook request."""
        ...


class Voice(Protocol):
    """How the engine rings people, through a provider that can as well
    (`capabilities.voice`, and it says which requests are genuine); it keeps the same
    manners."""

    name: str

    def place_call(self, *, to: str, reference: str, at: datetime) -> Result:
        """Rings `to`; `reference` is the page's uuid, in every address it is given,
        and no words are: they are fetched when somebody picks up. At most 15 s."""
        ...

    def find_call(
        self, *, to: str, since: datetime, known: frozenset[str]
    ) -> Accepted | Unknown | None:
        """Was this number rung since then, by a call that is none of `known`?"""
        ...

    def call_status(self, provider_id: str, at: datetime) -> StatusUpdate | None:
        """The present state of a call, or None when it cannot be asked now."""
        ...

    def parse_call_status(self, request: HttpRequest) -> StatusUpdate | None:
        """The state of a call in a webhook request; None when it says nothing."""
        ...

    def parse_key(self, request: HttpRequest) -> str:
        """The key pressed in a webhook request; empty for none."""
        ...

    def say(self, words: str, *, language: str, key_url: str = "") -> HttpResponse:
        """The answer to a webhook request that speaks these words and ends the call.
        With `key_url` it invites to press a key first, and that is told there."""
        ...


PROVIDERS = {
    "simulator": "escalation.sms.simulator.Simulator",
    "twilio": "escalation.sms.twilio.Twilio",
    "ovhcloud": "escalation.sms.ovhcloud.Ovhcloud",
    "http": "escalation.sms.http.HttpGateway",
}

VOICES = {
    "simulator": "escalation.sms.simulator_voice.SimulatorVoice",
    "twilio": "escalation.sms.twilio.TwilioVoice",
}


def provider_names() -> tuple[str, ...]:
    """Those that SMS_PROVIDER names, in the order in which to try them."""
    return tuple(settings.SMS_PROVIDER.split(","))


def get_provider(name: str = "") -> Provider:
    """The provider of that name, else the first in order. Raises KeyError for a
    name that is none."""
    provider: Provider = _load(PROVIDERS[name or provider_names()[0]])
    return provider


def providers() -> tuple[Provider, ...]:
    """All that may carry a text, in order."""
    return tuple(get_provider(name) for name in provider_names())


def provider_after(name: str) -> str:
    """The name of the provider to turn to when that one does not do it: the first,
    after one that carries no texts any more; empty, after the last."""
    names = provider_names()
    others = names[names.index(name) + 1 :] if name in names else names
    return next(iter(others), "")


def get_voice(name: str = "") -> Voice | None:
    """What rings people through the provider of that name, else through the first
    in order that can; None when it cannot."""
    for provider in [get_provider(name)] if name else providers():
        if provider.capabilities.voice:
            voice: Voice = _load(VOICES[provider.name])
            return voice
    return None


def load() -> None:
    """Loads what the providers in use need, before somebody waits for it."""
    providers()
    get_voice()


def _load(path: str) -> Any:
    """One of that class. Loaded on demand: twilio is heavy."""
    module, _, kind = path.rpartition(".")
    return getattr(import_module(module), kind)()
