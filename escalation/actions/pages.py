"""Writes the pages of a step: who, where to, and the very words that leave."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from escalation.core.machine import Call
from escalation.core.texts import page_text
from escalation.models import Channel, Incident, Page, PageState, Purpose
from escalation.sms import get_provider
from rota.core.phones import show_phone
from rota.models import Person, PhoneProblem

# seconds a text stays useful when the ladder does not say (PAGING.md T9)
SHORTEST, LONGEST = 30, 900
TOKEN_BYTES = 12  # 96 random bits: 16 characters in the address


def answer_link(token: str) -> str:
    """The absolute address of an agent's page."""
    return f"{settings.SITE_URL}/p/{token}"


def plan_pages(incident: Incident, call: Call, at: datetime) -> list[Page]:
    """Commits one page per person of a step, not sent yet.

    Somebody without a working number is written to by e-mail instead.
    """
    pages = []
    for person in Person.objects.filter(pk__in=call.people).order_by("pk"):
        reachable = _may_be_texted(person, call)
        channel = Channel.SMS if reachable else Channel.EMAIL
        pages.append(plan_page(incident, person, channel, call, at))
    return pages


def _may_be_texted(person: Person, call: Call) -> bool:
    """Never after STOP; a number that was out of service is tried once in each
    call, for nobody will tell us that it works again."""
    if person.phone_problem == PhoneProblem.WRONG:
        return call.round == 0
    return bool(person.phone) and person.phone_problem == PhoneProblem.NONE


def queue_text(
    person: Person,
    text: str,
    *,
    key: str,
    to: str,
    incident: Incident | None,
    at: datetime,
) -> None:
    """Commits a text that asks for no answer: a reply, a piece of news."""
    Page.objects.create(
        uuid=uuid.uuid4(),
        key=key,
        incident=incident,
        person=person,
        purpose=Purpose.REPLY,
        channel=Channel.SMS,
        to=to,
        text=text,
        created_at=at,
        due_at=at,
        expires_at=at + timedelta(seconds=LONGEST),
    )


def plan_page(
    incident: Incident, person: Person, channel: str, call: Call, at: datetime
) -> Page:
    """Commits one page on one channel, due at once.

    The incident is held, and its deadline moves with each step, so a step runs
    once. Pages are numbered: a call that was handed back climbs the same rungs
    again, and must not find its earlier pages there. Two that were written without
    holding the incident would have the same number, and be refused.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    useful = (incident.due_at - at).total_seconds() if incident.due_at else LONGEST
    return Page.objects.create(
        key=f"page:{incident.pk}:{incident.pages.count() + 1}",
        uuid=uuid.uuid4(),
        token=token,
        incident=incident,
        person=person,
        purpose=Purpose.PAGE,
        channel=channel,
        round=call.round,
        step=call.step,
        to=person.phone if channel == Channel.SMS else person.email,
        text=_words(incident, person, channel, token, call.to_fallback),
        created_at=at,
        due_at=at,
        expires_at=at + timedelta(seconds=min(max(useful, SHORTEST), LONGEST)),
    )


def call_back(incident: Incident, at: datetime) -> None:
    """Cancels the pages that have not left: the next claim will not see them."""
    incident.pages.filter(state=PageState.PLANNED, purpose=Purpose.PAGE).update(
        state=PageState.CANCELLED, ended_at=at
    )


def language_of(person: Person, incident: Incident) -> str:
    """The language in which this person is called."""
    return person.language or incident.team.language


def call_back_line(incident: Incident) -> str:
    """Whom to ring, as one line: “Information desk, 02 40 00 00 00”."""
    phone = show_phone(incident.call_back_phone) if incident.call_back_phone else ""
    return ", ".join(part for part in (incident.call_back_name, phone) if part)


def _words(
    incident: Incident, person: Person, channel: str, token: str, to_fallback: bool
) -> str:
    language = language_of(person, incident)
    if channel == Channel.EMAIL:
        with translation.override(language):
            return render_to_string(
                f"email/page.{language}.txt",
                {
                    "incident": incident,
                    "person": person,
                    "link": answer_link(token),
                    "to_fallback": to_fallback,
                    "call_back": call_back_line(incident),
                },
            )
    phone = incident.call_back_phone
    return page_text(
        language=language,
        case=incident.case,
        title=incident.title,
        at=incident.raised_at.astimezone(incident.team.zone),
        call_back=show_phone(phone) if phone else "",
        link=answer_link(token),
        code=incident.code,
        exercise=incident.exercise,
        two_way=get_provider().capabilities.two_way,
        to_fallback=to_fallback,
    )
