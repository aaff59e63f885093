"""Who doubles the on-call person of a weekend, to learn: neither called nor counted.

Written at once, not drafted: nobody's duty changes. She is told when the weekend is
published, or now when it is already.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from rota.actions.draft import PeriodOverError, lock_team
from rota.actions.rendering import rota_changed
from rota.board.reading import load_board
from rota.core.conflicts import shadow_conflicts
from rota.models import Membership, Notice, Period, Person, Shadowing, Team

SHADOW = "shadow"  # where a notice names a seat


class CannotShadow(Exception):  # noqa: N818
    """Why she cannot: `code` is one of core/conflicts.py."""

    def __init__(self, member: Membership, code: str) -> None:
        super().__init__(f"{member} cannot shadow: {code}")
        self.member = member
        self.code = code


def add_shadow(
    *, period: Period, member: Membership, by: Person | None, at: datetime
) -> None:
    """Lets a member of the period's team double its on-call person; once is enough.

    Raises PeriodOverError, and CannotShadow for somebody who is away, elsewhere or
    holds a seat then, in the draft or as published.
    """
    if period.ends_at <= at:
        raise PeriodOverError
    with transaction.atomic():
        team = lock_team(period.team)
        board = load_board(team, period.starts_at, period.ends_at, at=at, draft=True)
        wrong = shadow_conflicts(board.agenda, member.pk, board.slot(period))
        if wrong:
            raise CannotShadow(member, wrong[0].code)
        _row, is_new = Shadowing.objects.get_or_create(
            period=period,
            membership=member,
            defaults={"uid": uuid4(), "changed_at": at},
        )
        if is_new and board.periods[period.pk].published_at:
            _tell(team, member, gained=[period], at=at)
            rota_changed(team=team, at=at)


def remove_shadow(
    *, period: Period, member: Membership, by: Person | None, at: datetime
) -> None:
    """She does not double anybody then after all. Raises PeriodOverError: what has
    been is not undone."""
    if period.ends_at <= at:
        raise PeriodOverError
    with transaction.atomic():
        team = lock_team(period.team)
        rows = Shadowing.objects.filter(period=period, membership=member)
        known = rows.filter(period__published_at__isnull=False).exists()
        rows.delete()
        if known:
            _tell(team, member, lost=[period], at=at)
            rota_changed(team=team, at=at)


def tell_shadows(*, team: Team, periods: Iterable[Period], at: datetime) -> None:
    """Tells those who double somebody in periods that are being published."""
    rows = Shadowing.objects.filter(period__in=list(periods))
    hers: dict[Membership, list[Period]] = {}
    for row in rows.select_related("membership__person", "period"):
        hers.setdefault(row.membership, []).append(row.period)
    for member, gained in hers.items():
        _tell(team, member, gained=gained, at=at)


def _tell(
    team: Team,
    member: Membership,
    *,
    gained: Iterable[Period] = (),
    lost: Iterable[Period] = (),
    at: datetime,
) -> None:
    Notice.objects.create(
        person=member.person,
        team=team,
        kind="shadowing",
        data={
            "gained": [[period.pk, SHADOW] for period in gained],
            "lost": [[period.pk, SHADOW] for period in lost],
        },
        created_at=at,
        due_at=at,
    )
