"""Ringing test phones: the telephone half of the simulator.

It forgives no more than the real thing: a phone that is off lets a voicemail
answer, which presses no key; one that nobody picks up stops ringing. STOP is for
texts, so a phone that sent it rings.
"""

import json
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse

from escalation.core.delivery import (
    NO_KEY,
    Accepted,
    Rejected,
    Result,
    Scope,
    StatusUpdate,
)
from escalation.core.speech import invitation
from escalation.models import CallState, Handset, HandsetCall, HandsetMode
from escalation.sms.simulator import new_id, signed_request

RINGS, TALKS = timedelta(seconds=25), timedelta(seconds=90)

# our words for the state of such a call, and the code
UPDATES = {
    CallState.RINGING: ("sent", ""),
    CallState.ANSWERED: ("answered", ""),
    CallState.MISSED: ("undelivered", "no-answer"),
    CallState.DECLINED: ("undelivered", "busy"),
    CallState.VOICEMAIL: ("undelivered", NO_KEY),
    CallState.OVER: ("undelivered", NO_KEY),
}


class SimulatorVoice:
    """Rings the handsets that are in the database."""

    name = "simulator"

    def place_call(self, *, to: str, reference: str, at: datetime) -> Result:
        """Lets the test phone ring, as its owner has set the phone."""
        handset, _ = Handset.objects.get_or_create(phone=to)
        if handset.mode == HandsetMode.WRONG:
            return Rejected(Scope.CONTACT, "21211", "This number is not in service.")
        is_on = handset.mode != HandsetMode.UNREACHABLE
        call = handset.calls.create(
            provider_id=new_id(),
            reference=reference,
            at=at,
            state=CallState.RINGING if is_on else CallState.VOICEMAIL,
            until=at + RINGS,
        )
        return _accepted(call, at)

    def find_call(
        self, *, to: str, since: datetime, known: frozenset[str]
    ) -> Accepted | None:
        """The newest call to the phone that nobody knows of, as it was placed."""
        calls = HandsetCall.objects.filter(handset__phone=to, at__gte=since)
        call = calls.exclude(provider_id__in=known).last()
        return _accepted(call, call.at) if call else None

    def call_status(self, provider_id: str, at: datetime) -> StatusUpdate | None:
        """Where a call stands at this moment; None for one never accepted."""
        call = HandsetCall.objects.filter(provider_id=provider_id).first()
        return _update(call.state_at(at), provider_id) if call else None

    def parse_call_status(self, request: HttpRequest) -> StatusUpdate | None:
        """The state in such a request."""
        state, sid = (request.POST.get(name, "") for name in ("CallStatus", "CallSid"))
        return _update(CallState(state), sid) if state in CallState else None

    def parse_key(self, request: HttpRequest) -> str:
        """The key in such a request."""
        return request.POST.get("Digits", "")[:1]

    def say(self, words: str, *, language: str, key_url: str = "") -> HttpResponse:
        """The words as they are heard, for `hear`."""
        heard = f"{words} {invitation(language)}" if key_url else words
        return JsonResponse({"heard": heard, "key_url": key_url})


def about(
    call: HandsetCall, path: str, state: CallState, *, key: str = ""
) -> HttpRequest:
    """What the provider of a call posts to this address of ours."""
    fields = {"CallSid": call.provider_id, "CallStatus": state.value, "Digits": key}
    return signed_request(path, fields)


def hear(call: HandsetCall, answer: HttpResponse, at: datetime, *, key: str) -> None:
    """The owner of the phone has picked up, or pressed a key, and is spoken to;
    after the last words the call is over."""
    said = json.loads(answer.content) if answer.status_code == 200 else {}
    call.heard, call.key_url = said.get("heard", ""), said.get("key_url", "")
    call.state = CallState.ANSWERED if call.key_url else CallState.OVER
    call.key, call.until = key, at + TALKS
    call.save()


def hang_up(call: HandsetCall, state: CallState) -> None:
    """The owner of the phone does not pick up, or ends the call."""
    call.state = state
    call.save(update_fields=["state"])


def _accepted(call: HandsetCall, at: datetime) -> Accepted:
    return Accepted(call.provider_id, *UPDATES[call.state_at(at)])


def _update(state: CallState, provider_id: str) -> StatusUpdate:
    return StatusUpdate(*UPDATES[state], provider_id)
