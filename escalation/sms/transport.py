"""Asking a provider's server, never for ever, and what silence means.

With lines.py the only door to requests. Every way a request can end is told apart by
one question: may it have arrived? Certainly not → Rejected. Perhaps → Unknown.
"""

# mypy: disable-error-code="import-untyped"

import json
import re
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from threading import Thread
from typing import Any, TypeVar

from django.conf import settings
from requests import exceptions as network
from urllib3.exceptions import MaxRetryError, NewConnectionError

from escalation.core.delivery import Rejected, Scope, Unknown
from escalation.core.servers import is_safe_server
from escalation.sms.lines import line

T = TypeVar("T")

NUMBERS = re.compile(r"\+?\d[\d .-]{5,}\d")
LARGEST = 1_000_000  # bytes of an answer; ours are a thousand


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to connect, between two bytes, and for everything together."""

    connect: float = 3
    read: float = 10
    total: float = 15


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `retry_after` is the header as it came."""

    status: int
    body: bytes
    retry_after: str = ""

    @property
    def document(self) -> Any:
        """Its JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class RefusedServerError(ValueError):
    """A request to a server that must not have our keys."""


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    limits: Limits,
) -> Answer:
    """One request, no redirection, no second try. Raises RefusedServerError, and
    whatever `of_failure` explains. `body` is sent as it is; so are the headers, for
    a .netrc may not replace them."""
    if not is_safe_server(url, debug=settings.DEBUG):
        raise RefusedServerError("The server's address is not https.")
    with (
        line() as session,
        session.request(
            method,
            url,
            headers=dict(headers),
            data=body,
            auth=lambda request: request,
            timeout=(limits.connect, limits.read),
            allow_redirects=False,
            stream=True,
        ) as response,
    ):
        said = b""
        for part in response.iter_content(65_536):
            said += part
            if len(said) > LARGEST:
                break
        wait = response.headers.get("Retry-After", "")
        return Answer(response.status_code, said, wait)


def within(seconds: float, call: Callable[[], T]) -> T:
    """What `call` returns, or whatever it raises; TimeoutError at the end of the
    time.

    The time is kept outside the request, in a thread that is left behind: a server
    that sends one byte now and then never trips a read timeout.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except Exception as error:
            answer.set_exception(error)

    Thread(target=run, name="provider", daemon=True).start()
    return answer.result(max(seconds, 0))


def of_failure(error: Exception) -> Rejected | Unknown:
    """What a request without an answer says about the text: not sent, or nobody
    knows."""
    if isinstance(error, RefusedServerError):
        return Rejected(Scope.CONFIG, "server", str(error))
    if _never_connected(error):
        return Rejected(Scope.PASSING, "connection", name_of(error))
    if _is_bad_certificate(error):
        return Rejected(Scope.CONFIG, "certificate", "The certificate is not trusted.")
    if isinstance(error, network.InvalidURL | network.InvalidHeader):
        return Rejected(Scope.CONFIG, "settings", name_of(error))
    return Unknown(name_of(error))


def seconds_to_wait(retry_after: str, at: datetime) -> float | None:
    """The header as seconds from `at`, whichever of its two forms it has."""
    if not retry_after:
        return None
    try:
        return max(float(retry_after), 0)
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(retry_after) - at).total_seconds(), 0)
    except (ValueError, TypeError):
        return None


def without_numbers(words: object) -> str:
    """A server's words, fit to be kept."""
    return NUMBERS.sub("•••", str(words))[:200]


def name_of(error: Exception) -> str:
    """What went wrong, without the numbers that the library's words hold."""
    return type(error).__name__


def _never_connected(error: Exception) -> bool:
    """True when not a byte of the request can have arrived."""
    if isinstance(error, network.ConnectTimeout | network.ProxyError):
        return True
    if not isinstance(error, network.ConnectionError) or not error.args:
        return False
    cause = error.args[0]
    return isinstance(cause, MaxRetryError) and isinstance(
        cause.reason, NewConnectionError
    )


def _is_bad_certificate(error: Exception) -> bool:
    """True when the handshake failed on the certificate, before the request."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(error, network.SSLError) and any(
        isinstance(x, ssl.SSLCertVerificationError)
        for x in (reason, *getattr(reason, "args", ()))
    )
