"""The demo's trainings: who learnt what, what ends soon, who doubles a colleague."""

from contextlib import suppress
from datetime import datetime, timedelta

from oncall.demo_told import tell
from rota.actions.shadowing import CannotShadow, add_shadow
from rota.actions.trainings import (
    TrainingDetails,
    add_training,
    forget_training,
    record_training,
)
from rota.models import Role, Seat, Team

WEEK, YEAR = timedelta(days=7), timedelta(days=365)
# two of them are to be done again
TRAININGS = (
    TrainingDetails("Site et CMS", needed_on_call=True, needed_backup=True),
    TrainingDetails("Agorapulse", 36, needed_on_call=True),
    TrainingDetails("Porte-parole", 60),
)
# who has which until so long from now
ENDING = {
    "Lena Bertin": ("Porte-parole", timedelta(days=26)),
    "Yann Guillou": ("Porte-parole", -timedelta(days=9)),
}
ENDS_TOO_EARLY = "Sofia Amrani"  # for the last weekend published
NEWEST = "Tomas Kerbrat"


def train(team: Team, at: datetime) -> None:
    """Everybody has learnt everything, one month after the other."""
    for details in TRAININGS:
        training = add_training(team=team, details=details, by=None, at=at)
        for number, member in enumerate(team.memberships.order_by("pk")):
            since_on = at.date() - timedelta(days=30 * number)
            record_training(
                training=training, member=member, since_on=since_on, by=None, at=at
            )


def end_some_trainings(team: Team, at: datetime) -> None:
    """Some that end, one of them before a published weekend; the newest of the team
    doubles the person on call of a weekend to come, and is not a spokesperson yet."""
    lead = team.memberships.get(role=Role.LEAD).person
    member = team.memberships.get(person__name=ENDS_TOO_EARLY)
    final = member.shifts.filter(seat=Seat.ON_CALL).order_by("-starts_at")[0]
    ending = ENDING | {ENDS_TOO_EARLY: ("Agorapulse", final.starts_at - at - WEEK)}
    for name, (training, left) in ending.items():
        last_on = (at + left).date()
        record_training(
            training=team.trainings.get(name=training),
            member=team.memberships.get(person__name=name),
            since_on=last_on - 3 * YEAR,
            expires_on=last_on,
            by=lead,
            at=at,
        )
    newest = team.memberships.get(person__name=NEWEST)
    forget_training(
        training=team.trainings.get(name="Porte-parole"), member=newest, by=lead, at=at
    )
    team.memberships.exclude(pk=newest.pk).update(experienced=True)
    free = team.periods.filter(starts_at__gt=at).exclude(shifts__membership=newest)
    for period in free[1:8]:
        with suppress(CannotShadow):  # he is away
            add_shadow(period=period, member=newest, by=lead, at=at)
            break
    tell(at)
