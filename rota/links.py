"""Addresses that carry a secret: callers' links and calendar feeds.

A token is the row's id and an HMAC of id and version, so it can be shown
again, is withdrawn by raising the version, and is stored nowhere.
"""

from django.utils.crypto import constant_time_compare, salted_hmac

SIGNATURE_LENGTH = 32  # hex digits: 128 bits
# the purposes of what a colleague answers a request for cover with, and of what
# she confirms that she replaces somebody with
COVER_LINK, REPLACEMENT_LINK = "cover", "replacement"


def make_token(purpose: str, pk: int, version: int) -> str:
    """The token of row `pk`; `purpose` keeps one kind of link from being another."""
    signature = salted_hmac(
        f"link.{purpose}", f"{pk}:{version}", algorithm="sha256"
    ).hexdigest()
    return f"{pk:x}-{signature[:SIGNATURE_LENGTH]}"


def token_pk(token: str) -> int | None:
    """The id a token claims to be for, or None when it cannot be one."""
    head, dash, signature = token.partition("-")
    if not dash or len(signature) != SIGNATURE_LENGTH or len(head) > 12:
        return None
    try:
        return int(head, 16)
    except ValueError:
        return None


def is_token_of(token: str, purpose: str, pk: int, version: int) -> bool:
    """True when the token is genuine; compared in constant time."""
    return constant_time_compare(token, make_token(purpose, pk, version))
