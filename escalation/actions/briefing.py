"""Tells people of the weekend sheet: on Thursday that it wants filling in, on Friday
what is on it, later what changed. Each once, whoever runs first."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from escalation.actions.ladder import tell
from escalation.autoreply import settings_of
from escalation.models import Brief, BriefCopy, BriefRow
from rota.models import Period, Role, Shift

ASK, SEND, CHANGED = "brief_due", "brief", "brief_changed"
# sheets are made so long before: the earliest reminder is later
AHEAD = timedelta(days=14)


def missing(at: datetime) -> QuerySet[Period]:
    """Published weekends to come that have no sheet yet."""
    coming = Period.objects.filter(starts_at__gt=at, starts_at__lt=at + AHEAD)
    return coming.filter(published_at__isnull=False, brief=None).select_related("team")


def due(at: datetime) -> QuerySet[Brief]:
    """Sheets about which somebody is to be told something: those asked for, those
    with news, and those on which there is something that a holder has not got."""
    asked = Brief.objects.filter(ask_at__lte=at)
    news = Brief.objects.filter(news_at__lte=at)
    copies = BriefCopy.objects.filter(
        brief=OuterRef("period__brief"), person=OuterRef("membership__person")
    )
    unserved = Shift.objects.filter(ends_at__gt=at).exclude(Exists(copies))
    filled = BriefRow.objects.filter(brief=OuterRef("pk"), removed_at=None)
    to_send = Brief.objects.filter(
        Exists(filled),
        send_at__lte=at,
        period__ends_at__gt=at,
        period__published_at__isnull=False,
        period__shifts__in=unserved,
    )
    found = {one.pk for some in (asked, news, to_send) for one in some.only("pk")}
    return Brief.objects.filter(pk__in=found).order_by("pk")


@transaction.atomic
def look_after(*, brief_id: int, at: datetime) -> None:
    """Writes what is due for one sheet, unless somebody else does it just now."""
    brief = _held(brief_id)
    if brief is None:
        return
    if brief.ask_at and brief.ask_at <= at:
        _ask(brief, at)
    if brief.send_at <= at < brief.period.ends_at:
        _send(brief, at)
    if brief.news_at and brief.news_at <= at:
        _tell_news(brief, at)


def _ask(brief: Brief, at: datetime) -> None:
    """Everybody who may be called; readers only read."""
    Brief.objects.filter(pk=brief.pk).update(ask_at=None)
    is_late = at >= brief.late_at or not brief.period.published_at
    if is_late or not settings_of(brief.team).reminds:
        return
    today = at.astimezone(brief.team.zone).date()
    members = brief.team.memberships.exclude(role=Role.READER).select_related("person")
    for member in members:
        if member.is_in_team(today) and member.person.is_active:
            tell(member.person, brief.team, ASK, at, brief=brief.pk)


def _send(brief: Brief, at: datetime) -> None:
    """To those who hold a part of it that is to come, and have not got it."""
    filled = brief.rows.filter(removed_at=None).exists()
    if not (filled and brief.period.published_at and settings_of(brief.team).reminds):
        return
    have = set(brief.copies.values_list("person_id", flat=True))
    shifts = brief.period.shifts.filter(ends_at__gt=at).order_by("seat", "starts_at")
    for shift in shifts.select_related("membership__person"):
        person = shift.membership.person
        if person.pk not in have:
            have.add(person.pk)
            BriefCopy.objects.create(brief=brief, person=person, sent_at=at, told_at=at)
            tell(person, brief.team, SEND, at, shift=shift.pk)


def _tell_news(brief: Brief, at: datetime) -> None:
    """One line to each who has it, about what others changed since she was told."""
    Brief.objects.filter(pk=brief.pk).update(news_at=None)
    for copy in brief.copies.select_related("person"):
        hers = brief.period.shifts.filter(
            membership__person=copy.person, ends_at__gt=at
        )
        shift = hers.order_by("starts_at").first()
        changed = changed_for(brief, copy.person_id, copy.told_at)
        if shift and changed.exists():
            since = copy.told_at.isoformat()
            tell(copy.person, brief.team, CHANGED, at, shift=shift.pk, since=since)
            BriefCopy.objects.filter(pk=copy.pk).update(told_at=at)


def changed_for(brief: Brief, person_id: int, since: datetime) -> QuerySet[BriefRow]:
    """The rows that others added, changed or removed since then."""
    rows = brief.rows.filter(changed_at__gt=since).exclude(changed_by=person_id)
    return rows.select_related("outlet")


def _held(brief_id: int) -> Brief | None:
    skip = connection.features.has_select_for_update_skip_locked
    rows: Iterable[Brief] = (
        Brief.objects.select_for_update(skip_locked=skip, of=("self",))
        .select_related("period", "team")
        .filter(pk=brief_id)
    )
    return next(iter(rows), None)
