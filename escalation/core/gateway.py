"""What the settings SMS_HTTP_… say of a provider that takes texts over HTTP.

    {"to": "{to}", "text": "{text}"}   a request; slots stand inside its strings
    status.value                       a path into an answer; numbers count in lists
    text                               the first word of an answer that is no JSON
    201                                a condition: this HTTP status
    result.status=ok                   a condition: this value at this path
    code=104:contact                   a refusal: when it holds, and what it is about
    UNDELIVERED=undelivered:contact    a word of theirs, our state, what it is about

Values are put into a request that was read before: whatever a text holds, it stays
one value.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from escalation.core.delivery import (
    Accepted,
    Rejected,
    Result,
    Scope,
    StatusUpdate,
    Unknown,
    says_not_sent,
    scope_of,
)

SLOT = re.compile(r"\{(\w+)\}")
# both forms of the number, and of the time that a text may wait
SLOTS = frozenset(
    {"to", "number", "text", "from", "reference", "callback", "validity", "minutes"}
)
STATES = frozenset({"sent", "delivered", "undelivered", "failed", "expired"})
REFUSALS = frozenset(Scope) - {Scope.CALLBACK}
HEADER = re.compile(r"\s*([\w-]+)\s*:\s*(\S.*?)\s*")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

Slots = Mapping[str, str | int]
T = TypeVar("T")


class GatewayError(ValueError):
    """A setting that cannot be used: its name, why, by name, and the part that is
    wrong, unless it may hold a secret."""

    def __init__(self, setting: str, reason: str = "unread", part: str = "") -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting, self.reason, self.part = setting, reason, part


@dataclass(frozen=True, slots=True)
class Condition:
    """A value at a path; any value, when none is asked for. Without a path, the
    value is the HTTP status."""

    path: str
    value: str

    def holds(self, status: int, document: Any) -> bool:
        """Whether an answer is so."""
        found = word_at(document, self.path) if self.path else str(status)
        return bool(found) if not self.value else found == self.value


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for, ready to be sent."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Gateway:
    """The settings, read."""

    method: str
    url: str
    headers: dict[str, str]
    body: Any  # JSON, or the pairs of a form
    accepted: tuple[Condition, ...]
    id_path: str
    refused: tuple[tuple[Condition, Scope], ...]
    receipt_path: str
    receipt_id_path: str
    states: dict[str, StatusUpdate]
    calls_back: bool  # each request says where its receipt goes

    def request(self, slots: Slots) -> Request:
        """The request of one text."""
        url = SLOT.sub(lambda slot: quote(str(slots[slot[1]]), safe=""), self.url)
        return Request(self.method, url, self.headers, self._body(slots).encode())

    def _body(self, slots: Slots) -> str:
        if self.body is None:
            return ""
        if self.headers["Content-Type"].startswith(FORM):
            pairs = self.body
            return urlencode([(name, _filled(value, slots)) for name, value in pairs])
        return json.dumps(_filled(self.body, slots))

    def outcome(self, status: int, document: Any) -> Result:
        """What an answer says of the text."""
        for condition, scope in self.refused:
            if condition.holds(status, document):
                code = (condition.value or condition.path)[:20]
                return Rejected(scope, code, f"HTTP {status}")
        if says_not_sent(status):
            return Rejected(scope_of("", status), str(status), f"HTTP {status}")
        statuses = [c.value for c in self.accepted if not c.path]
        if status // 100 != 2 or (statuses and str(status) not in statuses):
            return Unknown(f"HTTP {status}")
        others = [c for c in self.accepted if c.path]
        if not all(c.holds(status, document) for c in others):
            return Unknown("An answer that does not say that the text was taken.")
        found = word_at(document, self.id_path)
        if self.id_path and not 0 < len(found) <= 64:
            return Unknown("An answer without the text's id.")
        return Accepted(found)

    def receipt(self, document: Any) -> StatusUpdate | None:
        """The state that a receipt tells; None for a word that is not ours."""
        said = self.states.get(word_at(document, self.receipt_path))
        if said is None:
            return None
        found = word_at(document, self.receipt_id_path)
        return StatusUpdate(said.state, said.code, found[:64])


def read_gateway(settings: Any) -> Gateway:
    """The gateway that the settings of these names describe. Raises GatewayError."""
    url, body = settings.SMS_HTTP_URL, settings.SMS_HTTP_BODY.strip()
    headers = _each("SMS_HTTP_HEADERS", settings, _header, r"\n| \| ")
    if body:
        headers = [("Content-Type", JSON if body[0] in "{[" else FORM), *headers]
    by_name = {name.title(): value for name, value in headers}
    _check_slots(url, url + body)
    template = _template(body, by_name.get("Content-Type", ""))
    if "{from}" in url + body and not settings.SMS_HTTP_FROM:
        raise GatewayError("SMS_HTTP_FROM", "from", "{from}")
    state_path, _, id_path = settings.SMS_HTTP_RECEIPT.strip().partition(" ")
    states = dict(_each("SMS_HTTP_STATES", settings, _state))
    calls_back = "{callback}" in url + body
    if state_path and not calls_back and not (id_path and settings.SMS_HTTP_ID):
        raise GatewayError("SMS_HTTP_RECEIPT", "id")
    if bool(state_path) != bool(states):
        raise GatewayError("SMS_HTTP_STATES", "states")
    return Gateway(
        method=settings.SMS_HTTP_METHOD,
        url=url,
        headers=by_name,
        body=template,
        accepted=tuple(_each("SMS_HTTP_ACCEPTED", settings, _condition)),
        id_path=settings.SMS_HTTP_ID.strip(),
        refused=tuple(_each("SMS_HTTP_REFUSED", settings, _refusal)),
        receipt_path=state_path,
        receipt_id_path=id_path.strip(),
        states=states,
        calls_back=calls_back,
    )


def word_at(document: Any, path: str) -> str:
    """The value at a path as a word; empty when there is none."""
    for part in path.split("."):
        if isinstance(document, dict):
            document = document.get(part)
        elif isinstance(document, list) and part.isdecimal():
            document = dict(enumerate(document)).get(int(part))
        else:
            return ""
    if isinstance(document, bool):
        return str(document).lower()
    return str(document) if isinstance(document, str | int | float) else ""


def _filled(template: Any, slots: Slots) -> Any:
    """The template with its slots replaced, once: a value is never read again."""
    if isinstance(template, dict):
        return {name: _filled(value, slots) for name, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, slots) for value in template]
    if not isinstance(template, str):
        return template
    alone = SLOT.fullmatch(template)
    if alone:
        return slots[alone[1]]  # a number stays one
    return SLOT.sub(lambda slot: str(slots[slot[1]]), template)


def _check_slots(url: str, asked: str) -> None:
    used = set(SLOT.findall(asked))
    unknown = sorted(used - SLOTS)
    if unknown:
        raise GatewayError("SMS_HTTP_BODY", "slot", f"{{{unknown[0]}}}")
    if "text" not in used or not used & {"to", "number"}:
        raise GatewayError("SMS_HTTP_BODY", "slots")
    if SLOT.search(urlsplit(url).netloc):
        raise GatewayError("SMS_HTTP_URL", "host")


def _template(body: str, content_type: str) -> Any:
    if not body:
        return None
    if content_type.startswith(FORM):
        try:
            return parse_qsl(body, keep_blank_values=True, strict_parsing=True)
        except ValueError as error:
            raise GatewayError("SMS_HTTP_BODY") from error
    if "json" not in content_type:
        raise GatewayError("SMS_HTTP_HEADERS", "type", content_type)
    try:
        return json.loads(body)
    except ValueError as error:
        raise GatewayError("SMS_HTTP_BODY", "json", str(error)) from error


def _each(
    name: str,
    settings: Any,
    read: Callable[[str], T],
    between: str = r"\s+",
) -> list[T]:
    """The parts of a setting, read. Raises GatewayError."""
    found = []
    for part in filter(None, re.split(between, getattr(settings, name).strip())):
        try:
            found.append(read(part))
        except ValueError as error:
            shown = "" if name == "SMS_HTTP_HEADERS" else part
            raise GatewayError(name, part=shown) from error
    return found


def _header(text: str) -> tuple[str, str]:
    found = HEADER.fullmatch(text)
    if found is None or not text.isascii():
        raise ValueError(text)
    return found[1], found[2]


def _condition(text: str) -> Condition:
    if re.fullmatch(r"\d{3}", text):
        return Condition("", text)
    path, equals, value = text.partition("=")
    if not path or (equals and not value):
        raise ValueError(text)
    return Condition(path, value)


def _refusal(text: str) -> tuple[Condition, Scope]:
    condition, _, scope = text.rpartition(":")
    if scope not in REFUSALS:
        raise ValueError(text)
    return _condition(condition), Scope(scope)


def _state(text: str) -> tuple[str, StatusUpdate]:
    word, _, ours = text.rpartition("=")
    state, colon, scope = ours.partition(":")
    if not word or state not in STATES or (colon and scope not in REFUSALS):
        raise ValueError(text)
    failed = state not in ("sent", "delivered")
    return word, StatusUpdate(state, (scope or word[:20]) if failed else "")
