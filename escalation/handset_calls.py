"""What the owner of a test phone does when it rings: answers, presses a key, hangs
up. It reaches us through the doors that a real provider uses."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse

from escalation import webhooks
from escalation.models import CallState, HandsetCall
from escalation.sms.simulator_voice import SimulatorVoice, about, hang_up, hear

ANSWER, HANG_UP = "answer", "hang_up"
NAME = SimulatorVoice.name


def handle(*, call_id: int, do: str, at: datetime) -> None:
    """`do` is “answer”, “hang_up” or a key; what is impossible by now is ignored."""
    call = HandsetCall.objects.filter(pk=call_id).first()
    state = call.state_at(at) if call else None
    if call is None or state not in (CallState.RINGING, CallState.ANSWERED):
        return
    if do == HANG_UP:
        rang = state == CallState.RINGING
        hang_up(call, CallState.DECLINED if rang else CallState.OVER)
        _tell(call)
    elif do == ANSWER and state == CallState.RINGING:
        path = _address("call_voice", call)
        _listen(call, webhooks.voice, path, at)
    elif do != ANSWER and state == CallState.ANSWERED:
        _listen(call, webhooks.voice_key, call.key_url, at, key=do)


def _listen(
    call: HandsetCall,
    door: Callable[..., HttpResponse],
    path: str,
    at: datetime,
    *,
    key: str = "",
) -> None:
    """Hears what is said now; when nothing more is asked, the call is over."""
    request = about(call, path, CallState.ANSWERED, key=key)
    hear(call, door(request, NAME, page_uuid=call.reference), at, key=key)
    if call.state == CallState.OVER:
        _tell(call)


def _tell(call: HandsetCall) -> None:
    """How it ended."""
    request = about(call, _address("sms_status", call), CallState(call.state))
    webhooks.status(request, NAME, page_uuid=call.reference)


def _address(door: str, call: HandsetCall) -> str:
    return reverse(door, args=[NAME, call.reference])
