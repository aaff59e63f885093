"""Keys pressed in a call: 1 takes it, 2 or 0 passes it on; of a call into a crisis
cell, 1 says that she comes.

Only a key proves that a person heard the call: a voicemail picks up too.
"""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from escalation.actions.answers import Answer, pass_on, take
from escalation.actions.convening import join_cell, stay_out
from escalation.actions.receipts import hold_page, record_status
from escalation.core.delivery import StatusUpdate
from escalation.models import PageState, Purpose, Source

TAKE, PASS = "1", ("2", "0")
VIA = "voice"


@transaction.atomic
def press_key(*, page_uuid: uuid.UUID, key: str, at: datetime) -> Answer | None:
    """What the key does, once however often it is told; None for a key that is no
    answer, or in a call that asks for none.

    Raises Page.DoesNotExist.
    """
    page = hold_page(uuid=page_uuid)
    asks = page.purpose in (Purpose.PAGE, Purpose.CELL)
    answers = asks and key in (TAKE, *PASS)
    if page.incident_id is None or not answers:
        return None
    reached = StatusUpdate(PageState.DELIVERED)
    record_status(page_uuid=page_uuid, update=reached, at=at, source=Source.KEY)
    said: Any = {"incident_id": page.incident_id, "by": page.person, "at": at}
    if page.purpose == Purpose.CELL:
        return join_cell(**said) if key == TAKE else stay_out(**said)
    return take(**said, via=VIA) if key == TAKE else pass_on(**said, via=VIA)
