"""Writes the pages of a step: who, how, where to, and the very words that leave."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from escalation.actions.limits import admit
from escalation.bell import announce
from escalation.core.delivery import FAILURES
from escalation.core.machine import Call
from escalation.core.speech import page_speech
from escalation.core.texts import page_text, sensitive_title
from escalation.models import Channel, Incident, Page, PageState, Purpose
from escalation.reaching import channels_for, may_be_rung
from escalation.sms import get_provider
from rota.core.phones import show_phone
from rota.models import Person

# seconds a text stays useful when the ladder does not say (PAGING.md T9)
SHORTEST, LONGEST = 30, 900
LOST = (PageState.CANCELLED, *FAILURES)
TOKEN_BYTES = 12  # 96 random bits: 16 characters in the address


def new_token() -> str:
    """A secret for the link in one message to one person."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def answer_link(token: str) -> str:
    """The absolute address of an agent's page."""
    return f"{settings.SITE_URL}/p/{token}"


def plan_pages(incident: Incident, call: Call, at: datetime) -> list[Page]:
    """Commits the pages of a step, not sent yet: for each person one for every way
    that suits the step, her choice and what works; an e-mail when nothing does.

    Where a limit holds back a text that repeats itself, her telephone rings.
    """
    pages = []
    for person in Person.objects.filter(pk__in=call.people).order_by("pk"):
        ways = ways_of(incident, person, call)
        hers = [plan_page(incident, person, way, call, at) for way in ways]
        if hers[0].is_held and Channel.VOICE not in ways and may_be_rung(person):
            hers.append(plan_page(incident, person, Channel.VOICE, call, at))
        pages += hers
    return pages


def ways_of(incident: Incident, person: Person, call: Call) -> tuple[str, ...]:
    """The channels of a step for this person, the fast ones first."""
    ways = channels_for(person, call.ways, first_round=call.round == 0)
    if _wants_mail_too(incident, person):
        ways = tuple(dict.fromkeys((*ways, Channel.EMAIL)))
    return ways


def _wants_mail_too(incident: Incident, person: Person) -> bool:
    """Beside her first page only: the next ones would say the same."""
    if not person.mails_too:
        return False
    return not incident.pk or not incident.pages.filter(person=person).exists()


def queue_text(
    person: Person | None,
    text: str,
    *,
    key: str,
    to: str,
    incident: Incident | None,
    at: datetime,
    purpose: Purpose = Purpose.REPLY,
    channel: Channel = Channel.SMS,
    token: str | None = None,
    due_at: datetime | None = None,
    texted: bool = True,
    decides: bool = False,
    useful_for: timedelta = timedelta(seconds=LONGEST),
) -> Page:
    """Commits a message that asks for no answer: a reply, a piece of news, a code.

    No `person`: it is for whoever called. `token` is that of the link in it, if it has
    one; it leaves at `due_at`, or now, and no later than `useful_for` after that.
    `texted` says that she had a text about this call before, `decides` that this one
    tells whose the call is from now on. A limit may hold it back (`Page.is_held`).
    """
    announce()
    due_at = due_at or at
    page = Page(
        uuid=uuid.uuid4(),
        key=key,
        token=token,
        incident=incident,
        person=person,
        purpose=purpose,
        channel=channel,
        to=to,
        text=text,
        created_at=at,
        due_at=due_at,
        expires_at=due_at + useful_for,
    )
    return admit(page, texted=texted, decides=decides)


def plan_page(
    incident: Incident, person: Person, channel: str, call: Call, at: datetime
) -> Page:
    """Commits one page on one channel, due at once.

    The incident is held, and its deadline moves with each step, so a step runs once.
    """
    useful = (incident.due_at - at).total_seconds() if incident.due_at else LONGEST
    return add_page(
        incident,
        person,
        channel,
        useful,
        at,
        purpose=Purpose.PAGE,
        reason=call.reason,
        round=call.round,
        step=call.step,
    )


def add_page(
    incident: Incident,
    person: Person,
    channel: str,
    useful: float,
    at: datetime,
    *,
    purpose: Purpose,
    reason: str,
    roles: str = "",
    **rung: int,
) -> Page:
    """Commits one call to somebody on one channel, due at once and `useful` so many
    seconds, within bounds; `reason` and `roles` as in `message`.

    They are numbered: a call that was handed back climbs the same rungs again, and must
    not find its earlier pages there. Two that were written without holding the incident
    would have the same number, and be refused.
    """
    token = new_token()
    number, texted = earlier(incident, person)
    page = Page(
        key=f"{purpose.value}:{incident.pk}:{number + 1}",
        uuid=uuid.uuid4(),
        token=token,
        incident=incident,
        person=person,
        purpose=purpose,
        channel=channel,
        to=person.email if channel == Channel.EMAIL else person.phone,
        text=message(incident, person, channel, token, reason, roles),
        created_at=at,
        due_at=at,
        expires_at=at + timedelta(seconds=min(max(useful, SHORTEST), LONGEST)),
        **rung,
    )
    return admit(page, texted=texted, decides=reason == "offer")


def earlier(incident: Incident, person: Person) -> tuple[int, bool]:
    """How many messages the call has, and whether one of them is a text to her that
    arrived, or may have."""
    rows = incident.pages.values_list("person_id", "channel", "purpose", "state")
    texted = any(
        (who, channel) == (person.pk, Channel.SMS)
        and purpose in (Purpose.PAGE, Purpose.NEWS)
        and state not in LOST
        for who, channel, purpose, state in rows
    )
    return len(rows), texted


def call_back(incident: Incident, at: datetime) -> None:
    """Cancels the pages that have not left: the next claim will not see them."""
    incident.pages.filter(state=PageState.PLANNED, purpose=Purpose.PAGE).update(
        state=PageState.CANCELLED, ended_at=at
    )


def language_of(person: Person, incident: Incident) -> str:
    """The language in which this person is called."""
    return person.language or incident.team.language


def title_in(incident: Incident, language: str) -> str:
    """What the call is called where others may read along: on a lock screen, in a
    mailbox. One that is sensitive has no title there."""
    return sensitive_title(language) if incident.sensitive else incident.title


def call_back_line(incident: Incident) -> str:
    """Whom to ring, as one line: “Information desk, 02 40 00 00 00”."""
    phone = show_phone(incident.call_back_phone) if incident.call_back_phone else ""
    return ", ".join(part for part in (incident.call_back_name, phone) if part)


def message(
    incident: Incident,
    person: Person,
    channel: str,
    token: str,
    reason: str,
    roles: str = "",
) -> str:
    """The very words that call this person, on this channel; `token` is that of the
    link in them, `roles` what a crisis cell needs her for. What a caller is shown
    before is written here too."""
    if channel == Channel.EMAIL:
        return _letter(incident, person, token, reason, roles)
    language = language_of(person, incident)
    at = incident.raised_at.astimezone(incident.team.zone)
    by = incident.owner.short_name if reason == "offer" and incident.owner else roles
    title = title_in(incident, language)
    if channel == Channel.VOICE:
        return page_speech(
            language=language,
            team=incident.team.name,
            case=incident.case,
            title=title,
            at=at,
            exercise=incident.exercise,
            reason=reason,
            by=by,
        )
    # a cell has its own pilot to speak with whoever called
    phone = "" if roles or incident.sensitive else incident.call_back_phone
    return page_text(
        language=language,
        case=incident.case,
        title=title,
        at=at,
        call_back=show_phone(phone) if phone else "",
        link=answer_link(token),
        code=incident.code,
        exercise=incident.exercise,
        two_way=get_provider().capabilities.two_way,
        reason=reason,
        by=by,
    )


def _letter(
    incident: Incident, person: Person, token: str, reason: str, roles: str
) -> str:
    language = language_of(person, incident)
    with translation.override(language):
        return render_to_string(
            f"email/page.{language}.txt",
            {
                "incident": incident,
                "title": title_in(incident, language),
                "facts": "" if incident.sensitive else incident.facts,
                "person": person,
                "link": answer_link(token),
                "reason": reason,
                "roles": roles,
                "call_back": (
                    "" if roles or incident.sensitive else call_back_line(incident)
                ),
            },
        )
