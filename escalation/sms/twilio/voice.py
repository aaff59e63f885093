"""Calls through Twilio: placed, found again, followed, and spoken in TwiML.

Whether a machine answers is never asked (PAGING.md T21): only a pressed key is an
answer, and voicemail presses none. No address holds a word of what is said: Twilio
fetches the words from us once somebody has answered.
"""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from twilio.twiml.voice_response import VoiceResponse

from escalation.core.delivery import (
    NO_KEY,
    Accepted,
    Result,
    StatusUpdate,
    Unknown,
)
from escalation.core.senders import voice_sender
from escalation.core.speech import answer_speech, invitation
from escalation.sms.transport import Limits
from escalation.sms.twilio import client

VOICE_PATH = "/webhooks/twilio/voice/"
CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")
# seconds; Twilio lets it ring up to 5 s longer, and voicemail picks up after 25
RING = 20
LONGEST_CALL = 180
WAIT_FOR_KEY = 8
TIMES_SAID = 2
EVENTS = ("initiated", "ringing", "answered", "completed")
VOICES = {"fr": "fr-FR", "en": "en-GB"}

# Twilio's words for the state of a call, in ours, and our code
STATES = {
    "queued": ("accepted", ""),
    "initiated": ("accepted", ""),
    "ringing": ("sent", ""),
    "in-progress": ("answered", ""),
    "completed": ("undelivered", NO_KEY),
    "busy": ("undelivered", "busy"),
    "no-answer": ("undelivered", "no-answer"),
    "failed": ("failed", "failed"),
    "canceled": ("cancelled", ""),
}


class TwilioVoice:
    """The telephone half of the provider."""

    name = "twilio"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def place_call(self, *, to: str, reference: str, at: datetime) -> Result:
        """Rings; the words are fetched when somebody answers."""
        url = f"{settings.SITE_URL}{VOICE_PATH}{reference}"
        fields: dict[str, Any] = {
            "to": to,
            "from_": _sender(),
            "url": url,
            # asked again there, rather than “an application error has occurred”
            "fallback_url": url,
            "timeout": RING,
            "time_limit": LONGEST_CALL,
            "status_callback": f"{settings.SITE_URL}{client.STATUS_PATH}{reference}",
            "status_callback_event": list(EVENTS),
        }
        return client.create(CALLS, fields, self.limits, at)

    def find_call(
        self, *, to: str, since: datetime, known: frozenset[str]
    ) -> Accepted | Unknown | None:
        """The newest call from our number to this one that nobody has claimed: a
        call holds nothing else to know it by."""
        return client.newest(
            CALLS,
            self.limits,
            since,
            lambda record: record.sid not in known,
            to=to,
            from_=_sender(),
        )

    def call_status(self, provider_id: str, at: datetime) -> StatusUpdate | None:
        """One GET; None when it fails or says nothing new."""
        return client.fetch(CALLS, provider_id, self.limits)

    def parse_call_status(self, request: HttpRequest) -> StatusUpdate | None:
        """The state of a call in a request about it, whichever that is."""
        form = request.POST
        sid = form.get("CallSid", "")
        if not CALL_SID.fullmatch(sid):
            return None
        return _update(form.get("CallStatus"), form.get("ErrorCode"), sid)

    def parse_key(self, request: HttpRequest) -> str:
        """The key that was pressed; empty for none."""
        return request.POST.get("Digits", "")[:1]

    def say(self, words: str, *, language: str, key_url: str = "") -> HttpResponse:
        """The words; with `key_url`, twice, each time with the invitation to press a
        key, which goes there. Then the call ends."""
        twiml, voice = VoiceResponse(), VOICES.get(language, VOICES["fr"])
        if key_url:
            for _ in range(TIMES_SAID):
                gather = twiml.gather(
                    num_digits=1, timeout=WAIT_FOR_KEY, action=key_url, method="POST"
                )
                gather.say(f"{words} {invitation(language)}", language=voice)
            words = answer_speech(language=language, kind="goodbye")
        twiml.say(words, language=voice)
        twiml.hangup()
        return HttpResponse(str(twiml), content_type="text/xml")


def _sender() -> str:
    return voice_sender(settings.TWILIO_VOICE_FROM, settings.TWILIO_FROM)


def _update(status: object, error_code: object, sid: str) -> StatusUpdate | None:
    state, code = STATES.get(str(status), ("", ""))
    if state == "failed" and error_code:
        code = str(error_code)[:20]
    return StatusUpdate(state, code, sid) if state else None


CALLS = client.Resource(
    of=lambda twilio: twilio.calls,
    sid=CALL_SID,
    # a call's record has no error code: only its callback may
    update=lambda record: _update(record.status, None, record.sid),
)
