"""Test phones that ring as well: a provider with a voice, kept in a list."""

import uuid
from datetime import datetime

from escalation.core.delivery import Accepted, Capabilities, StatusUpdate
from escalation.sms.simulator import Simulator

RINGS: list[str] = []  # the numbers that rang, in their order


class Ringing(Simulator):
    """The simulator, with telephones that ring and that nobody answers."""

    capabilities = Capabilities(two_way=True, receipts=True, listing=True, voice=True)

    def place_call(self, *, to: str, reference: str, at: datetime) -> Accepted:
        """It rings."""
        RINGS.append(to)
        return Accepted(f"CA{uuid.uuid4().hex}")

    def find_call(
        self, *, to: str, since: datetime, known: frozenset[str]
    ) -> Accepted | None:
        """None is ever lost."""
        return None

    def call_status(self, provider_id: str, at: datetime) -> StatusUpdate | None:
        """It goes on ringing."""
        return None
