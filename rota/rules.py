"""The rules a team made its own, as the plan reads them; what it left open is as
usual, or less where it has too few people for that (ROTA.md §3, H5)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from rota.core.plan import YEAR, Member, Rules, scaled_rules
from rota.core.weights import USUAL, Weights
from rota.models import Team

# spacing looks so far around a weekend, where no limit looks further
AROUND = timedelta(weeks=6)


def rules_of(team: Team, people: int) -> Rules:
    """The rules of a team in which so many people take duties.

    Two on-call duties are duties too: they are never closer than any two.
    """
    usual = usual_rules(team, people)
    gap_any = usual.gap_any if team.gap_any is None else team.gap_any
    primary = usual.gap_primary if team.gap_primary is None else team.gap_primary
    return replace(
        usual,
        gap_any=gap_any,
        gap_primary=max(gap_any, primary),
        most_duties=team.most_duties,
        in_weeks=team.in_weeks or YEAR,
        pairs_experience=team.has_backup and team.pairs_experience,
    )


def usual_rules(team: Team, people: int) -> Rules:
    """What holds where the team chose nothing."""
    return scaled_rules(
        people, has_backup=team.has_backup, mixes_trades=team.mixes_trades
    )


def counted(members: Iterable[Member], today: date) -> int:
    """How many of them take duties, today or later."""
    return sum(m.takes_duties and (m.until_on or today) >= today for m in members)


def weights_of(team: Team) -> Weights:
    """What each kind of period weighs in this team."""
    own = {kind: tuple(pair) for kind, pair in team.points.items()}
    return replace(USUAL, **own)


def reach(team: Team) -> timedelta:
    """How far around a weekend its rules look: a limit counts what lies behind."""
    limits = [team.in_weeks or YEAR] if team.most_duties is not None else []
    if team.memberships.filter(most_duties__isnull=False).exists():
        limits.append(YEAR)
    return max([AROUND, *(timedelta(weeks=weeks) for weeks in limits)])
