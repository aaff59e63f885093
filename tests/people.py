"""The fictional team every test may start from: eight people of three trades.

Telephone numbers come from the range ARCEP keeps for fiction (06 39 98 xx xx).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from escalation.models import Caller
from rota.models import Membership, Period, Person, Role, Team

SOCIAL = "Réseaux sociaux"
JOURNALIST = "Journaliste"
HEAD = "Éditions numériques"


@dataclass(frozen=True)
class Fictional:
    """Somebody of the team: what a test calls her, then what the rows say."""

    key: str
    name: str
    trade: str
    role: str = Role.AGENT
    share: int = 100

    @property
    def email(self) -> str:
        return f"{self.key}@ville.example"


CAST = [
    Fictional("camille", "Camille Roux", SOCIAL),
    Fictional("yann", "Yann Guérin", SOCIAL),
    Fictional("ines", "Inès Nadir", SOCIAL),
    Fictional("malik", "Malik Traoré", JOURNALIST),
    Fictional("lena", "Lena Blanc", JOURNALIST),
    Fictional("sofia", "Sofia Almeida", JOURNALIST),
    Fictional("tomas", "Tomas Keller", JOURNALIST, share=50),
    Fictional("odile", "Odile Perrin", HEAD, role=Role.LEAD),
]
READER = Fictional("hugo", "Hugo Marchand", "", role=Role.READER)
FIRST_PHONE = 33639980101
DESK_PHONE = "+33639980150"
CABINET_PHONE = "+33639980151"


def phone_of(key: str) -> str:
    """The number of one of the cast, E.164."""
    keys = [one.key for one in [*CAST, READER]]
    return f"+{FIRST_PHONE + keys.index(key)}"


def make_member(
    team: Team, one: Fictional, *, at: datetime, phone: str = "", colour: int = 0
) -> Membership:
    """One person and her place in a team, there since a year; her number is proven,
    and was tried out just now."""
    person = Person.objects.create_user(
        one.email,
        name=one.name,
        phone=phone,
        phone_verified_at=at if phone else None,
        phone_tested_at=at if phone else None,
        created_at=at,
    )
    return Membership.objects.create(
        team=team,
        person=person,
        role=one.role,
        trade=one.trade,
        share=one.share,
        from_on=at.date() - timedelta(days=365),
        colour=colour,
    )


def make_team(at: datetime, *, months: int = 12) -> Team:
    """The team of eight, with empty, unpublished weekends from `at` on.

    The weekends are plain Friday 18:00 to Monday 08:00, without holidays; for
    those, use `rota.actions.periods.extend_periods`.
    """
    team = Team.objects.create(
        name="Édition numérique",
        slug="edition",
        emergency_contact="Permanence de la mairie, 02 40 41 90 00",
        frame="Ni modération ni réponses individuelles hors crise.",
    )
    for colour, one in enumerate(CAST):
        make_member(team, one, at=at, phone=phone_of(one.key), colour=colour)
    Period.objects.bulk_create(weekends(team, at, months))
    return team


def weekends(team: Team, at: datetime, months: int) -> Iterator[Period]:
    """Unsaved weekends, the first being the one that contains or follows `at`."""
    today = at.astimezone(team.zone).date()
    # the Friday at or before today, so that a Saturday start has its weekend
    friday = today - timedelta(days=(today.weekday() - 4) % 7)
    while friday < today + timedelta(days=30 * months):
        ends_at = local(team, friday + timedelta(days=3), team.ends_time)
        if ends_at > at:
            yield Period(
                team=team,
                starts_at=local(team, friday, team.starts_time),
                ends_at=ends_at,
                kind="weekend",
            )
        friday += timedelta(days=7)


def local(team: Team, day: date, clock: time) -> datetime:
    """Wall time of the team, in UTC."""
    return datetime.combine(day, clock, tzinfo=team.zone).astimezone(UTC)


def make_caller(team: Team, name: str, phone: str, **fields: str) -> Caller:
    """A service that may call."""
    return Caller.objects.create(team=team, name=name, phone=phone, **fields)
