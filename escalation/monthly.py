"""Whom the monthly test texts are due to. Read-only.

A number that nothing reached for 25 days is tried on the next working morning. Not
by the calendar's months: their tests would be up to 34 days apart, longer than a
number counts as tried out (escalation/readiness.py) and longer than operators leave
a short code unused (PAGING.md §0.1).
"""

from datetime import datetime, time, timedelta

from django.db.models import Q

from escalation.models import MONTHLY, IncidentState, Page
from rota.core.holidays import public_holidays
from rota.models import Membership, Person, PhoneProblem, Role, Team

AGAIN_AFTER = timedelta(days=25)
# on the team's clock; what is missed is made up for until noon, else the next day
FROM, UNTIL = time(10), time(12)
SATURDAY = 5


def is_test_time(team: Team, at: datetime) -> bool:
    """True on the mornings on which people are at work, and nothing is going on."""
    local = at.astimezone(team.zone)
    if local.weekday() >= SATURDAY or not FROM <= local.time() < UNTIL:
        return False
    if local.date() in public_holidays(team.holiday_region, [local.year]):
        return False
    off_hours = team.periods.filter(starts_at__lte=at, ends_at__gt=at)
    calls = team.incidents.exclude(state=IncidentState.RESOLVED)
    return not off_hours.exists() and not calls.exists()


def may_be_called(team: Team, at: datetime) -> list[Membership]:
    """Those whom a call of this team may reach: who takes duties, leads, or is the
    last resort."""
    today = at.astimezone(team.zone).date()
    called = (
        Q(role=Role.LEAD)
        | Q(role=Role.AGENT, takes_duties=True)
        | Q(pk=team.fallback_id)
    )
    members = team.memberships.filter(called, person__is_active=True)
    return [one for one in members.select_related("person") if one.is_in_team(today)]


def people_due(team: Team, at: datetime) -> list[Person]:
    """Those among them whose number is to be tried now, and can be: never after
    STOP."""
    before = at - AGAIN_AFTER
    people = {one.person_id: one.person for one in may_be_called(team, at)}
    due = [
        person
        for person in people.values()
        if person.phone
        and person.phone_problem != PhoneProblem.BLOCKED
        and (person.phone_tested_at is None or person.phone_tested_at <= before)
    ]
    tried = _tried(due, before)
    return [person for person in due if person.pk not in tried]


def _tried(people: list[Person], before: datetime) -> set[int]:
    """Whose present number had its test, whatever came of it, unless that never left
    for reasons of our own."""
    numbers = {person.pk: person.phone for person in people}
    failing = {person.pk for person in people if person.phone_problem}
    pages = Page.objects.filter(
        key__startswith=MONTHLY, person__in=numbers, created_at__gt=before
    )
    return {
        page.person.pk
        for page in pages.select_related("person")
        if page.to == numbers[page.person.pk]
        and (page.accepted_at or not page.ended_at or page.person.pk in failing)
    }
