"""The numbers our own texts and calls come from: nobody answers there, and a text to
one of them would come back to us."""

from django.conf import settings

# of every provider; most hold a name, which is nobody's number
NAMES = ("TWILIO_FROM", "TWILIO_VOICE_FROM", "OVHCLOUD_FROM", "SMS_HTTP_FROM")


def own_numbers() -> frozenset[str]:
    """As they stand in the settings: E.164, or a short code."""
    set_up = (getattr(settings, name, "").replace(" ", "") for name in NAMES)
    return frozenset(sender for sender in set_up if sender.strip("+").isdigit())
