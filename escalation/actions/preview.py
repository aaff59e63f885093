"""The text a caller is about to send, before it goes."""

from dataclasses import dataclass
from datetime import datetime

from escalation.actions.ladder import people_for
from escalation.actions.pages import TOKEN_BYTES, answer_link
from escalation.actions.raising import CODE_LENGTH
from escalation.core.gsm7 import Measure, measure
from escalation.core.texts import page_text
from escalation.sms import get_provider
from rota.models import Person, Team

# stand for what is drawn when the call is made; as long as the real ones
TOKEN_SHOWN = "…" * (TOKEN_BYTES * 4 // 3)
CODE_SHOWN = "•" * CODE_LENGTH


@dataclass(frozen=True, slots=True)
class Preview:
    """`person` is who would be called first; `reason` is “nobody” when the duty
    is held by no one and the fallback is called, else empty."""

    text: str
    measure: Measure
    person: Person | None
    reason: str


def preview(
    *,
    team: Team,
    case: str,
    title: str,
    call_back_phone: str = "",
    exercise: bool = False,
    at: datetime,
) -> Preview:
    """The words as they would leave now; only link and code are placeholders.

    `call_back_phone` as it is shown to people.
    """
    people = people_for(team, at)
    on_call = people["on_call"] or people["fallback"]
    person = Person.objects.filter(pk__in=on_call).first()
    token, code = "x" * len(TOKEN_SHOWN), "X" * CODE_LENGTH
    text = page_text(
        language=(person.language if person else "") or team.language,
        case=case,
        title=title,
        at=at.astimezone(team.zone),
        call_back=call_back_phone,
        link=answer_link(token),
        code=code,
        exercise=exercise,
        two_way=get_provider().capabilities.two_way,
        reason="" if people["on_call"] else "fallback",
    )
    shown = text.replace(token, TOKEN_SHOWN).replace(code, CODE_SHOWN)
    reason = "" if people["on_call"] else "nobody"
    return Preview(shown, measure(text), person, reason)
