"""Connections to providers' servers, kept from one text to the next of the same
burst and not longer.

A pager is silent for weeks: a connection that was kept would mostly be a dead one,
and a request that goes into it leaves a doubt. One that rested for some seconds is
therefore closed; a hundred texts at once still need no hundred handshakes. A request
is never repeated here, whatever happens to it.
"""

# mypy: disable-error-code="import-untyped"

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from ssl import SSLContext
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.certs import where
from urllib3.util.ssl_ import create_urllib3_context

KEPT = 5.0  # seconds; shorter than servers and firewalls keep a silent connection

# those that rest, and since when; the last is the freshest
_resting: list[tuple[float, requests.Session]] = []
# neither may be used by two processes
os.register_at_fork(after_in_child=_resting.clear)


class Trusting(HTTPAdapter):
    """Reads the trusted certificates once: for each connection anew, they cost more
    time than all the rest (15 ms)."""

    def build_connection_pool_key_attributes(
        self, request: Any, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """As the library's, with what is trusted in memory and not in a file."""
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        tls.pop("ca_certs", None)
        tls.pop("ca_cert_dir", None)
        if host["scheme"] == "https":
            tls["ssl_context"] = _trusted(where() if verify is True else verify)
        return host, tls

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the context checks, and would read the file again."""


@contextmanager
def line() -> Iterator[requests.Session]:
    """A session that nobody else uses meanwhile. After an error it is closed."""
    session = _take()
    try:
        yield session
    except BaseException:
        session.close()
        raise
    _resting.append((time.monotonic(), session))


def _take() -> requests.Session:
    """The freshest that rests, if it is fresh; then all others are older still."""
    while _resting:
        since, session = _resting.pop()
        if time.monotonic() - since < KEPT:
            return session
        session.close()
    session = requests.Session()
    session.mount("https://", Trusting())
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


@cache
def _trusted(bundle: str) -> SSLContext:
    """Checks servers against a file of certificates, or a folder of them."""
    context = create_urllib3_context()
    is_folder = os.path.isdir(bundle)
    context.load_verify_locations(
        None if is_folder else bundle, bundle if is_folder else None
    )
    return context
