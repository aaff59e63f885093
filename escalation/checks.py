"""System checks of the SMS provider's settings, before anybody has to be called."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.core.senders import (
    is_generic,
    sender_error,
    voice_sender,
    voice_sender_error,
)
from escalation.core.servers import is_safe_server

REASONS = {
    "french_mobile": (
        _(
            "TWILIO_FROM is a French mobile number: since 1 January 2023 these may "
            "only carry texts between persons (ARCEP decision 2022-1583), and "
            "operators block the others."
        ),
        _("Write your body's name, such as NantesMetro, or a short code (38xxx)."),
    ),
    "national": (
        _("TWILIO_FROM is not in the international format."),
        _("Write +, the country code and the number, without spaces."),
    ),
    "too_short": (
        _("TWILIO_FROM has fewer than 3 characters."),
        _("Write a name of 3 to 11 letters and digits, such as NantesMetro."),
    ),
    "too_long": (
        _("TWILIO_FROM has more than 11 characters."),
        _("Write a name of 3 to 11 letters and digits, such as NantesMetro."),
    ),
    "letters": (
        _(
            "TWILIO_FROM holds a space, an accent or a sign, or starts with a digit: "
            "operators refuse such names."
        ),
        _("Write a name of 3 to 11 letters and digits, such as NantesMetro."),
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
    sender = settings.TWILIO_FROM
    if settings.SMS_PROVIDER != "twilio" or not sender:
        return []
    reason = sender_error(sender)
    if reason:
        message, hint = REASONS[reason]
        return [Error(str(message), hint=str(hint), id="escalation.E001")]
    if is_generic(sender):
        return [
            Warning(
                gettext(
                    "TWILIO_FROM is a word anybody could use: operators may block it."
                ),
                hint=gettext("Write your body's name, such as NantesMetro."),
                id="escalation.W001",
            )
        ]
    return []


def check_voice(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuses numbers from which no telephone would ring (PAGING.md §0.1), and says
    so when there is none: a text alone wakes fewer people than a call."""
    if settings.SMS_PROVIDER != "twilio":
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
    url = settings.TWILIO_API_BASE_URL
    if settings.SMS_PROVIDER != "twilio" or not url:
        return []
    if is_safe_server(url, debug=settings.DEBUG):
        return []
    return [
        Error(
            gettext(
                "TWILIO_API_BASE_URL must be an https address, or on this machine."
            ),
            hint=gettext("Leave it empty to use Twilio."),
            id="escalation.E002",
        )
    ]
