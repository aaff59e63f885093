"""A team writes down what it does itself: a new version each time, never a change."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from escalation.models import Outlet, Procedure
from rota.models import Person, Team

USUAL_OUTLETS = {
    "fr": ("Site", "Facebook", "Instagram", "X", "Application", "Panneaux"),
    "en": ("Website", "Facebook", "Instagram", "X", "App", "Display panels"),
}


class NewerVersionError(Exception):
    """Somebody else saved a version meanwhile; `newest` is its number."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"version {newest} is newer")
        self.newest = newest


@transaction.atomic
def save_procedure(
    *,
    team: Team,
    subject: str,
    texts: Mapping[str, Mapping[str, str]],
    seen: int,
    by: Person | None,
    at: datetime,
) -> Procedure:
    """Adds a version; calls already open keep theirs. `seen`: the number of the
    version it was made from, 0 for the program's. Raises NewerVersionError."""
    Team.objects.select_for_update().get(pk=team.pk)
    newest = team.procedures.filter(subject=subject).order_by("-number").first()
    number = newest.number if newest else 0
    if number != seen:
        raise NewerVersionError(number)
    if newest and newest.texts == texts:
        return newest
    return Procedure.objects.create(
        team=team, subject=subject, number=number + 1, texts=texts, by=by, at=at
    )


@transaction.atomic
def save_outlets(
    *, team: Team, names: Sequence[str], by: Person | None, at: datetime
) -> None:
    """Where the team publishes, in this order; one left out is no longer offered."""
    standing = {one.name: one for one in team.outlets.filter(ended_at=None)}
    for name in standing.keys() - set(names):
        Outlet.objects.filter(pk=standing[name].pk).update(ended_at=at)
    for position, name in enumerate(names):
        if name in standing:
            Outlet.objects.filter(pk=standing[name].pk).update(position=position)
        else:
            Outlet.objects.create(team=team, name=name, position=position)


def usual_outlets(*, team: Team, at: datetime) -> None:
    """Where most teams publish, for one that has never said where."""
    if not team.outlets.exists():
        save_outlets(team=team, names=USUAL_OUTLETS[team.language], by=None, at=at)
