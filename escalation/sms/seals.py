"""Addresses that only we can make up, for providers that do not sign what they say.

The last part of a sealed path is an HMAC of what is before it. In the path, not the
query: some providers write their own query behind any address.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

LENGTH = 40  # hexadecimal digits: 160 bits


def sealed_url(path: str) -> str:
    """The public address of `path`, with its seal."""
    return f"{settings.SITE_URL}{path}/{_seal(path)}"


def is_sealed(path: str) -> bool:
    """True for a path that `sealed_url` made."""
    before, _, seal = path.rpartition("/")
    return constant_time_compare(seal, _seal(before))


def _seal(path: str) -> str:
    return salted_hmac("sms.webhooks", path, algorithm="sha256").hexdigest()[:LENGTH]
