"""How Twilio's callbacks reach the program: genuinely signed, over either of two
clients."""

import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator
from twilio_wire import FORM, TOKEN


def new_sid(kind: str = "SM") -> str:
    """The id of a text, or of a call (CA)."""
    return f"{kind}{uuid.uuid4().hex}"


def sign(url: str, fields: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    """The header that proves where a callback comes from."""
    signature = RequestValidator(token).compute_signature(url, fields)
    return {"X-Twilio-Signature": signature}


def post(client: Any, url: str, fields: dict[str, str]) -> Any:
    """Posts a signed callback to the path of `url`, which is what is signed."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return client.post(
        path, urlencode(fields), content_type=FORM, headers=sign(url, fields)
    )


@dataclass
class LiveAnswer:
    """What a running server said."""

    status_code: int
    content: bytes
    headers: dict[str, str]


class LiveClient:
    """Posts to a running server, with the same words as Django's test client."""

    def __init__(self, base: str) -> None:
        self.base = base

    def post(
        self, path: str, data: str, *, content_type: str, headers: dict[str, str]
    ) -> LiveAnswer:
        """The answer, whatever its status."""
        request = urllib.request.Request(
            self.base + path,
            data=data.encode(),
            headers=headers | {"Content-Type": content_type},
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return LiveAnswer(answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return LiveAnswer(error.code, error.read(), dict(error.headers))
