"""Texts that answer “you replace …”: she confirms that she knows, or says that she
cannot. A call that waits for her goes first (escalation/actions/replies.py)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Max, Q

from escalation.actions.ladder import tell
from escalation.core.texts import urgent_text
from escalation.models import Incident, IncidentState, Page
from rota.duty import leads
from rota.models import Person, Replacement

# a text about a replacement may be answered that long after it, or after its hours
ANSWERABLE = timedelta(hours=24)


def replacements_of(person: Person, at: datetime) -> list[Replacement]:
    """Those that somebody may be answering: all that wait for her word, or else the
    last she was told of lately."""
    rows = Replacement.objects.filter(
        Q(at__gt=at - ANSWERABLE) | Q(confirmed_at=None),
        after__person=person,
        ends_at__gt=at - ANSWERABLE,
    ).select_related("team", "before__person", "after__person")
    found = list(rows.order_by("-at", "-pk"))
    return [row for row in found if is_waiting(row, at)] or found[:1]


def is_waiting(row: Replacement, at: datetime) -> bool:
    """True while it is hers and not confirmed; who said no may still say yes."""
    return row.confirmed_at is None and row.still_holds(at)


def is_about_them(
    rows: Sequence[Replacement],
    called: Collection[Incident],
    pages: Collection[str],
    at: datetime,
) -> bool:
    """True when a bare “yes” is about a replacement and not about one of the calls,
    none of which waits for her: the one she heard of last; a call that is closed only
    where no replacement waits. `pages`: the purposes of pages about a call."""
    if not rows:
        return False
    if is_waiting(rows[0], at):
        called = [one for one in called if one.state != IncidentState.RESOLVED]
    heard = Page.objects.filter(
        person=rows[0].after.person, purpose__in=pages, incident__in=called
    ).aggregate(at=Max("created_at"))["at"]
    return heard is None or rows[0].at >= heard


def answer(rows: Sequence[Replacement], *, yes: bool, at: datetime) -> str:
    """Writes the answer to the one replacement it can be about; returns what became of
    it, as `urgent_text` names it."""
    if len(rows) > 1:
        return "several"
    row = Replacement.objects.select_for_update().get(pk=rows[0].pk)
    if not row.still_holds(at):
        return "moot"
    if row.answer(yes=yes, at=at) and not yes:
        for lead in leads(row.team, at):
            tell(lead.person, row.team, "alarm_unconfirmed", at, replacement=row.pk)
    return "confirmed" if yes else "cannot"


def reply_words(row: Replacement, kind: str) -> str:
    """The text that answers her, in her language."""
    return urgent_text(
        language=row.after.person.language or row.team.language,
        kind=kind,
        seat=row.seat,
        name=row.before.person.short_name,
        until=row.ends_at.astimezone(row.team.zone),
    )
