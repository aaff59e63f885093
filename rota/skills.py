"""Who lacks a training that a seat needs, and which one.

Two queries whatever the number of people and weekends; one for a team whose seats
need nothing. Expiry counts on the day a slot begins (ROTA.md §3, H3). Writes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rota.core.plan import Slot
from rota.core.trainings import Lack, counts_on
from rota.models import Membership, Qualification, Seat, Shift, Team, Training

Held = Mapping[tuple[int, int], Qualification]  # by membership and training


@dataclass(frozen=True, slots=True)
class Skills:
    """What each seat of a team needs, and who has which training until when."""

    needed: Mapping[str, tuple[Training, ...]] = field(default_factory=dict)
    held: Held = field(default_factory=dict)

    def lacks(self, member: int, seat: str, day: date) -> list[Lack]:
        """The trainings she lacks for a seat that begins on that local day."""
        found = []
        for training in self.needed.get(seat, ()):
            row = self.held.get((member, training.pk))
            if row is None:
                found.append(Lack(training.name))
            elif not counts_on(day, row.since_on, row.expires_on):
                found.append(Lack(training.name, row.since_on, row.expires_on))
        return found

    def untrained(
        self, members: Iterable[int], slots: Collection[Slot]
    ) -> frozenset[tuple[int, int, str]]:
        """(member, slot, seat) of everybody who lacks something there."""
        if not any(self.needed.values()):
            return frozenset()
        by_day: dict[date, list[int]] = {}
        for slot in slots:
            by_day.setdefault(slot.first, []).append(slot.pk)
        everybody = list(members)
        return frozenset(
            (member, pk, seat)
            for day, pks in by_day.items()
            for member in everybody
            for seat in self.needed
            if self.lacks(member, seat, day)
            for pk in pks
        )


@dataclass(frozen=True, slots=True)
class Lacking:
    """A published shift to come whose holder lacks trainings for it."""

    shift: Shift
    lacks: list[Lack]

    @property
    def words(self) -> str:
        """Which ones, to stand after her name."""
        return lacks_text(self.lacks)


def lacks_text(lacks: Iterable[Lack]) -> str:
    """Which trainings are missing and since when they count no more, or from when; to
    stand after somebody's name."""
    return ", ".join(_lack(one) for one in lacks)


def read_skills(team: Team) -> Skills:
    """What the team asks for, and what its members have."""
    trainings = list(
        team.trainings.filter(Q(needed_on_call=True) | Q(needed_backup=True))
    )
    if not trainings:
        return Skills()
    rows = Qualification.objects.filter(training__in=trainings)
    return Skills(
        needed={
            Seat.ON_CALL: tuple(one for one in trainings if one.needed_on_call),
            Seat.BACKUP: tuple(one for one in trainings if one.needed_backup),
        },
        held={(row.membership_id, row.training_id): row for row in rows},
    )


def shifts_lacking(
    team: Team, at: datetime, *, member: Membership | None = None
) -> list[Lacking]:
    """The published shifts to come whose holder lacks a training on their first day,
    in order of time; `member`: hers only. What has begun is past mending."""
    skills = read_skills(team)
    if not any(skills.needed.values()):
        return []
    shifts = Shift.objects.filter(
        period__team=team, period__published_at__isnull=False, starts_at__gt=at
    ).select_related("period", "membership__person")
    if member is not None:
        shifts = shifts.filter(membership=member)
    found = []
    for shift in shifts.order_by("starts_at", "pk"):
        day = shift.starts_at.astimezone(team.zone).date()
        lacks = skills.lacks(shift.membership_id, shift.seat, day)
        if lacks:
            found.append(Lacking(shift, lacks))
    return found


def _lack(lack: Lack) -> str:
    slots = {"training": lack.name}
    if lack.expires_on:
        slots["day"] = date_format(lack.expires_on, "j F Y")
        return _("training “%(training)s” valid until %(day)s only") % slots
    if lack.since_on:
        slots["day"] = date_format(lack.since_on, "j F Y")
        return _("training “%(training)s” from %(day)s only") % slots
    return _("without the training “%(training)s”") % slots
