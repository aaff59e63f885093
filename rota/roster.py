"""What a list of people would do to a team, row by row: shown before it is done,
and then done as shown (rota/actions/people.py)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from rota.core.roster_csv import RosterRow
from rota.core.spelling import fold, known_spelling
from rota.models import Membership, Person, Qualification, Team
from rota.teams import may_correct

FULL_TIME = 100  # percent


@dataclass(frozen=True, slots=True)
class Change:
    """One value of somebody already in the team, before and after. `field`: name,
    phone (E.164), trade, share (percent) or trainings (the new ones)."""

    field: str
    before: str | int
    after: str | int


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """One row and what it becomes; the values are those after the import.

    `person`: her account when there is one; `membership`: hers in this team,
    whether it still counts or not. `kept`: what the list has otherwise than her
    account, and stays because only she may change it. `gained`: trainings new to
    her. `shared`: others of the team or the list who have the same number.
    """

    row: RosterRow
    person: Person | None
    membership: Membership | None
    comes_back: bool
    name: str
    phone: str
    trade: str
    share: int
    trainings: tuple[str, ...]
    gained: tuple[str, ...]
    kept: tuple[str, ...]
    shared: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """True when the row adds somebody to the team."""
        return self.membership is None or self.comes_back

    @property
    def changes(self) -> list[Change]:
        """What differs from today, for somebody who is in the team."""
        if self.is_new or self.person is None or self.membership is None:
            return []
        pairs: list[tuple[str, str | int, str | int]] = [
            ("name", self.person.name, self.name),
            ("phone", self.person.phone, self.phone),
            ("trade", self.membership.trade, self.trade),
            ("share", self.membership.share, self.share),
            ("trainings", "", ", ".join(self.gained)),
        ]
        return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


class _Team:
    """What is known of a team while rows are read; spellings of earlier rows count."""

    def __init__(self, team: Team, emails: Collection[str], at: datetime) -> None:
        self.team, self.at = team, at
        self.today: date = at.astimezone(team.zone).date()
        self.people = {
            person.email: person for person in Person.objects.filter(email__in=emails)
        }
        members = team.memberships.filter(person__in=self.people.values())
        self.members = {
            member.person_id: member for member in members.select_related("person")
        }
        self.trades = list(
            team.memberships.exclude(trade="").values_list("trade", flat=True)
        )
        self.trainings = list(team.trainings.values_list("name", flat=True))
        self.held = set(
            Qualification.objects.filter(
                membership__in=self.members.values()
            ).values_list("membership", "training__name")
        )

    def spell(self, row: RosterRow) -> tuple[str, tuple[str, ...]]:
        """Trade and trainings as the team writes them."""
        trade = known_spelling(row.trade, self.trades)
        trainings = tuple(
            known_spelling(name, self.trainings) for name in row.trainings
        )
        self.trades.append(trade)
        self.trainings.extend(trainings)
        return trade, trainings

    def plan(self, row: RosterRow) -> RosterPlan:
        """What one row becomes."""
        person = self.people.get(row.email)
        member = self.members.get(person.pk) if person else None
        is_in = member is not None and (
            member.until_on is None or member.until_on >= self.today
        )
        trade, trainings = self.spell(row)
        corrects = bool(person and is_in and may_correct(person, self.team, self.at))
        name, phone, kept = _of_account(row, person, corrects)
        return RosterPlan(
            row=row,
            person=person,
            membership=member,
            comes_back=member is not None and not is_in,
            name=name,
            phone=phone,
            trade=trade or (member.trade if member else ""),
            share=row.share or (member.share if member else FULL_TIME),
            trainings=trainings,
            gained=tuple(
                name
                for name in trainings
                if member is None or (member.pk, name) not in self.held
            ),
            kept=kept,
        )


def plan_import(
    team: Team, rows: Collection[RosterRow], at: datetime
) -> list[RosterPlan]:
    """What importing these (good) rows at `at` would do, in their order."""
    known = _Team(team, [row.email for row in rows], at)
    plans = [known.plan(row) for row in rows]
    listed = {plan.row.email for plan in plans}
    owners = [(plan.row.email, plan.phone, plan.name) for plan in plans]
    for member in team.memberships.select_related("person"):
        person, last_on = member.person, member.until_on or known.today
        if person.email not in listed and last_on >= known.today:
            owners.append((person.email, person.phone, person.name))
    return [replace(plan, shared=_sharing(plan, owners)) for plan in plans]


def _sharing(
    plan: RosterPlan, owners: Collection[tuple[str, str, str]]
) -> tuple[str, ...]:
    """The names of the others (address, number, name) with this plan's number."""
    return tuple(
        name
        for email, phone, name in owners
        if phone and phone == plan.phone and email != plan.row.email
    )


def _of_account(
    row: RosterRow, person: Person | None, corrects: bool
) -> tuple[str, str, tuple[str, ...]]:
    """Name and number after the import, and which of them stay although the list
    has others. The same name written otherwise is no other name."""
    if person is None:
        return row.name, row.phone, ()
    others = []
    if fold(row.name) != fold(person.name):
        others.append("name")
    if row.phone and person.phone and row.phone != person.phone:
        others.append("phone")
    if corrects:
        name = row.name if "name" in others else person.name
        return name, row.phone or person.phone, ()
    return person.name, person.phone or row.phone, tuple(others)
