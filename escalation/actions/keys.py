"""Keys pressed in a call: 1 takes it, 2 or 0 passes it on.

Only a key proves that a person heard the call: a voicemail picks up too.
"""

import uuid
from datetime import datetime

from django.db import transaction

from escalation.actions.answers import Answer, pass_on, take
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
    answers = page.purpose == Purpose.PAGE and key in (TAKE, *PASS)
    if page.incident_id is None or not answers:
        return None
    reached = StatusUpdate(PageState.DELIVERED)
    record_status(page_uuid=page_uuid, update=reached, at=at, source=Source.KEY)
    act = take if key == TAKE else pass_on
    return act(incident_id=page.incident_id, by=page.person, via=VIA, at=at)
