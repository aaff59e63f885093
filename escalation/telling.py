"""How the caller of a call is told, for her page. Read-only; numbers and addresses are
masked, for a service's link is shared."""

from dataclasses import dataclass

from escalation.core.delivery import FAILURES
from escalation.mail import mask_address
from escalation.models import Following, Incident, Purpose, Telling
from rota.core.phones import mask_phone
from rota.models import NoticeState


@dataclass(frozen=True, slots=True)
class Card:
    """`problem`: “blocked” or “wrong”, texts do not get there. `is_lost`: the last one
    did not, or not in time."""

    way: str = Telling.PAGE
    to: str = ""
    problem: str = ""
    is_lost: bool = False


def card_of(incident: Incident) -> Card:
    """How it stands now."""
    told = Following.objects.filter(incident=incident).first()
    if told is None or told.way == Telling.PAGE:
        return Card()
    if told.way == Telling.EMAIL:
        letter = incident.caller_letters.order_by("pk").last()
        failed = letter is not None and letter.state == NoticeState.FAILED
        return Card(told.way, mask_address(told.to), is_lost=failed)
    text = incident.pages.filter(purpose=Purpose.CALLER, to=told.to).last()
    failed = text is not None and (text.state in FAILURES or text.is_held)
    return Card(told.way, mask_phone(told.to), told.problem, failed)
