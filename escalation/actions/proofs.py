"""What is known of a number for certain: that it receives, and that it is hers.

Written in the transaction of whatever proves it, and after its other rows: the
incident first, then the page, then the person, everywhere.
"""

from datetime import datetime

from escalation.models import Channel, Page
from rota.models import Person, PhoneProblem


def arrived(*, page: Page, at: datetime) -> None:
    """Something reached the number it was sent to: a text, which clears it of being
    out of service, or a call in which a key was pressed, which proves that it is hers
    and nothing about texts: a landline rings too."""
    if page.person_id is None:
        return  # a caller's: who has it is not known here
    people = Person.objects.filter(pk=page.person_id, phone=page.to)
    people.update(phone_tested_at=at)
    if page.channel == Channel.VOICE:  # a key was pressed
        people.update(phone_verified_at=at)
    elif page.channel == Channel.SMS:
        people.filter(phone_problem=PhoneProblem.WRONG).update(
            phone_problem=PhoneProblem.NONE
        )


def prove(*, by: Person, number: str, at: datetime) -> bool:
    """She wrote from this number, or answered what was sent there: it is hers. False
    when she has another one by now."""
    people = Person.objects.filter(pk=by.pk, phone=number)
    return bool(people.update(phone_verified_at=at))
