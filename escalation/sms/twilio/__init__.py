"""Twilio (PAGING.md §1 to §3): texts, calls, and the client both go through."""

from escalation.sms.twilio.client import BoundHttpClient
from escalation.sms.twilio.texts import Twilio
from escalation.sms.twilio.voice import TwilioVoice

__all__ = ["BoundHttpClient", "Twilio", "TwilioVoice"]
