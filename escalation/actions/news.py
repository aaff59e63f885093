"""Tells somebody what became of a call she has or had: by text, else by e-mail.

Each piece is a committed row like a page, sent by the same engine. None asks for
an answer, and none delays or replaces a page.
"""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from escalation.actions.pages import (
    answer_link,
    earlier,
    language_of,
    new_token,
    queue_text,
)
from escalation.core.texts import reply_text
from escalation.models import Channel, Incident, Page, Purpose
from escalation.reaching import may_be_texted
from escalation.sms import get_provider
from rota.models import Person

# what tells whose the call is from now on; the rest only adds to what she knows
DECISIONS = frozenset(
    {"handed_over", "taken_over", "offer_refused", "offer_unanswered", "exercise_over"}
)


def tell_news(
    incident: Incident,
    person: Person,
    kind: str,
    at: datetime,
    *,
    owner: Person | None = None,
    key: str = "",
) -> Page:
    """Commits one piece of news; `kind` is one of core.texts.reply_text, `owner` the
    colleague it names. `key` makes it happen once."""
    token = new_token()
    language = language_of(person, incident)
    slots: dict[str, Any] = {"code": incident.code, "exercise": incident.exercise}
    slots["owner"] = owner.short_name if owner else ""
    if incident.held_since:
        slots["time"] = incident.held_since.astimezone(incident.team.zone)
    if kind == "asked_again" and get_provider().capabilities.two_way:
        kind = "asked_to_reply"
    text = reply_text(language=language, kind=kind, link=answer_link(token), **slots)
    return send_news(
        incident,
        person,
        text,
        at,
        token=token,
        key=key,
        decides=kind in DECISIONS,
    )


def send_news(
    incident: Incident,
    person: Person,
    text: str,
    at: datetime,
    *,
    token: str | None = None,
    key: str = "",
    decides: bool = False,
) -> Page:
    """Commits these words, with the `token` of the link in them; no limit but the brake
    holds back what `decides`."""
    texted = may_be_texted(person)
    if not texted:
        language = language_of(person, incident)
        words = {"incident": incident, "person": person, "words": text}
        text = render_to_string(f"email/news.{language}.txt", words)
    number, had_text = earlier(incident, person)
    return queue_text(
        person,
        text,
        key=key or f"news:{incident.pk}:{number + 1}",
        to=person.phone if texted else person.email,
        incident=incident,
        at=at,
        purpose=Purpose.NEWS,
        channel=Channel.SMS if texted else Channel.EMAIL,
        token=token,
        texted=had_text,
        decides=decides,
    )
