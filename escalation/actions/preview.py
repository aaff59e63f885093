"""What a caller is about to send, before it goes: decided by the same machine and
written by the same function as the pages themselves, so that they cannot differ."""

from dataclasses import dataclass
from datetime import datetime

from escalation.actions.ladder import situation_of
from escalation.actions.pages import TOKEN_BYTES, message, ways_of
from escalation.actions.raising import CODE_LENGTH
from escalation.colleagues import people_for
from escalation.core.gsm7 import Measure, measure
from escalation.core.machine import Call, StepDue, decide
from escalation.models import Channel, Incident
from escalation.policies import ladder_of
from rota.models import Person, Team

# stand for what is drawn when the call is made; as long as the real ones
TOKEN_LENGTH = TOKEN_BYTES * 4 // 3
TOKEN_SHOWN = "…" * TOKEN_LENGTH
CODE_SHOWN = "•" * CODE_LENGTH


@dataclass(frozen=True, slots=True)
class Preview:
    """Who is called first, and what leaves for the first of them: an SMS of this
    size, the words of a telephone call, an e-mail. Empty: not in this way."""

    names: str
    text: str
    measure: Measure
    spoken: str
    letter: str


def preview(
    *,
    team: Team,
    case: str,
    title: str,
    facts: str = "",
    call_back_name: str = "",
    call_back_phone: str = "",
    exercise: bool = False,
    sensitive: bool = False,
    at: datetime,
) -> Preview:
    """The words as they would leave now; only link and code are placeholders.

    `call_back_phone` is E.164 or empty.
    """
    token, code = "x" * TOKEN_LENGTH, "X" * CODE_LENGTH
    incident = Incident(
        team=team,
        code=code,
        case=case,
        title=title,
        facts=facts,
        call_back_name=call_back_name,
        call_back_phone=call_back_phone,
        exercise=exercise,
        sensitive=sensitive,
        raised_at=at,
        ladder=ladder_of(team, case),
        due_at=at,
    )
    call = _first_call(incident, at)
    people = list(Person.objects.filter(pk__in=call.people).order_by("pk"))
    first = people[0] if people else Person()
    ways = ways_of(incident, first, call) if people else (Channel.SMS,)
    words = {way: message(incident, first, way, token, call.reason) for way in ways}
    text = words.get(Channel.SMS, "")
    return Preview(
        names=", ".join(person.short_name for person in people),
        text=_shown(text, token, code),
        measure=measure(text),
        spoken=words.get(Channel.VOICE, ""),
        letter=_shown(words.get(Channel.EMAIL, ""), token, code),
    )


def _first_call(incident: Incident, at: datetime) -> Call:
    """Whom the ladder calls first; nobody, in the worst case."""
    due = StepDue(people_for(incident.team, at))
    _, effects = decide(situation_of(incident), due, at)
    nobody = Call((), 0, 0, reason="fallback")
    return next((effect for effect in effects if isinstance(effect, Call)), nobody)


def _shown(words: str, token: str, code: str) -> str:
    return words.replace(token, TOKEN_SHOWN).replace(code, CODE_SHOWN)
