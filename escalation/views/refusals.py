"""Why nothing came of what somebody did about a call, in one sentence."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from escalation.actions import Answer
from rota.models import Person


def say_refusal(
    request: HttpRequest,
    answer: Answer,
    *,
    colleague: Person | None = None,
    typed: str = "",
) -> None:
    """Says on the next page what stood in the way, if anything did. `colleague` is
    whom she wanted to hand it to; what she typed is given back, unless it was kept."""
    sentence = _sentence(answer, colleague)
    if not sentence:
        return
    messages.warning(request, sentence)
    if typed and answer.result == "closed":
        messages.info(request, _("What you wrote was added to the log."))
    elif typed:
        messages.info(request, _("You wrote: “%(text)s”") % {"text": typed})


def _sentence(answer: Answer, colleague: Person | None) -> str:
    owner = answer.incident.owner
    match answer.result:
        case "moved":
            return _("That has changed meanwhile: look again, then choose.")
        case "no_crisis":
            return _("Only a crisis switches that on.")
        case "no_pilot":
            return _("Only the pilot, or a lead, decides that: ask them.")
        case "not_in":
            return _("This call is seen by those in it only: nothing was changed.")
        case "closed":
            return _("This call is closed already.")
        case "already_taken" | "not_yours" if owner:
            return _("%(name)s has this call now: nothing was changed.") % {
                "name": owner.short_name
            }
        case "not_yours":
            return _("Nobody has this call now: take it first.")
        case "not_on_duty" if colleague:
            return _(
                "%(name)s is not on duty now: choose somebody from the list. The call "
                "stays with you."
            ) % {"name": colleague.short_name}
        case "unreached" if colleague:
            return _(
                "Neither a text nor a call gets to %(name)s now: the call stays with "
                "you."
            ) % {"name": colleague.short_name}
    return ""
