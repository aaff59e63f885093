"""What a team wants its people to have learnt, and who has learnt it when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rota.core.spelling import fold
from rota.core.trainings import expiry, warning_due
from rota.duty import leads
from rota.models import (
    Membership,
    Notice,
    Person,
    Qualification,
    Shift,
    Team,
    Training,
)
from rota.skills import shifts_lacking


class TrainingExists(Exception):  # noqa: N818
    """The team has a training of this name, however it is spelt."""


@dataclass(frozen=True, slots=True)
class TrainingDetails:
    """What a lead says of a training; `valid_months` is None for one that counts
    for good."""

    name: str
    valid_months: int | None = None
    needed_on_call: bool = False
    needed_backup: bool = False


def add_training(
    *, team: Team, details: TrainingDetails, by: Person | None, at: datetime
) -> Training:
    """Adds a training to the team's list. Raises TrainingExists."""
    with transaction.atomic():
        _lock(team)
        training = Training(team=team)
        _write(training, details)
        training.save()
    return training


def change_training(
    *, training_id: int, details: TrainingDetails, by: Person | None, at: datetime
) -> Training:
    """Renames a training, or changes how long it counts and which seats need it.

    Dates that were written down stay: a new validity is for those to come. Raises
    TrainingExists.
    """
    with transaction.atomic():
        training = Training.objects.select_related("team").get(pk=training_id)
        _lock(training.team)
        _write(training, details)
        training.save()
    return training


def remove_training(*, training_id: int, by: Person | None, at: datetime) -> None:
    """Takes a training off the list, and with it who had it and until when."""
    Training.objects.filter(pk=training_id).delete()


def record_training(
    *,
    training: Training,
    member: Membership,
    since_on: date | None,
    expires_on: date | None = None,
    by: Person | None,
    at: datetime,
) -> None:
    """Writes down when a member did a training and until when it counts.

    Without `expires_on`, it counts for as long as the training says, from `since_on`.
    """
    with transaction.atomic():
        _lock(training.team)
        _record(training, member, since_on, expires_on)


def record_session(
    *,
    training: Training,
    members: Iterable[Membership],
    since_on: date,
    expires_on: date | None = None,
    by: Person | None,
    at: datetime,
) -> int:
    """The same for all who were there on one day; returns for how many it is news.
    Whoever has done it again since keeps the later day."""
    written = 0
    with transaction.atomic():
        _lock(training.team)
        later = training.qualifications.filter(since_on__gt=since_on)
        since = set(later.values_list("membership_id", flat=True))
        for member in members:
            if member.pk not in since:
                written += _record(training, member, since_on, expires_on)
    return written


def forget_training(
    *, training: Training, member: Membership, by: Person | None, at: datetime
) -> None:
    """Writes down that this member has not done the training after all."""
    Qualification.objects.filter(membership=member, training=training).delete()


def warn_of_expiry(*, team: Team, at: datetime) -> int:
    """Tells those whose training expires before a published weekend that needs it,
    and their leads: a month before it does, and a week (core/trainings.py). Returns
    of how many trainings that is said. Running it again says nothing twice."""
    today = at.astimezone(team.zone).date()
    told = 0
    with transaction.atomic():
        _lock(team)
        in_charge = {lead.person_id: lead.person for lead in leads(team, at)}
        for row, shifts in _ending(team, at).items():
            due = warning_due(today, row.expires_on, row.warned_days)
            if due is None:
                continue
            row.warned_days = due
            row.save(update_fields=["warned_days"])
            person = row.membership.person
            readers = {person.pk: person} | in_charge
            Notice.objects.bulk_create(
                Notice(
                    person=reader,
                    team=team,
                    kind="training_expires",
                    data={
                        "training": row.training.name,
                        "name": person.name,
                        "day": str(row.expires_on),
                        "weekends": [[one.period_id, one.seat] for one in shifts],
                    },
                    created_at=at,
                    due_at=at,
                )
                for reader in readers.values()
            )
            told += 1
    return told


def _record(
    training: Training, member: Membership, since_on: date | None, until: date | None
) -> bool:
    """True when it was not known so before; people are then warned anew."""
    if until is None and since_on is not None and training.valid_months:
        until = expiry(since_on, training.valid_months)
    row, is_new = Qualification.objects.get_or_create(
        membership=member, training=training
    )
    is_known = not is_new and (row.since_on, row.expires_on) == (since_on, until)
    if row.expires_on != until:
        row.warned_days = None
    row.since_on, row.expires_on = since_on, until
    row.save()
    return not is_known


def _ending(team: Team, at: datetime) -> dict[Qualification, list[Shift]]:
    """The trainings that do not last until a published weekend, with those weekends."""
    found: dict[tuple[int, str], list[Shift]] = {}
    for one in shifts_lacking(team, at):
        for lack in one.lacks:
            if lack.expires_on:
                key = one.shift.membership_id, lack.name
                found.setdefault(key, []).append(one.shift)
    rows = Qualification.objects.filter(
        membership__in={member for member, _name in found}, training__team=team
    ).select_related("membership__person", "training")
    return {
        row: found[row.membership_id, row.training.name]
        for row in rows.order_by("expires_on", "pk")
        if (row.membership_id, row.training.name) in found
    }


def _lock(team: Team) -> None:
    Team.objects.select_for_update().get(pk=team.pk)


def _write(training: Training, details: TrainingDetails) -> None:
    others = Training.objects.filter(team=training.team).exclude(pk=training.pk)
    names = others.values_list("name", flat=True)
    if any(fold(name) == fold(details.name) for name in names):
        raise TrainingExists
    training.name = details.name
    training.valid_months = details.valid_months
    training.needed_on_call = details.needed_on_call
    training.needed_backup = details.needed_backup
