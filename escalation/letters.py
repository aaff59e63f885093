"""Answers to what could wait, for the mailbox of the service that asked."""

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
    its address was taken away since."""
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


LETTERS = Postman(CallerLetter, ("caller__team", "entry__deferred"), compose)
