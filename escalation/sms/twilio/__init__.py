"""Twilio (PAGING.md §1 to §3): texts, and the client they go through."""

from escalation.sms.twilio.client import BoundHttpClient
from escalation.sms.twilio.texts import Twilio

__all__ = ["BoundHttpClient", "Twilio"]
