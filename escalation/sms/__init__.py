"""The provider port: a provider is one file here and one name in settings.

To add one: write a class with these methods, name it in PROVIDERS, and list
its settings in README. Nothing else in the program knows providers by name.
"""

from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.http import HttpRequest

from escalation.core.delivery import (
    Accepted,
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

    def is_genuine(self, request: HttpRequest) -> bool:
        """True when a webhook request was signed by the provider."""
        ...

    def parse_status(self, request: HttpRequest) -> StatusUpdate | None:
        """The receipt in a webhook request; None when it says nothing useful."""
        ...

    def parse_inbound(self, request: HttpRequest) -> Inbound | None:
        """The text in a webhook request."""
        ...


class Voice(Protocol):
    """A provider that can ring a telephone as well (`capabilities.voice`)."""

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


PROVIDERS = {
    "simulator": "escalation.sms.simulator.Simulator",
    "twilio": "escalation.sms.twilio.Twilio",
}


def get_provider(name: str = "") -> Provider:
    """The provider of that name, else the first of SMS_PROVIDER. Loaded on demand:
    twilio is heavy."""
    path = PROVIDERS[name or settings.SMS_PROVIDER]
    module, _, kind = path.rpartition(".")
    provider: Provider = getattr(import_module(module), kind)()
    return provider


def provider_after(name: str) -> str:
    """The name of the provider to turn to when that one does not do it."""
    return ""


def get_voice() -> Voice | None:
    """The provider that rings; None when the one in use cannot."""
    provider = get_provider()
    return cast(Voice, provider) if provider.capabilities.voice else None
