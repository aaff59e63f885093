"""Test phones in place of a provider: for demos, training and tests.

Texts become rows that the Test phones page shows; nothing leaves the machine. It
forgives no more than a real provider does: the same text sent twice arrives twice,
which is why `find` exists, and a phone that sent STOP gets nothing until START.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac

from escalation.core.delivery import (
    Accepted,
    Account,
    Capabilities,
    Inbound,
    Rejected,
    Result,
    Scope,
    StatusUpdate,
)
from escalation.core.replies import read_reply
from escalation.models import Handset, HandsetMessage, HandsetMode, PageState
from rota.models import Person, PhoneProblem

UNREACHABLE = "30003"  # Twilio's codes, so that pages and logs read the same
FIELDS = ("From", "Body", "MessageSid", "OptOutType")


class Simulator:
    """The provider whose handsets are in the database."""

    name = "simulator"
    capabilities = Capabilities(two_way=True, receipts=True, listing=True, voice=True)

    def send(
        self, *, to: str, text: str, reference: str, validity: int, at: datetime
    ) -> Result:
        """Puts the text on the test phone, as its owner has set the phone."""
        handset, _ = Handset.objects.get_or_create(phone=to)
        if handset.mode == HandsetMode.WRONG:
            return Rejected(Scope.CONTACT, "21211", "This number is not in service.")
        if handset.mode == HandsetMode.BLOCKED:
            return Rejected(Scope.BLOCKED, "21610", "This phone has sent STOP.")
        is_on = handset.mode == HandsetMode.NORMAL
        message = handset.messages.create(
            outbound=True,
            body=text,
            at=at,
            provider_id=new_id(),
            reference=reference,
            state=PageState.DELIVERED if is_on else PageState.UNDELIVERED,
        )
        return _accepted(message)

    def find(self, *, to: str, text: str, since: datetime) -> Accepted | None:
        """The newest such text on the phone, whether it was on or off."""
        message = HandsetMessage.objects.filter(
            handset__phone=to, outbound=True, body=text, at__gte=since
        ).last()
        return _accepted(message) if message else None

    def status(self, provider_id: str) -> StatusUpdate | None:
        """What became of a text; None for one that was never accepted."""
        message = HandsetMessage.objects.filter(
            provider_id=provider_id, outbound=True
        ).first()
        if message is None:
            return None
        accepted = _accepted(message)
        return StatusUpdate(accepted.state, accepted.code, provider_id)

    def account(self) -> Account:
        """Test phones want nothing."""
        return Account()

    def is_genuine(self, request: HttpRequest) -> bool:
        """True for fields that were signed here, and not changed since."""
        fields = request.POST.dict()
        signature = str(fields.pop("Signature", ""))
        return constant_time_compare(signature, _signature(fields))

    def parse_status(self, request: HttpRequest) -> StatusUpdate | None:
        """Nothing: the outcome is known at once, so no receipt ever comes."""
        return None

    def parse_inbound(self, request: HttpRequest) -> Inbound | None:
        """The text in such a form."""
        sender, body, provider_id, opt_out = (
            request.POST.get(name, "") for name in FIELDS
        )
        return Inbound(provider_id, sender, body, opt_out) if provider_id else None


def write_text(*, phone: str, body: str, at: datetime) -> Inbound:
    """Records what the owner of a test phone writes to us, for
    `actions.receive_sms`. STOP blocks the phone, START unblocks it, as a real
    provider does before we hear of it."""
    handset, _ = Handset.objects.get_or_create(phone=phone)
    message = handset.messages.create(
        outbound=False, body=body, at=at, provider_id=new_id(), state="received"
    )
    intent = read_reply(body).intent
    if intent == "stop":
        set_mode(phone=phone, mode=HandsetMode.BLOCKED)
    elif intent == "start" and handset.mode == HandsetMode.BLOCKED:
        set_mode(phone=phone, mode=HandsetMode.NORMAL)
    opt_out = intent.upper() if intent in ("stop", "start") else ""
    return Inbound(message.provider_id, phone, body, opt_out)


def set_mode(*, phone: str, mode: str) -> None:
    """Switches a test phone on, off, out of service or blocked.

    Switched on again, it has sent START too: what was known of it is forgotten.
    """
    Handset.objects.update_or_create(phone=phone, defaults={"mode": mode})
    if mode == HandsetMode.NORMAL:
        Person.objects.filter(phone=phone).update(phone_problem=PhoneProblem.NONE)


def webhook_form(inbound: Inbound) -> dict[str, str]:
    """The fields that bring a text through the webhook, signed."""
    values = (inbound.sender, inbound.body, inbound.provider_id, inbound.opt_out)
    fields = dict(zip(FIELDS, values, strict=True))
    return fields | {"Signature": _signature(fields)}


def signed_request(path: str, fields: dict[str, str]) -> HttpRequest:
    """A request with these fields, as if it came through a webhook, signed."""
    request, parts = HttpRequest(), urlsplit(path)
    request.method, request.path = "POST", parts.path
    request.GET = QueryDict(parts.query)
    request.POST = QueryDict(urlencode(fields | {"Signature": _signature(fields)}))
    return request


def new_id() -> str:
    """The id of a text or a call."""
    return f"SIM{uuid.uuid4().hex}"


def _signature(fields: Mapping[str, object]) -> str:
    signed = json.dumps(fields, sort_keys=True)
    return salted_hmac("sms.simulator", signed, algorithm="sha256").hexdigest()


def _accepted(message: HandsetMessage) -> Accepted:
    lost = message.state == PageState.UNDELIVERED
    return Accepted(message.provider_id, message.state, UNREACHABLE if lost else "")
