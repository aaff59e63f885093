"""What can reach somebody now: her number, what is known of it, and what our
providers can do. Read-only."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from escalation.core.channels import ways_for
from escalation.models import TextStop
from escalation.sms import get_voice
from rota.models import Person, PhoneProblem, Team


def may_be_texted(person: Person) -> bool:
    """False without a number, or when texts to it are known not to arrive."""
    return bool(person.phone) and not person.phone_problem


def may_be_rung(person: Person) -> bool:
    """False without a number, or when no provider of ours can ring. STOP is for
    texts only, and a number that takes none may be a landline that rings."""
    return bool(person.phone) and get_voice() is not None


def channels_for(person: Person, asked: str, *, first_round: bool) -> tuple[str, ...]:
    """The channels of one step for this person; an e-mail when nothing else works.

    Never a text after STOP; a number that was out of service is tried once in each
    call, for nobody will tell us that it works again.
    """
    wrong = person.phone_problem == PhoneProblem.WRONG
    return ways_for(
        asked,
        person.reach,
        may_text=may_be_texted(person) or (wrong and first_round),
        may_ring=may_be_rung(person),
    )


def teams_of(person: Person, at: datetime) -> list[Team]:
    """The teams she is in on that day, the oldest first: whose leads must know, and
    whose language and clock are hers."""
    memberships = person.memberships.select_related("team").order_by("pk")
    return [
        one.team
        for one in memberships
        if one.is_in_team(at.astimezone(one.team.zone).date())
    ]


def language_to(person: Person, at: datetime) -> str:
    """Of what is written or said to her about no incident: hers, else her team's."""
    return person.language or next((t.language for t in teams_of(person, at)), "fr")


def takes_texts(number: str) -> bool:
    """False after STOP from this number (E.164), whoever's it is."""
    stopped = TextStop.objects.filter(digest=digest_of(number))
    blocked = Person.objects.filter(phone=number, phone_problem=PhoneProblem.BLOCKED)
    return not (stopped.exists() or blocked.exists())


def digest_of(number: str) -> str:
    """Enough of a number to know it again, and not to read it."""
    return salted_hmac("text-stop", number, algorithm="sha256").hexdigest()
