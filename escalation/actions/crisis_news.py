"""Tells somebody what a crisis asks of her, or that it is over: by text, else by
e-mail, each once."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from escalation.actions.news import send_news
from escalation.actions.pages import answer_link, language_of, new_token
from escalation.colleagues import member_at
from escalation.core.crisis_texts import crisis_text
from escalation.models import Incident, Page
from rota.core.dates import show_day
from rota.models import Person

# what became of a text that somebody asked to have validated
ANSWERS = ("validated_yes", "validated_changed", "validated_no", "unvalidated")


def tell_crisis(
    incident: Incident,
    person: Person,
    kind: str,
    at: datetime,
    *,
    key: str,
    name: str = "",
    time: datetime | None = None,
    day: date | None = None,
    task: str = "",
) -> Page | None:
    """Commits one text; `kind` is one of core.crisis_texts. `key` makes it happen
    once. None for whoever left the team."""
    if member_at(incident.team, person.pk, at) is None:
        return None
    token = new_token()
    language = language_of(person, incident)
    link = answer_link(token)
    if kind == "validate":
        link = validation_link(token)
    elif kind in ANSWERS and person.pk != incident.owner_id:
        # her own link would not show it: only the team's page does
        link = settings.SITE_URL + reverse(
            "incident", args=[incident.team.slug, incident.code]
        )
    text = crisis_text(
        language=language,
        kind=kind,
        code=incident.code,
        exercise=incident.exercise,
        name=name,
        time=time.astimezone(incident.team.zone) if time else None,
        day=show_day(day, language) if day else "",
        task=task,
        link=link,
    )
    return send_news(incident, person, text, at, token=token, key=key, decides=True)


def validation_link(token: str) -> str:
    """The absolute address of the page that asks for a validation."""
    return f"{settings.SITE_URL}/v/{token}"
