"""Who is in a team: somebody comes, changes, leaves, or changes herself.

A person may be in several teams, so her name, number and address are hers: a lead
writes them only where `rota.teams.may_correct` allows.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from rota.actions.contacts import set_phone
from rota.actions.draft import Holding, held_in, published_in, put
from rota.actions.rendering import (
    languages_changed,
    last_day_moved,
    person_renamed,
)
from rota.board.reading import load_coming
from rota.core.plan import SeatKey
from rota.core.roster_csv import RosterRow
from rota.core.spelling import known_spelling
from rota.models import (
    DraftSeat,
    Membership,
    Notice,
    Period,
    Person,
    Qualification,
    Role,
    Shift,
    StepKind,
    Team,
    Training,
)
from rota.roster import RosterPlan, plan_import
from rota.teams import may_correct, may_correct_email

COLOURS = 12  # in app.css


class AlreadyInTeam(Exception):  # noqa: N818
    """Somebody of this e-mail address is in the team."""


class LastLead(Exception):  # noqa: N818
    """The team would be left without a lead."""


class EmailTaken(Exception):  # noqa: N818
    """Another account has this e-mail address."""


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """What a lead says of somebody. `phone` is E.164, `share` in percent; days are
    the team's; `trainings` are names, new ones are added to the team's; `most_duties`:
    in any year, None for as many as the rules give."""

    name: str
    email: str
    from_on: date
    phone: str = ""
    role: str = Role.AGENT
    trade: str = ""
    share: int = 100
    takes_duties: bool = True
    experienced: bool = False
    most_duties: int | None = None
    trainings: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people an import added, changed, and found as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def add_member(
    *, team: Team, details: MemberDetails, by: Person | None, at: datetime
) -> Membership:
    """Adds somebody to the team, or takes a former member back, and tells her.

    An address that has an account keeps its name and its number; only a number
    that is missing is filled in. Raises AlreadyInTeam.
    """
    with transaction.atomic():
        _lock(team)
        person = _person_of(details, at)
        former = team.memberships.filter(person=person).first()
        if former and former.is_in_team(max(details.from_on, former.from_on)):
            raise AlreadyInTeam
        member = former or Membership(team=team, person=person, colour=_colour(team))
        gone_at, member.until_on = member.gone_at, None
        _write(member, details)
        member.save()
        last_day_moved(member=member, before=gone_at, at=at)
        _train(member, details.trainings)
        if by != person:  # who makes a team knows that she is in it
            _welcome(member, at)
    return member


def change_member(
    *, membership_id: int, details: MemberDetails, by: Person | None, at: datetime
) -> Membership:
    """Writes what a lead changed; trainings not in `details` are taken away.

    Name and number are written when `may_correct` allows, the address when
    `may_correct_email` does; otherwise they stay. Raises LastLead, EmailTaken.
    """
    with transaction.atomic():
        member = Membership.objects.select_related("team", "person").get(
            pk=membership_id
        )
        _lock(member.team)
        led = _leads_on(member)
        if may_correct(member.person, member.team, at):
            _correct(member, details, at)
        _write(member, details)
        _keep_a_lead(member, led)
        member.save()
        _train(member, details.trainings)
        Qualification.objects.filter(membership=member).exclude(
            training__name__in=_names(member.team, details.trainings)
        ).delete()
    return member


def end_membership(
    *, membership_id: int, last_on: date | None, by: Person | None, at: datetime
) -> Membership:
    """Sets somebody's last day in the team, or takes it back with None.

    The seats she holds after it (`shifts_after`) are emptied in the draft, for the
    lead to fill and publish. Raises LastLead.
    """
    with transaction.atomic():
        member = Membership.objects.select_related("team", "person").get(
            pk=membership_id
        )
        _lock(member.team)
        led, gone_at = _leads_on(member), member.gone_at
        member.until_on = last_on
        _keep_a_lead(member, led)
        member.save(update_fields=["until_on"])
        last_day_moved(member=member, before=gone_at, at=at)
        _open_seats(member, by=by, at=at)
    return member


def import_members(
    *, team: Team, rows: Collection[RosterRow], by: Person | None, at: datetime
) -> Imported:
    """Adds and updates the people of a list, all of them or none.

    An empty cell erases nothing; trainings are added, never taken away.
    """
    with transaction.atomic():
        _lock(team)
        plans = plan_import(team, rows, at)
        changed = sum(bool(plan.changes) for plan in plans)
        for plan in plans:
            _apply(plan, team, by, at)
    added = sum(plan.is_new for plan in plans)
    return Imported(added, changed, len(plans) - added - changed)


def change_profile(*, person: Person, name: str, language: str, at: datetime) -> Person:
    """What somebody says of herself. `language` is empty for the browser's."""
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        _rename(row, name, at)
        speaks_another = row.language != language
        row.language = language
        row.save(update_fields=["name", "language"])
        if speaks_another:
            teams = Team.objects.filter(memberships__person=row)
            languages_changed(teams=teams, at=at)
    return row


def shifts_after(member: Membership) -> list[Shift]:
    """The published shifts she still holds when her last day is over, by date.

    One that runs into the day after counts: nobody is on call until 8 o'clock on
    a day she is not there.
    """
    if member.until_on is None:
        return []
    shifts = member.shifts.select_related("period").order_by("starts_at")
    return [shift for shift in shifts if _is_after(shift, member)]


def emptied_weekends(member: Membership, at: datetime) -> int:
    """How many published weekends after her last day are empty in the draft."""
    held = {
        (shift.period_id, shift.seat)
        for shift in shifts_after(member)
        if shift.ends_at > at
    }
    empty = DraftSeat.objects.filter(
        period__team_id=member.team_id, membership__isnull=True, uncovered=False
    )
    return len(
        {pk for pk, seat in empty.values_list("period", "seat") if (pk, seat) in held}
    )


def _lock(team: Team) -> None:
    """One change of a team's people at a time: two leads may demote each other."""
    Team.objects.select_for_update().get(pk=team.pk)


def _person_of(details: MemberDetails, at: datetime) -> Person:
    person = Person.objects.filter(email__iexact=details.email).first()
    if person is None:
        try:
            with transaction.atomic():
                return Person.objects.create_user(
                    details.email,
                    name=details.name,
                    phone=details.phone,
                    language=details.language,
                    created_at=at,
                )
        except IntegrityError:  # another team's lead was first
            person = Person.objects.get(email__iexact=details.email)
    if details.phone and not person.phone:
        person.save(update_fields=set_phone(person, details.phone))
    return person


def _write(member: Membership, details: MemberDetails) -> None:
    known = (
        member.team.memberships.exclude(pk=member.pk)
        .exclude(trade="")
        .values_list("trade", flat=True)
    )
    member.role = details.role
    member.trade = known_spelling(details.trade, known)
    member.share = details.share
    member.takes_duties = details.takes_duties
    member.experienced = details.experienced
    member.most_duties = details.most_duties
    member.from_on = details.from_on


def _correct(member: Membership, details: MemberDetails, at: datetime) -> None:
    person = member.person
    _rename(person, details.name, at)
    changed = set_phone(person, details.phone)
    email = details.email.strip().lower()
    if email != person.email and may_correct_email(person, member.team, at):
        if Person.objects.filter(email__iexact=email).exists():
            raise EmailTaken
        person.email = email
        _welcome(member, at)  # the first one went to nobody
    person.save(update_fields=["name", "email", *changed])


def _rename(person: Person, name: str, at: datetime) -> None:
    """A new name reaches the calendars of subscribers; the caller saves the row."""
    if name != person.name:
        person.name = name
        person_renamed(person=person, at=at)


def _welcome(member: Membership, at: datetime) -> None:
    Notice.objects.create(
        person=member.person,
        team=member.team,
        kind="welcome",
        created_at=at,
        due_at=at,
    )


def _colour(team: Team) -> int:
    """The colour fewest of the team have, the lowest first: it stays hers."""
    used = Counter(team.memberships.values_list("colour", flat=True))
    return min(range(COLOURS), key=lambda colour: (used[colour], colour))


def _leads_on(member: Membership) -> bool:
    """True while she leads the team and no last day is set."""
    return member.role == Role.LEAD and member.until_on is None


def _keep_a_lead(member: Membership, led: bool) -> None:
    """Raises LastLead when she led the team, will not, and nobody else does."""
    others = member.team.memberships.exclude(pk=member.pk)
    if (
        led
        and not _leads_on(member)
        and not others.filter(role=Role.LEAD, until_on__isnull=True).exists()
    ):
        raise LastLead


def _names(team: Team, wanted: Iterable[str]) -> list[str]:
    known = list(team.trainings.values_list("name", flat=True))
    return [known_spelling(name, known) for name in wanted]


def _train(member: Membership, wanted: Iterable[str]) -> None:
    for name in _names(member.team, wanted):
        training, _new = Training.objects.get_or_create(team=member.team, name=name)
        Qualification.objects.get_or_create(membership=member, training=training)


def _is_after(hours: Shift | Period, member: Membership) -> bool:
    if member.until_on is None:
        return False
    return hours.ends_at.astimezone(member.team.zone).date() > member.until_on


def _open_seats(member: Membership, *, by: Person | None, at: datetime) -> None:
    """In the draft, empties the seats she cannot hold any more, and gives back
    those she holds by publication and can hold again."""
    board = load_coming(member.team, at)
    seats: dict[SeatKey, Holding] = {}
    for shift in member.shifts.filter(ends_at__gt=at):
        key = (shift.period_id, shift.seat)
        if not _is_after(shift, member):
            if key in board.drafts and held_in(board, key) is None:
                seats[key] = published_in(board, key)
        elif key not in board.drafts or board.holder(key) == member:
            seats[key] = None
    for key, draft in board.drafts.items():
        if draft.membership_id == member.pk and _is_after(
            board.periods[key[0]], member
        ):
            seats.setdefault(key, published_in(board, key))
    put(board=board, seats=seats, by=by, at=at, kind=StepKind.LEFT)


def _apply(plan: RosterPlan, team: Team, by: Person | None, at: datetime) -> None:
    """Carries out what the preview promised for one row."""
    member = plan.membership
    if member is None or plan.comes_back:
        details = MemberDetails(
            name=plan.name,
            email=plan.row.email,
            phone=plan.phone,
            trade=plan.trade,
            share=plan.share,
            language=plan.row.language,
            trainings=plan.trainings,
            from_on=at.astimezone(team.zone).date(),
            role=member.role if member else Role.AGENT,
            takes_duties=member.takes_duties if member else True,
            experienced=bool(member and member.experienced),
            most_duties=member.most_duties if member else None,
        )
        add_member(team=team, details=details, by=by, at=at)
        return
    person = member.person
    _rename(person, plan.name, at)
    person.save(update_fields=["name", *set_phone(person, plan.phone)])
    member.trade, member.share = plan.trade, plan.share
    member.save(update_fields=["trade", "share"])
    _train(member, plan.trainings)
