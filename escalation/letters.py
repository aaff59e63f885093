"""Letters to services: answers to what could wait, for the mailbox of the one that
asked, and what becomes of a call, for the address its caller chose."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from escalation.mail import letter
from escalation.models import CallerLetter
from escalation.permissions import CALLER_LINK
from escalation.postman import NeverError, Postman
from rota.links import make_token


def compose(answer: CallerLetter, at: datetime) -> EmailMessage:
    """The e-mail, in the language of the service. Raises NeverError when its link or
    its address was taken away since, or when what it tells is over."""
    if answer.entry is None:
        return _of_a_call(answer)
    caller, kept = answer.caller, answer.entry.deferred
    if caller.withdrawn_at or not caller.email:
        raise NeverError("the service has no link or no address any more")
    token = make_token(CALLER_LINK, caller.pk, caller.version)
    words = {
        "caller": caller,
        "kept": kept,
        "answer": answer.entry,
        "team": caller.team,
        "link": settings.SITE_URL
        + reverse("caller_kept", args=[token, kept.request_key]),
    }
    with translation.override(caller.language):
        text = render_to_string(f"email/caller_answer.{caller.language}.txt", words)
    host = urlsplit(settings.SITE_URL).hostname
    return letter(
        text, to=caller.email, message_id=f"<answer-{answer.entry_id}@{host}>"
    )


def _of_a_call(news: CallerLetter) -> EmailMessage:
    """It was written when it happened; her link may be withdrawn since, for the call
    is hers all the same."""
    closed_at = news.incident.closed_at if news.incident else None
    if not news.to or (closed_at and news.created_at < closed_at):
        raise NeverError("closed since")
    host = urlsplit(settings.SITE_URL).hostname
    return letter(news.text, to=news.to, message_id=f"<call-{news.pk}@{host}>")


RELATED = ("caller__team", "entry__deferred", "incident")
LETTERS = Postman(CallerLetter, RELATED, compose)
