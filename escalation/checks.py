"""System checks of the SMS provider's settings, before anybody has to be called."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.core.senders import is_generic, sender_error
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
