"""The test phones as their owners would see them, for the Test phones page."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from escalation.models import Handset, HandsetMessage, HandsetMode
from rota.models import Person

MESSAGES_READ = 400  # newest texts looked at, over all phones
MESSAGES_SHOWN = 8  # on one phone


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: whose it is, its state, its newest texts first."""

    number: str
    owner: str
    initials: str
    mode: str
    messages: list[HandsetMessage]

    @property
    def key(self) -> str:
        """The number as part of an element's id."""
        return self.number.removeprefix("+")

    @property
    def mode_label(self) -> str:
        """“on”, “switched off”, …"""
        return str(HandsetMode(self.mode).label)

    @property
    def last_at(self) -> datetime | None:
        """When something last happened on it."""
        return self.messages[0].at if self.messages else None


def phones_of_everybody() -> list[Phone]:
    """Every person's phone and every other number texted; three queries."""
    people = {
        person.phone: person
        for person in Person.objects.exclude(phone="").order_by("name")
    }
    handsets = {handset.phone: handset for handset in Handset.objects.all()}
    texts: dict[str, list[HandsetMessage]] = {}
    newest = HandsetMessage.objects.select_related("handset").order_by("-at", "-pk")
    for message in newest[:MESSAGES_READ]:
        texts.setdefault(message.handset.phone, []).append(message)
    phones = [
        Phone(
            number=number,
            owner=people[number].name if number in people else "",
            initials=people[number].initials if number in people else "?",
            mode=handsets[number].mode if number in handsets else HandsetMode.NORMAL,
            messages=texts.get(number, [])[:MESSAGES_SHOWN],
        )
        for number in dict.fromkeys([*people, *handsets])
    ]
    busy = [phone for phone in phones if phone.last_at]
    busy.sort(key=lambda phone: phone.last_at or datetime.min, reverse=True)
    return [*busy, *(phone for phone in phones if not phone.last_at)]


def version_of(phones: list[Phone]) -> str:
    """Changes whenever the phones look different: the ETag of polls."""
    seen = [
        (phone.number, phone.mode, [(m.pk, m.state) for m in phone.messages])
        for phone in phones
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]
