"""What waits for Monday, as its pages read it. Read-only."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from escalation.involved import hidden_from
from escalation.models import Caller, Deferred, DeferredEntry, DeferredStep
from rota.models import Membership, Person, Role, Team

RECENT = 20
# how long a service finds what it asked on its own page
SHOWN_FOR = timedelta(days=21)
ANSWERS = Count("entries", filter=Q(entries__step=DeferredStep.ANSWERED))


def kept_for(team: Team, reader: Person | None = None) -> QuerySet[Deferred]:
    """The team's requests with the people they name and their answers counted.

    `hidden`: what a sensitive call left, and not for this reader; without one, for
    whoever reads it."""
    people = ("caller", "asked_by", "assigned_to", "handled_by")
    return team.deferred.select_related(*people).annotate(
        answers=ANSWERS, hidden=hidden_from(reader, "incident__")
    )


def lately_kept(caller: Caller, at: datetime) -> QuerySet[Deferred]:
    """What this service asked in the last weeks, the newest first."""
    asked = caller.deferred_set.filter(at__gt=at - SHOWN_FOR)
    return asked.annotate(answers=ANSWERS).order_by("-at")


def answers_of(kept: Deferred) -> QuerySet[DeferredEntry]:
    """What whoever asked was told, in order."""
    return kept.entries.filter(step=DeferredStep.ANSWERED).select_related("by")


def who_may_have_it(team: Team, at: datetime) -> list[Membership]:
    """Those to whom a request may be given: at work in the team, by name."""
    today = at.astimezone(team.zone).date()
    members = team.memberships.exclude(role=Role.READER).filter(person__is_active=True)
    return [one for one in members.select_related("person") if one.is_in_team(today)]
