"""The test phones as their owners would see them, for the Test phones page."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from escalation.models import (
    CallState,
    Following,
    Handset,
    HandsetCall,
    HandsetMessage,
    HandsetMode,
    PageState,
    Telling,
)
from rota.models import Person

READ = 400  # newest texts looked at, over all phones, and newest calls
SHOWN = 8  # on one phone


@dataclass(frozen=True, slots=True)
class Entry:
    """A text or a past call on a screen. `way`: “in”, “out” or “call”; `state` is
    that of a call, `key` what was pressed in it."""

    at: datetime
    way: str
    body: str
    lost: bool = False
    state: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Ringing:
    """The call on a phone now; `heard` is empty until it is answered."""

    pk: int
    heard: str


@dataclass(slots=True)
class Phone:
    """One phone: whose it is, its state, the newest on its screen first."""

    number: str
    owner: str
    initials: str
    mode: str
    entries: list[Entry] = field(default_factory=list)
    call: Ringing | None = None

    @property
    def key(self) -> str:
        """The number as part of an element's id."""
        return self.number.removeprefix("+")

    @property
    def mode_label(self) -> str:
        """“on”, “switched off”, …"""
        return str(HandsetMode(self.mode).label)


def phones_of_everybody(at: datetime) -> list[Phone]:
    """Every person's phone and every other number reached, those of callers by the
    name of their service; five queries."""
    people = {
        person.phone: person
        for person in Person.objects.exclude(phone="").order_by("name")
    }
    modes = dict(Handset.objects.values_list("phone", "mode"))
    told = Following.objects.filter(way=Telling.SMS).exclude(to="")
    owners = dict(told.values_list("to", "incident__caller__name"))
    owners |= {number: person.name for number, person in people.items()}
    phones = {
        number: Phone(
            number=number,
            owner=owners.get(number) or "",
            initials=people[number].initials if number in people else "?",
            mode=modes.get(number, HandsetMode.NORMAL),
        )
        for number in dict.fromkeys([*people, *modes])
    }
    _put_texts(phones)
    _put_calls(phones, at)
    for phone in phones.values():
        phone.entries.sort(key=lambda entry: entry.at, reverse=True)
        del phone.entries[SHOWN:]
    return sorted(phones.values(), key=_last_at, reverse=True)


def _put_texts(phones: dict[str, Phone]) -> None:
    newest = HandsetMessage.objects.select_related("handset").order_by("-at", "-pk")
    for message in newest[:READ]:
        phones[message.handset.phone].entries.append(
            Entry(
                message.at,
                "in" if message.outbound else "out",
                message.body,
                lost=message.state == PageState.UNDELIVERED,
            )
        )


def _put_calls(phones: dict[str, Phone], at: datetime) -> None:
    """The newest that rings or is being answered, and the past ones."""
    newest = HandsetCall.objects.select_related("handset").order_by("-at", "-pk")
    for call in newest[:READ]:
        phone, state = phones[call.handset.phone], call.state_at(at)
        if state not in (CallState.RINGING, CallState.ANSWERED):
            phone.entries.append(
                Entry(call.at, "call", call.heard, state=state, key=call.key)
            )
        elif phone.call is None or state == CallState.ANSWERED:
            phone.call = Ringing(call.pk, call.heard)


def _last_at(phone: Phone) -> tuple[bool, float]:
    """Phones that ring come first, then those where something last happened."""
    newest = phone.entries[0].at.timestamp() if phone.entries else 0
    return phone.call is not None, newest


def version_of(phones: list[Phone]) -> str:
    """Changes whenever the phones look different: the ETag of polls."""
    seen = [(phone.number, phone.mode, phone.call, phone.entries) for phone in phones]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]
