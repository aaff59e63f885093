"""Who belongs to which team on a day; who may correct what about whom."""

from datetime import date, datetime

from rota.core.spelling import fold
from rota.models import Membership, Person, Role, Team


def memberships_of(person: Person, at: datetime) -> list[Membership]:
    """The teams this person is in at `at` (aware), each on its own calendar, by
    the team's name. Teams and person are loaded."""
    found = Membership.objects.filter(person=person).select_related("team", "person")
    return sorted(
        (one for one in found if one.is_in_team(_today(one.team, at))),
        key=lambda one: (fold(one.team.name), one.team_id),
    )


def leads_a_team(person: Person, at: datetime) -> bool:
    """True when she leads a team at `at`: only then may she make another."""
    return any(one.role == Role.LEAD for one in memberships_of(person, at))


def may_correct(person: Person, team: Team, at: datetime) -> bool:
    """True when a lead of `team` may write this person's name and number.

    Somebody who is in another team too, now or later, does it herself: no lead
    decides where another team's calls go.
    """
    others = Membership.objects.filter(person=person).exclude(team=team)
    return all(
        one.until_on is not None and one.until_on < _today(one.team, at)
        for one in others.select_related("team")
    )


def may_correct_email(person: Person, team: Team, at: datetime) -> bool:
    """True while nobody has ever signed in with the address: it may be mistyped.

    Afterwards the address is her key, and changing it would hand over her account.
    """
    return person.last_login is None and may_correct(person, team, at)


def others_with(phone: str, team: Team, at: datetime, *, but: Person) -> list[str]:
    """The names of the team's other people, now or later, who have this number
    (E.164). A phone may be shared; mostly it is a slip. Nobody outside the team is
    named: their numbers are not its business."""
    members = team.memberships.filter(person__phone=phone).exclude(person=but)
    today = _today(team, at)
    names = [
        one.person.name
        for one in members.select_related("person")
        if phone and (one.until_on is None or one.until_on >= today)
    ]
    return sorted(names, key=fold)


def _today(team: Team, at: datetime) -> date:
    return at.astimezone(team.zone).date()
