"""System checks of the SMS providers' settings, before anybody has to be called."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.core.gateway import SLOTS, GatewayError, read_gateway
from escalation.core.senders import (
    is_generic,
    is_two_way,
    sender_error,
    voice_sender,
    voice_sender_error,
)
from escalation.core.servers import is_safe_server
from escalation.sms import provider_names

# by provider: who writes, and where it is asked to carry texts
SENDERS = {
    "twilio": "TWILIO_FROM",
    "ovhcloud": "OVHCLOUD_FROM",
    "http": "SMS_HTTP_FROM",
}
SERVERS = {
    "twilio": "TWILIO_API_BASE_URL",
    "ovhcloud": "OVHCLOUD_API_BASE_URL",
    "http": "SMS_HTTP_URL",
}
NAME = _("Write a name of 3 to 11 letters and digits, such as NantesMetro.")
REASONS = {
    "french_mobile": (
        _(
            "%(setting)s is a French mobile number: since 1 January 2023 these may "
            "only carry texts between persons (ARCEP decision 2022-1583), and "
            "operators block the others."
        ),
        _("Write your body's name, such as NantesMetro, or a short code (38xxx)."),
    ),
    "national": (
        _("%(setting)s is not in the international format."),
        _("Write +, the country code and the number, without spaces."),
    ),
    "too_short": (_("%(setting)s has fewer than 3 characters."), NAME),
    "too_long": (_("%(setting)s has more than 11 characters."), NAME),
    "letters": (
        _(
            "%(setting)s holds a space, an accent or a sign, or starts with a digit: "
            "operators refuse such names."
        ),
        NAME,
    ),
    "number": (
        _(
            "%(setting)s is a number: OVHcloud blocks texts with a link from its "
            "short numbers, and every call has its link."
        ),
        NAME,
    ),
}
MISTAKES = {
    "unread": (
        _("%(setting)s: “%(part)s” cannot be read."),
        _("README shows how it is written, under Providers."),
    ),
    "slots": (
        _("The request of SMS_HTTP_URL and SMS_HTTP_BODY does not hold a text."),
        _("Write %(text)s and %(to)s where the provider wants them."),
    ),
    "slot": (
        _("%(setting)s: %(part)s is no slot."),
        _("The slots are %(slots)s."),
    ),
    "from": (
        _("%(setting)s is empty, and the request holds %(part)s."),
        NAME,
    ),
    "host": (
        _("%(setting)s holds a slot in the name of the server."),
        _("Write the server's name."),
    ),
    "type": (
        _("%(setting)s: a text cannot be written as “%(part)s”."),
        _("Content-Type is application/json or application/x-www-form-urlencoded."),
    ),
    "json": (
        _("%(setting)s is not JSON: %(part)s"),
        _('Write slots between quotes, such as "%(text)s"; they are escaped.'),
    ),
    "id": (
        _("%(setting)s: a receipt would not say which text it is for."),
        _(
            "Write %(callback)s where the provider wants our address, or the path of "
            "the id after the path of the state, and SMS_HTTP_ID."
        ),
    ),
    "states": (
        _("SMS_HTTP_RECEIPT and SMS_HTTP_STATES say something only together."),
        _("README shows how they are written, under Providers."),
    ),
}
VOICE_REASONS = {
    "french_mobile": (
        _(
            "TWILIO_VOICE_FROM is a French mobile number: programs may not ring from "
            "these (ARCEP decision 2022-1583), and operators block the calls."
        ),
        _("Write a number of your Twilio account in 01 to 05 or 09, such as 0937…"),
    ),
    "national": (
        _("TWILIO_VOICE_FROM is no telephone number in the international format."),
        _("Write +, the country code and the number, without spaces."),
    ),
}


def check_sender(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuses senders from which no text would arrive (PAGING.md T3)."""
    return [
        message
        for provider in provider_names()
        for message in _sender_messages(provider, SENDERS.get(provider, ""))
    ]


def _sender_messages(provider: str, setting: str) -> Iterator[CheckMessage]:
    sender = getattr(settings, setting) if setting else ""
    if not sender:
        return
    said = {"setting": setting}
    reason = sender_error(sender)
    if provider == "ovhcloud" and is_two_way(sender) and not reason:
        reason = "number"
    if reason:
        message, hint = REASONS[reason]
        yield Error(str(message) % said, hint=str(hint), id="escalation.E001")
    elif is_generic(sender):
        yield Warning(
            gettext("%(setting)s is a word anybody could use: operators may block it.")
            % said,
            hint=gettext("Write your body's name, such as NantesMetro."),
            id="escalation.W001",
        )


def check_voice(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuses numbers from which no telephone would ring (PAGING.md §0.1), and says
    so when there is none: a text alone wakes fewer people than a call."""
    if "twilio" not in provider_names():
        return []
    own, of_texts = settings.TWILIO_VOICE_FROM, settings.TWILIO_FROM
    reason = voice_sender_error(own) if own else ""
    if reason:
        message, hint = VOICE_REASONS[reason]
        return [Error(str(message), hint=str(hint), id="escalation.E003")]
    if voice_sender(own, of_texts):
        return []
    return [
        Warning(
            gettext("There is no number to call from: people are texted, not rung."),
            hint=gettext(
                "Write a number of your Twilio account in TWILIO_VOICE_FROM, such as "
                "one in 01 to 05 or 09."
            ),
            id="escalation.W002",
        )
    ]


def check_server(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuses to send keys and telephone numbers in clear (PAGING.md T2)."""
    names = [SERVERS[name] for name in provider_names() if name in SERVERS]
    return [
        Error(
            gettext("%(setting)s must be an https address, or on this machine.")
            % {"setting": name},
            hint=gettext("Leave it empty to use the provider itself.")
            if name.endswith("_API_BASE_URL")
            else gettext("Write the address with https://."),
            id="escalation.E002",
        )
        for name in names
        if getattr(settings, name)
        and not is_safe_server(getattr(settings, name), debug=settings.DEBUG)
    ]


def check_gateway(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuses a description of the generic provider that says nothing."""
    if "http" not in provider_names():
        return []
    try:
        read_gateway(settings)
    except GatewayError as error:
        message, hint = MISTAKES[error.reason]
        slots = {name: f"{{{name}}}" for name in sorted(SLOTS)}
        said = slots | {
            "setting": error.setting,
            "part": error.part or "…",
            "slots": ", ".join(slots.values()),
        }
        return [Error(str(message) % said, hint=str(hint) % said, id="escalation.E004")]
    return []
