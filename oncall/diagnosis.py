"""What `manage.py doctor` looks at: everything a call will need on Saturday."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from escalation import health
from escalation.drills import is_overdue, last_drill_at, to_come
from escalation.monthly import may_be_called
from escalation.readiness import last_resorts, means_of, own_readiness
from escalation.sms import provider_names
from oncall.carriers import carrier_findings
from oncall.checks import is_local
from oncall.findings import Finding, error, fine, warning
from rota.core.dates import show_day, show_period
from rota.core.periods import OffHours
from rota.duty import leads, planned_off_hours
from rota.models import Feed, Membership, Person, PhoneProblem, Seat, Shift, Team

AHEAD = timedelta(weeks=8)
LEAST_SPACE = 200_000_000  # bytes
# journal_mode: readers beside a writer; synchronous FULL: a power cut loses nothing
SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
LATE_CALENDAR = timedelta(minutes=2)  # a change is seen within one
# of readiness: what `people_findings` does not say already
UNPROVEN = ("unverified", "untested", "cannot_ring")
MOST_SKEW = timedelta(seconds=2)  # a task starts late by as much


def examine(at: datetime) -> Iterator[Finding]:
    """All findings, in the order in which to mend them. `at` is aware.

    Stops after the first part that makes the following ones meaningless.
    """
    yield from settings_findings()
    yield from carrier_findings()
    try:
        yield from database_findings(at)
        pending = pending_migrations()
        if pending:
            yield error(
                ngettext(
                    "%(count)s migration is not applied: run manage.py migrate.",
                    "%(count)s migrations are not applied: run manage.py migrate.",
                    pending,
                )
                % {"count": pending}
            )
            return
        yield fine(_("The database is at this version."))
        for part in PARTS:
            yield from part(at)
    except DatabaseError as problem:
        yield error(
            _("The database does not answer: look at DATABASE_URL. (%(error)s)")
            % {"error": str(problem).strip()}
        )


def settings_findings() -> Iterator[Finding]:
    """What the system checks say, then what is only right for a demo."""
    messages = checks.run_checks()
    for message in messages:
        make = error if message.level >= checks.ERROR else warning
        yield make(" ".join(filter(None, [str(message.msg), str(message.hint or "")])))
    if not messages:
        yield fine(_("The settings fit together."))
    if is_local():
        yield warning(
            _("SITE_URL is %(url)s: links in texts open on this machine only.")
            % {"url": settings.SITE_URL}
        )
    if "simulator" in provider_names() and is_local():
        yield warning(_("Texts go to the test phones: no real phone will ring."))
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield warning(_("E-mails are kept as files: set EMAIL_URL to send them."))


def database_findings(at: datetime) -> Iterator[Finding]:
    """Its kind, and the options without which rows or seconds get lost."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            yield from _sqlite_findings(cursor)
        else:
            cursor.execute("SELECT clock_timestamp(), version()")
            now, version = cursor.fetchone()
            yield fine(_("Database: %(name)s.") % {"name": version.split(" on ")[0]})
            if abs(now - at) > MOST_SKEW:
                yield error(
                    _(
                        "The clocks of the database and of this machine differ by "
                        "%(seconds)s s: deadlines are late by as much. Set up NTP."
                    )
                    % {"seconds": round(abs(now - at).total_seconds())}
                )
    folder = settings.VAR_DIR
    if folder.exists() and shutil.disk_usage(folder).free < LEAST_SPACE:
        yield error(_("The disk of %(folder)s is nearly full.") % {"folder": folder})


def _sqlite_findings(cursor: CursorWrapper) -> Iterator[Finding]:
    wrong = []
    for name, value in SQLITE.items():
        cursor.execute(f"PRAGMA {name}")
        if cursor.fetchone()[0] != value:
            wrong.append(name)
    cursor.execute("PRAGMA quick_check(1)")
    sound = cursor.fetchone()[0] == "ok"
    if wrong:
        yield error(
            _("SQLite does not run with %(options)s as it should.")
            % {"options": ", ".join(wrong)}
        )
    if not sound:
        yield error(_("The SQLite file is damaged: restore a backup."))
    if sound and not wrong:
        yield fine(_("Database: SQLite, with a journal that survives a power cut."))


def pending_migrations() -> int:
    """How many migrations this version has that the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def machinery_findings(at: datetime) -> Iterator[Finding]:
    """Whether the processes that call people are alive."""
    problems = health.problems(at)
    for problem in problems:
        yield error(problem.text)
    if any(problem.code in ("queue", "dispatcher") for problem in problems):
        yield error(_("Start them with manage.py up."))
    if not problems:
        yield fine(_("The queue and the dispatcher are alive; nothing is late."))


def weekend_findings(at: datetime) -> Iterator[Finding]:
    """Whether somebody is on call in each weekend of the next eight weeks."""
    if not Team.objects.exists():
        yield warning(_("There is no team yet."))
    for team in Team.objects.all():
        until = (at + AHEAD).astimezone(team.zone).date()
        runs = planned_off_hours(team, at, until)
        bare = [run for run in runs if not is_held(team, run, at)]
        for run in bare:
            said = {"team": team, "when": in_words(run, team)}
            yield error(_("%(team)s: nobody is on call %(when)s.") % said)
        if not bare:
            said = {"team": team, "when": show_day(until, get_language() or "")}
            yield fine(
                _("%(team)s: every weekend until %(when)s has somebody on call.") % said
            )


def in_words(run: OffHours, team: Team) -> str:
    """On the team's clock: “Fri 27 Nov, 18:00 → Mon 30 Nov, 08:00”."""
    starts_at, ends_at = (
        at.astimezone(team.zone) for at in (run.starts_at, run.ends_at)
    )
    return show_period(starts_at, ends_at, get_language() or "")


def is_held(team: Team, run: OffHours, at: datetime) -> bool:
    """True when published on-call shifts leave no hole in what is to come of it."""
    reached = max(run.starts_at, at)
    shifts = Shift.objects.filter(
        period__team=team,
        period__published_at__isnull=False,
        seat=Seat.ON_CALL,
        starts_at__lt=run.ends_at,
        ends_at__gt=reached,
    ).order_by("starts_at")
    for shift in shifts:
        if shift.starts_at > reached:
            return False
        reached = max(reached, shift.ends_at)
    return reached >= run.ends_at


def people_findings(at: datetime) -> Iterator[Finding]:
    """Whether those who may be called can be reached."""
    for team in Team.objects.select_related("fallback__person"):
        today = at.astimezone(team.zone).date()
        called = Membership.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=today),
            team=team,
            from_on__lte=today,
            takes_duties=True,
        ).select_related("person")
        mute = [one.person for one in called if not can_be_texted(one.person)]
        for person in mute:
            yield error(
                _("%(team)s: %(person)s has no mobile number that works.")
                % {"team": team, "person": person.name}
            )
        if called and not mute:
            yield fine(_("%(team)s: everybody can be texted.") % {"team": team})
        fallback = [team.fallback] if team.fallback else leads(team, at)
        if not any(can_be_texted(one.person) for one in fallback):
            yield error(
                _(
                    "%(team)s: nobody can be called when nobody is on call. Choose "
                    "a person in the team's settings."
                )
                % {"team": team}
            )


def calendar_findings(at: datetime) -> Iterator[Finding]:
    """Whether what changed lately is in the calendars that colleagues read."""
    late = Team.objects.filter(feeds_due_at__lt=at - LATE_CALENDAR)
    for team in late:
        yield error(
            _("%(team)s: the calendars have been out of date for more than a minute.")
            % {"team": team}
        )
    if not late and Feed.objects.exists():
        yield fine(_("Every calendar is up to date."))


def readiness_findings(at: datetime) -> Iterator[Finding]:
    """Whether their numbers are proven, and were tried out lately."""
    for team in Team.objects.select_related("fallback__person"):
        means = means_of(team)
        if means.rings_in_vain:
            yield warning(
                _("%(team)s: the ladder rings people, and the provider cannot.")
                % {"team": team}
            )
        last = {place.readiness.member.pk for place in last_resorts(team, means, at)}
        for member in may_be_called(team, at):
            for finding in own_readiness(member, means, at).findings:
                if finding.code not in UNPROVEN:
                    continue
                said = {"team": team, "person": member, "text": finding.text}
                is_last = finding.code == "unverified" and member.pk in last
                make = error if is_last else warning
                yield make(_("%(team)s: %(person)s. %(text)s") % said)


def drill_findings(at: datetime) -> Iterator[Finding]:
    """Whether each team has rehearsed lately, or is about to."""
    for team in Team.objects.all():
        if is_overdue(last_drill_at(team), at) and not to_come(team).exists():
            yield warning(
                _("%(team)s: no exercise for six months. Plan one, under Team, Drills.")
                % {"team": team}
            )


def can_be_texted(person: Person) -> bool:
    """True for a number that is not known to fail."""
    return bool(person.phone) and person.phone_problem == PhoneProblem.NONE


PARTS = (
    machinery_findings,
    weekend_findings,
    people_findings,
    readiness_findings,
    calendar_findings,
    drill_findings,
)
