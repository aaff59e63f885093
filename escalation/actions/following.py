"""Tells whoever called what becomes of it, the way she chose: by text, by e-mail, or on
her page alone.

What there is to tell is read from the log, soon after it was written, so nothing of a
call waits for it. A text is a page like any other and leaves behind all of them; a
letter is carried by the postman. One that waits to leave holds back the next, so that
they arrive in order and what comes meanwhile is told together.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from escalation.actions.answers import Answer
from escalation.actions.ladder import lock, write
from escalation.actions.pages import new_token, queue_text, title_in
from escalation.actions.stops import untell
from escalation.core.caller_texts import caller_text, reason_of, sentences
from escalation.core.following import CLOSED, Line, News, untold
from escalation.models import (
    Caller,
    CallerLetter,
    Following,
    Incident,
    IncidentState,
    LogEntry,
    Page,
    PageState,
    Purpose,
    Telling,
)
from escalation.reaching import takes_texts
from rota.models import NoticeState, PhoneProblem

log = logging.getLogger("astreinte.following")

BATCH = 20
# between two texts to callers, whoever they are: the provider sends one after another,
# and a page must not wait there behind many of them
SPACING = timedelta(seconds=2)
# the next one does not wait longer for the one before to leave
PATIENCE = timedelta(seconds=30)
# a telephone that is off for a while still gets it; the page shows it anyhow
USEFUL_FOR = timedelta(hours=1)
NOT_LEFT = (PageState.PLANNED, PageState.SENDING, PageState.UNKNOWN)


def begin_telling(incident: Incident, *, way: str, to: str, at: datetime) -> None:
    """From now on she is told this way, until she chooses another; in the transaction
    that holds the incident. The way is her service's default the next time."""
    caller = incident.caller
    if caller is None:
        return
    Caller.objects.filter(pk=caller.pk).update(told_by=way)
    before = Following.objects.filter(incident=incident).first()
    is_so = (
        (before.way, before.to, before.problem) if before else (Telling.PAGE, "", "")
    )
    if is_so == (way, to, ""):
        return
    line = write(incident, "told_by", at, caller=caller.name, way=way)
    chosen = {"way": way, "to": to, "chosen_at": at, "told_until": line.pk}
    Following.objects.update_or_create(
        incident=incident,
        defaults={**chosen, "problem": PhoneProblem.NONE},
        create_defaults={**chosen, "token": new_token()},
    )


@transaction.atomic
def choose_telling(
    *, incident_id: int, way: str, to: str, caller: Caller, at: datetime
) -> Answer:
    """The caller chooses otherwise while her call is open; afterwards there is nothing
    left to tell (“closed”)."""
    incident = lock(incident_id)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    begin_telling(incident, way=way, to=to, at=at)
    return Answer("noted", incident, is_news=True)


def tell_callers(at: datetime) -> int:
    """Writes what callers are to be told; returns to how many. What cannot be written
    holds up nobody else, and is tried again."""
    written = 0
    for incident_id in list(_to_tell().values_list("incident_id", flat=True)[:BATCH]):
        try:
            written += tell_caller(incident_id=incident_id, at=at)
        except Exception:
            log.exception("The caller of %s could not be told.", incident_id)
            if connection.connection is None or not connection.is_usable():
                raise  # the database is away
    return written


def _to_tell() -> QuerySet[Following]:
    newer = LogEntry.objects.filter(
        incident=OuterRef("incident"), pk__gt=OuterRef("told_until")
    )
    following = Following.objects.filter(Exists(newer), over_at=None)
    letters = CallerLetter.objects.filter(
        incident=OuterRef("incident"), state=NoticeState.PENDING
    )
    # a mail server may be away for hours
    waiting = Exists(letters) & ~Q(incident__state=IncidentState.RESOLVED)
    told = following.exclude(way=Telling.PAGE).exclude(waiting)
    return told.order_by("told_until")


@transaction.atomic
def tell_caller(*, incident_id: int, at: datetime) -> bool:
    """Writes what one caller was not told yet; False when there is nothing, when what
    she was told last has not left, or when somebody holds the call at this moment."""
    skip = connection.features.has_select_for_update_skip_locked
    calls = Incident.objects.select_for_update(skip_locked=skip, of=("self",))
    incident = calls.select_related("team", "caller").filter(pk=incident_id).first()
    caller = incident.caller if incident else None
    if incident is None or caller is None:
        return False
    following = Following.objects.select_for_update().get(incident=incident)
    is_over = incident.state == IncidentState.RESOLVED
    if is_over:
        _call_back(incident, at)
    if following.over_at or _is_waiting(incident, at):
        return False
    lines = _lines(incident)
    news = untold(lines, following.told_until)
    if incident.sensitive:  # others may read along: on a lock screen, in a mailbox
        news = [replace(one, text="") for one in news]
    following.told_until = lines[-1].pk
    following.over_at = at if is_over else None
    following.save(update_fields=["told_until", "over_at"])
    if not news:
        return False
    if following.way == Telling.EMAIL:
        _write_letter(incident, caller, following, news, at)
    elif not takes_texts(following.to):
        untell(incident_id=incident_id, why=PhoneProblem.BLOCKED, at=at)
    elif not following.problem:
        _text(incident, caller.language, following, news, at)
    return True


def _lines(incident: Incident) -> list[Line]:
    entries = incident.log.select_related("person").order_by("pk")
    zone = incident.team.zone
    return [
        Line(
            entry.pk,
            entry.kind,
            entry.at.astimezone(zone),
            entry.person_id,
            entry.person.short_name if entry.person else "",
            entry.data,
        )
        for entry in entries
    ]


def _call_back(incident: Incident, at: datetime) -> None:
    """The end is told, and nothing that was so before."""
    texts = incident.pages.filter(purpose=Purpose.CALLER, state=PageState.PLANNED)
    texts.update(state=PageState.CANCELLED, ended_at=at)
    letters = incident.caller_letters.filter(
        state=NoticeState.PENDING, lease_until=None
    )
    letters.update(state=NoticeState.FAILED, error="closed since")


def _is_waiting(incident: Incident, at: datetime) -> bool:
    texts = incident.pages.filter(purpose=Purpose.CALLER, state__in=NOT_LEFT)
    letters = incident.caller_letters.filter(state=NoticeState.PENDING)
    return texts.filter(due_at__gt=at - PATIENCE).exists() or letters.exists()


def _text(
    incident: Incident,
    language: str,
    following: Following,
    news: Sequence[News],
    at: datetime,
) -> None:
    number = incident.pages.filter(purpose=Purpose.CALLER).count()
    lately = Page.objects.filter(purpose=Purpose.CALLER, created_at__gt=at - PATIENCE)
    last = lately.aggregate(at=Max("due_at"))["at"]
    queue_text(
        None,
        caller_text(
            language=language,
            code=incident.code,
            news=news,
            contact=incident.team.emergency_contact,
            link=follow_link(following),
            exercise=incident.exercise,
        ),
        key=f"caller:{incident.pk}:{number + 1}",
        to=following.to,
        incident=incident,
        at=at,
        purpose=Purpose.CALLER,
        due_at=max(at, last + SPACING) if last else at,
        useful_for=USEFUL_FOR,
    )


def _write_letter(
    incident: Incident,
    caller: Caller,
    following: Following,
    news: Sequence[News],
    at: datetime,
) -> None:
    language = caller.language
    said = sentences(language, news, incident.team.emergency_contact)
    words = {
        "incident": incident,
        "title": title_in(incident, language),
        "team": incident.team,
        "sentences": [one[0].upper() + one[1:] for one in said],
        "reason": reason_of(news),
        "posts": [post for one in news for post in one.posts],
        "is_over": any(one.kind == CLOSED for one in news),
        "link": follow_link(following),
    }
    with translation.override(language):
        text = render_to_string(f"email/caller_news.{language}.txt", words)
    CallerLetter.objects.create(
        caller=caller,
        incident=incident,
        to=following.to,
        text=text,
        created_at=at,
        due_at=at,
    )


def follow_link(following: Following) -> str:
    """Where this one call is followed, with no other link."""
    return settings.SITE_URL + reverse("follow", args=[following.token])
