"""The demo: a team of eight with a past, a rota and two callers.

Everything is made through the same actions as in real life, at the dates when
it would have happened. People and numbers are fictional (ARCEP's range for
fiction, 06 39 98 xx xx).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from escalation import actions
from escalation.models import Caller, CallerCases, Case, Incident, Outcome
from escalation.sweep import sweep
from oncall.demo_covers import ask_for_covers
from oncall.demo_crises import live_a_crisis
from oncall.demo_mondays import make_mondays
from oncall.demo_told import change_hands, get_ready, tell
from oncall.demo_trainings import end_some_trainings, train
from rota.actions.absences import enter
from rota.actions.draft import fill, swap
from rota.actions.feeds import make_feed
from rota.actions.periods import extend_periods
from rota.actions.publish import publish
from rota.core.absences import Stretch
from rota.duty import duty_at
from rota.feeds import address_of
from rota.links import make_token
from rota.models import (
    AbsenceKind,
    FeedKind,
    Membership,
    Period,
    PeriodKind,
    Person,
    Role,
    Seat,
    Shift,
    Team,
)

PASSWORD = "astreinte-demo"
SLUG = "demo"
PAST = timedelta(weeks=14)
TESTED = timedelta(days=6)
# how long ago, and how long it took somebody to answer
PAST_DRILLS = tuple(
    (timedelta(weeks=weeks), timedelta(seconds=seconds))
    for weeks, seconds in ((12, 440), (8, 185), (3, 85))
)
COMING = timedelta(weeks=26)
EXCHANGED = timedelta(days=19, hours=3)
PROPOSED = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of the demo."""

    name: str
    trade: str
    share: int = 100
    role: str = Role.AGENT

    @property
    def email(self) -> str:
        """The address to sign in with."""
        first = self.name.split()[0].lower().replace("è", "e")
        return f"{first}@demo.example"


SOCIAL, JOURNALIST, HEAD = "Réseaux sociaux", "Journaliste", "Éditions numériques"
PEOPLE = (
    Somebody("Paul Delaunay", HEAD, role=Role.LEAD),
    Somebody("Camille Renaud", SOCIAL),
    Somebody("Malik Traoré", SOCIAL),
    Somebody("Sofia Amrani", SOCIAL),
    Somebody("Lena Bertin", JOURNALIST),
    Somebody("Yann Guillou", JOURNALIST),
    Somebody("Inès Navarro", JOURNALIST),
    Somebody("Tomas Kerbrat", JOURNALIST, share=50),
)
# name, what, in how many weeks, for how many days
SAID = (
    ("Camille Renaud", AbsenceKind.CANNOT, 3, 11),
    ("Camille Renaud", AbsenceKind.GLADLY, 8, 4),
    ("Malik Traoré", AbsenceKind.CANNOT, 6, 4),
    ("Malik Traoré", AbsenceKind.RATHER_NOT, 12, 4),
    ("Sofia Amrani", AbsenceKind.RATHER_NOT, 4, 4),
    ("Lena Bertin", AbsenceKind.CANNOT, 9, 18),
    ("Yann Guillou", AbsenceKind.GLADLY, 5, 4),
    ("Yann Guillou", AbsenceKind.CANNOT, 15, 4),
    ("Inès Navarro", AbsenceKind.RATHER_NOT, 11, 4),
    ("Tomas Kerbrat", AbsenceKind.CANNOT, 2, 4),
)
FIRST_NUMBER = 33639980101


@transaction.atomic
def make(at: datetime) -> Team:
    """Makes the demo team as of `at`; only on a database without teams."""
    began_at = at - PAST
    team = _people(began_at)
    lead = team.memberships.get(role=Role.LEAD)
    extend_periods(team=team, until=at.date(), by=lead.person, at=began_at)
    _on_call_today(team, at)
    until = (at + COMING).date()
    extend_periods(team=team, until=until, by=lead.person, at=began_at)
    _days(team, at, said_at=began_at)
    fill(team=team, until=until, by=lead.person, at=began_at)
    publish(team=team, by=lead.person, at=began_at)
    _exchange(team, at - EXCHANGED, by=lead.person)
    # still to be given: something to have a rota proposed for
    later = (at + PROPOSED).date()
    extend_periods(team=team, until=later, by=lead.person, at=began_at)
    tell(began_at)
    _callers(team)
    _feeds(team, at)
    for weeks, answered_after in PAST_DRILLS:
        _past_drill(team, at - weeks, answered_after)
    _past_incident(team, at)
    live_a_crisis(team, lead.person, at)
    make_mondays(team, lead.person, at)
    _numbers(team, at)
    end_some_trainings(team, at)
    ask_for_covers(team, at)
    change_hands(team, at)
    get_ready(team, at)
    return team


def describe(team: Team) -> str:
    """What to print: where to go, who to be, the callers' links."""
    site = settings.SITE_URL
    rows = [f"  {one.email:<22} {one.name}" for one in PEOPLE[:3]]
    callers = [
        f"  {caller.name:<26} {site}/call/"
        + make_token("caller", caller.pk, caller.version)
        for caller in team.callers.all()
    ]
    return "\n".join(
        [
            f"Sign in at {site} with one of (password: {PASSWORD})",
            *rows[:1],
            *rows[1:],
            "Call the person on duty, without an account:",
            *callers,
            f"See the text arrive on the test phones: {site}/phones/",
            *(
                f"Who is on call now, for a screen: {address_of(feed)}"
                for feed in team.feeds.filter(kind=FeedKind.WALL)
            ),
        ]
    )


def _people(at: datetime) -> Team:
    team = Team.objects.create(
        name="Ville de Port-Louan, édition numérique",
        slug=SLUG,
        school_zone="B",
        emergency_contact="Permanence des élus, 02 40 00 00 09",
        frame=(
            "Pas de modération, pas de réponse aux usagers, pas de rattrapage, "
            "pas d'avance sur la semaine. La réponse automatique dit que vous "
            "revenez lundi à 8 h."
        ),
    )
    for number, one in enumerate(PEOPLE):
        person = Person.objects.create_user(
            one.email,
            PASSWORD,
            name=one.name,
            phone=f"+{FIRST_NUMBER + number}",
            created_at=at,
        )
        Membership.objects.create(
            team=team,
            person=person,
            role=one.role,
            trade=one.trade,
            share=one.share,
            from_on=at.date(),
            colour=number,
        )
    team.fallback = team.memberships.get(role=Role.LEAD)
    team.save(update_fields=["fallback"])
    train(team, at)
    return team


def _days(team: Team, at: datetime, *, said_at: datetime) -> None:
    """What people said of their days before the rota was made."""
    members = team.memberships.select_related("person")
    people = {member.person.name: member.person for member in members}
    today = at.astimezone(team.zone).date()
    friday = today - timedelta(days=(today.weekday() - 4) % 7)
    for name, kind, weeks, days in SAID:
        first = friday + timedelta(weeks=weeks)
        stretch = Stretch(first, first + timedelta(days=days - 1), kind)
        by = people[name]
        enter(person=by, stretch=stretch, by=by, at=said_at)


def _on_call_today(team: Team, at: datetime) -> None:
    """On a working day nobody would be on call and the first call of a visitor
    would go to the fallback: the demo team is on call today too."""
    today = at.astimezone(team.zone)
    morning = today.replace(hour=8, minute=0, second=0, microsecond=0)
    starts_at = morning - timedelta(days=today.hour < 8)
    ends_at = starts_at + timedelta(days=1)
    touching = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if not team.periods.filter(touching).exists():
        Period.objects.create(
            team=team, starts_at=starts_at, ends_at=ends_at, kind=PeriodKind.HOLIDAY
        )


def _numbers(team: Team, at: datetime) -> None:
    """Proven and tried out lately, but the last one's: something is left to do."""
    people = Person.objects.filter(memberships__team=team)
    proven = people.exclude(email=PEOPLE[-1].email)
    proven.update(phone_verified_at=at - PAST, phone_tested_at=at - TESTED)


def _exchange(team: Team, at: datetime, *, by: Person) -> None:
    """Two colleagues exchanged a weekend on call: something for the history to tell."""
    coming = Shift.objects.filter(
        period__team=team, seat=Seat.ON_CALL, starts_at__gt=at + COMING / 2
    )
    for one, other in combinations(coming.select_related("membership"), 2):
        hands = {one.membership, other.membership}
        pair = (one.period_id, other.period_id)
        backups = Shift.objects.filter(period__in=pair, seat=Seat.BACKUP)
        apart = hands.isdisjoint(one.membership for one in backups)
        if len(hands) == 2 and len({one.trade for one in hands}) == 1 and apart:
            swap(
                places=((pair[0], Seat.ON_CALL), (pair[1], Seat.ON_CALL)),
                expected=(one.membership_id, other.membership_id),
                by=by,
                at=at,
            )
            publish(team=team, by=by, at=at)
            return


def _callers(team: Team) -> None:
    Caller.objects.create(
        team=team, name="PC information", phone="+33240000000", cases=CallerCases.BOTH
    )
    Caller.objects.create(
        team=team,
        name="Cabinet de la maire",
        phone="+33240000001",
        cases=CallerCases.CRISIS,
    )


def _feeds(team: Team, at: datetime) -> None:
    """The lead's calendar of everybody, a service's, and a screen's page."""
    lead = team.memberships.get(role=Role.LEAD)
    for owner, kind, name in (
        (lead, FeedKind.TEAM, "Outlook"),
        (None, FeedKind.TEAM, "Cabinet de la maire"),
        (None, FeedKind.WALL, "Écran du hall"),
    ):
        make_feed(team=team, owner=owner, kind=kind, name=name, by=lead.person, at=at)


def _past_drill(team: Team, before: datetime, answered_after: timedelta) -> None:
    """An exercise on a Saturday morning: called, taken, closed."""
    weekends = team.periods.filter(kind=PeriodKind.WEEKEND, ends_at__lt=before)
    past = weekends.last()
    on_call = duty_at(team, past.starts_at).on_call if past else None
    if past is None or on_call is None:
        return
    held_at = past.starts_at + timedelta(hours=16)
    exercise = actions.trigger(
        team=team,
        case=Case.CRISIS,
        title="Répondez comme pour un vrai appel",
        exercise=True,
        request_key=uuid.uuid4(),
        by=team.memberships.get(role=Role.LEAD).person,
        at=held_at,
    )
    answered_at, now = held_at + answered_after, held_at
    while now < answered_at:
        sweep(now + timedelta(seconds=1))
        now += timedelta(minutes=5)
    person = on_call.person
    actions.take(incident_id=exercise.pk, by=person, via="link", at=answered_at)
    actions.close(
        incident_id=exercise.pk,
        outcome=Outcome.NOT_PUBLISHED,
        by=person,
        at=answered_at + timedelta(minutes=2),
    )


def _past_incident(team: Team, at: datetime) -> None:
    """A park closed by the wind last weekend: called, taken, published."""
    past = team.periods.filter(ends_at__lt=at - timedelta(days=2)).last()
    on_call = duty_at(team, past.starts_at).on_call if past else None
    if past is None or on_call is None:
        return
    called_at = past.starts_at + timedelta(hours=20, minutes=2)
    incident = _call_about_the_park(team, called_at)
    sweep(called_at + timedelta(seconds=1))
    person = on_call.person
    taken_at = called_at + timedelta(minutes=2, seconds=10)
    actions.take(incident_id=incident.pk, by=person, via="link", at=taken_at)
    actions.add_note(
        incident_id=incident.pk,
        text="Rappelé le PC information, fermeture confirmée. Publié : site, Facebook.",
        by=person,
        at=taken_at + timedelta(minutes=9),
    )
    actions.close(
        incident_id=incident.pk,
        outcome=Outcome.PUBLISHED,
        note="Message de réouverture programmé dimanche 10 h.",
        by=person,
        at=taken_at + timedelta(minutes=21),
    )


def _call_about_the_park(team: Team, at: datetime) -> Incident:
    desk = team.callers.get(name="PC information")
    return actions.trigger(
        team=team,
        case=Case.USER_INFO,
        title="Parc de la Gaudière fermé à 15 h, rafales à 90 km/h",
        facts=(
            "Toutes les grilles sont fermées jusqu'à dimanche 10 h au plus tôt, "
            "aire de jeux comprise. Source : astreinte des espaces verts."
        ),
        caller=desk,
        call_back_name=desk.name,
        call_back_phone=desk.phone,
        request_key=uuid.uuid4(),
        by=None,
        at=at,
    )
