"""How Twilio speaks on the wire: its login, its forms, its errors."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import wire
from wire import (
    FORM,
    Fault,
    answer_lost,
    answers,
    as_json,
    drip,
    hang,
    reset,
    truncated,
)

__all__ = [
    "ACCOUNT",
    "CALLS",
    "FORM",
    "MESSAGES",
    "TOKEN",
    "Fault",
    "Handler",
    "answer_lost",
    "answers",
    "as_json",
    "drip",
    "hang",
    "page_of",
    "problem",
    "refuse",
    "reset",
    "truncated",
]

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "a-token-of-the-double"
KEY, SECRET = "SK" + "0123456789abcdef" * 2, "a-secret-of-the-double"
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
MESSAGES, CALLS = f"{ROOT}/Messages", f"{ROOT}/Calls"
OPERATIONS = {
    ("POST", f"{MESSAGES}.json"): "create",
    ("GET", f"{MESSAGES}.json"): "list",
    ("POST", f"{CALLS}.json"): "ring",
    ("GET", f"{CALLS}.json"): "calls",
    ("GET", f"{ROOT}.json"): "account",
    ("GET", f"{ROOT}/Balance.json"): "account",
}
# parameters that may be given several times; they are kept with spaces between
LISTS = {"StatusCallbackEvent"}


def refuse(
    code: int, status: int = 400, message: str = "Refused", **headers: str
) -> Fault:
    """Twilio's usual error."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    document = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Fault(status=status, body=json.dumps(document).encode(), headers=names)


def problem(code: int, status: int = 400, **more: object) -> Fault:
    """The newer form of an error (RFC 9457)."""
    document = {"type": "about:blank", "title": "Refused", "status": status}
    return Fault(
        status=status,
        body=json.dumps(document | {"code": code} | more).encode(),
        content_type="application/problem+json",
    )


def page_of(
    name: str, documents: list[dict[str, Any]], asked: dict[str, str], uri: str
) -> dict[str, Any]:
    """The page of a list that was asked for."""
    size, number = int(asked.get("PageSize", 50)), int(asked.get("Page", 0))
    start, end = size * number, size * (number + 1)

    def address(page: int) -> str:
        return f"{uri}?{urlencode(asked | {'PageSize': size, 'Page': page})}"

    return {
        name: documents[start:end],
        "page": number,
        "page_size": size,
        "start": start,
        "end": min(end, len(documents)) - 1,
        "uri": address(number),
        "first_page_uri": address(0),
        "next_page_uri": address(number + 1) if len(documents) > end else None,
        "previous_page_uri": address(number - 1) if number else None,
    }


class Handler(wire.Handler):
    """Authenticates and asks the double."""

    def serve(self, method: str, query: str) -> None:
        double, path = self.server.double, urlsplit(self.path).path
        values = parse_qs(query, keep_blank_values=True)
        fields = {name: " ".join(found) for name, found in values.items()}
        double.requests.append((method, path, fields))
        wrong = self.misspoken(method, values)
        if wrong:
            self.answer(wrong)
            return
        called = path.startswith(f"{CALLS}/")
        operation = OPERATIONS.get((method, path), "call" if called else "fetch")
        true = lambda: double.answer(operation, path, fields)  # noqa: E731
        self.answer(double.respond(operation, true))

    def misspoken(self, method: str, values: dict[str, list[str]]) -> Fault | None:
        """What is wrong with a request before it is read."""
        logins = (f"{ACCOUNT}:{TOKEN}", f"{KEY}:{SECRET}")
        known = [f"Basic {b64encode(login.encode()).decode()}" for login in logins]
        if self.headers.get("Authorization") not in known:
            return refuse(20003, 401, "Authenticate")
        if method == "POST" and self.headers.get("Content-Type") != FORM:
            return refuse(20001, 415, "Unsupported media type")
        repeated = [
            name
            for name, found in values.items()
            if len(found) > 1 and name not in LISTS
        ]
        return refuse(20001, 400, f"Repeated {repeated}") if repeated else None
