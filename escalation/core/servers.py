"""Which servers may have our keys and people's numbers (PAGING.md T2)."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_safe_server(url: str, *, debug: bool) -> bool:
    """True when keys and numbers may be sent to this server: https, or a server on
    this very machine, or any while debugging."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    return parts.scheme == "https" or debug or _is_loopback(parts.hostname)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
