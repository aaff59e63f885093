"""What is wrong with who holds a seat, or would be with who might.

A hard conflict cannot be published: nobody answers two calls at once, for a team
she has left, while she is away, or alone with what she never learnt. A soft one is
the lead's to decide, and is shown beside the seat (ROTA.md §3: a pinned choice may
break a rule, with a warning).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rota.core.plan import Agenda, Nearby, SeatKey, Slot
from rota.core.weights import BACKUP, ON_CALL

OTHER_SEAT = "other_seat"
NOT_IN_TEAM = "not_in_team"
ELSEWHERE = "elsewhere"
ABSENT = "absent"
UNTRAINED = "untrained"
SAME_TRADE = "same_trade"
NO_EXPERIENCE = "no_experience"
TOO_CLOSE = "too_close"
TOO_MANY = "too_many"
RELUCTANT = "reluctant"
NO_DUTIES = "no_duties"
NO_PHONE = "no_phone"
PHONE_PROBLEM = "phone_problem"

HARD_CODES = frozenset({OTHER_SEAT, NOT_IN_TEAM, ELSEWHERE, ABSENT, UNTRAINED})
PHONE_CODES = {"missing": NO_PHONE, "problem": PHONE_PROBLEM}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing wrong. `other`: the duty that is too near, for `too_close`."""

    code: str
    member: int
    other: Nearby | None = None

    @property
    def severity(self) -> str:
        """`hard`: cannot be published; `soft`: a warning."""
        return "hard" if self.code in HARD_CODES else "soft"

    @property
    def hard(self) -> bool:
        """True when it cannot be published."""
        return self.code in HARD_CODES


def seat_conflicts(
    agenda: Agenda, member: int, slot: Slot, seat: str
) -> tuple[Conflict, ...]:
    """What is or would be wrong with that member in that seat, the worst first."""
    person, plan = agenda.members[member], agenda.plan
    partner = agenda.partner((slot.pk, seat))
    pair = (member, slot.pk)
    found = []
    if partner is not None and partner.pk == member:
        found.append(Conflict(OTHER_SEAT, member))
    if not person.is_there(slot):
        found.append(Conflict(NOT_IN_TEAM, member))
    if pair in plan.busy:
        found.append(Conflict(ELSEWHERE, member))
    if pair in plan.absent:
        found.append(Conflict(ABSENT, member))
    if (member, slot.pk, seat) in plan.untrained:
        found.append(Conflict(UNTRAINED, member))
    if partner is not None and same_trade(agenda, member, partner.pk):
        found.append(Conflict(SAME_TRADE, member))
    if partner is not None and lacks_experience(agenda, member, partner.pk):
        found.append(Conflict(NO_EXPERIENCE, member))
    for near in agenda.nearby(member, slot, seat)[:1]:
        found.append(Conflict(TOO_CLOSE, member, near))
    if agenda.has_enough(member, slot):
        found.append(Conflict(TOO_MANY, member))
    if pair in plan.reluctant:
        found.append(Conflict(RELUCTANT, member))
    if not person.takes_duties:
        found.append(Conflict(NO_DUTIES, member))
    if person.phone in PHONE_CODES:
        found.append(Conflict(PHONE_CODES[person.phone], member))
    return tuple(found)


def shadow_conflicts(agenda: Agenda, member: int, slot: Slot) -> tuple[Conflict, ...]:
    """What keeps a member from doubling the person on call there, to learn: she
    holds a seat, is away, or in another team. No rule of duties is hers."""
    pair = (member, slot.pk)
    seats = (agenda.held.get((slot.pk, seat)) for seat in (ON_CALL, BACKUP))
    wrong = {
        OTHER_SEAT: member in seats,
        NOT_IN_TEAM: not agenda.members[member].is_there(slot),
        ELSEWHERE: pair in agenda.plan.busy,
        ABSENT: pair in agenda.plan.absent,
    }
    return tuple(Conflict(code, member) for code, is_so in wrong.items() if is_so)


def same_trade(agenda: Agenda, one: int, other: int) -> bool:
    """True when the team mixes trades and these two are known to share one."""
    trade = agenda.members[one].trade.strip().casefold()
    return (
        agenda.plan.rules.mixes_trades
        and one != other
        and bool(trade)
        and trade == agenda.members[other].trade.strip().casefold()
    )


def lacks_experience(agenda: Agenda, one: int, other: int) -> bool:
    """True when the team wants one of a pair experienced, and neither is."""
    return agenda.plan.rules.pairs_experience and not (
        agenda.members[one].experienced or agenda.members[other].experienced
    )


def may_pair(agenda: Agenda, one: int, other: int) -> bool:
    """H4 and H8 of ROTA.md: two people who may share a slot."""
    return (
        one != other
        and not same_trade(agenda, one, other)
        and not lacks_experience(agenda, one, other)
    )


def fits(agenda: Agenda, member: int, key: SeatKey, gaps: tuple[int, int]) -> bool:
    """True when that member may hold that empty seat with this spacing."""
    pk, seat = key
    slot, person = agenda.slots[pk], agenda.members[member]
    partner = agenda.partner(key)
    return (
        agenda.plan.may_hold(person, slot, seat)
        and (partner is None or may_pair(agenda, member, partner.pk))
        and not agenda.has_enough(member, slot)
        and not agenda.closer_than(member, slot, seat, *gaps)
    )


def conflicts(
    agenda: Agenda, slots: Iterable[Slot]
) -> dict[SeatKey, tuple[Conflict, ...]]:
    """The conflicts of every held seat of those slots; seats without any are left
    out. What is wrong with a pair is said once, at its backup."""
    found = {}
    for slot in slots:
        for seat in (ON_CALL, BACKUP):
            holder = agenda.held.get((slot.pk, seat))
            if holder is None:
                continue
            wrong = seat_conflicts(agenda, holder, slot, seat)
            if seat == ON_CALL:
                pair = (OTHER_SEAT, SAME_TRADE, NO_EXPERIENCE)
                wrong = tuple(one for one in wrong if one.code not in pair)
            if wrong:
                found[slot.pk, seat] = wrong
    return found
