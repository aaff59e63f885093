"""The test phones, in the browser: a test installation has no other.

Open to whoever reaches a test installation, because signing in to one needs the
code in its test mailbox; with a real provider these addresses do not exist.
"""

from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from escalation.actions import receive_sms
from escalation.forms.phones import CallForm, ModeForm, ReplyForm
from escalation.handset_calls import handle
from escalation.handsets import phones_of_everybody, version_of
from escalation.models import HandsetMode
from escalation.permissions import View
from escalation.sms.simulator import set_mode, write_text
from escalation.testmail import latest_mails
from rota.permissions import allow

MAILS_SHOWN = 8


def on_simulator(view: View) -> View:
    """Not found (404) unless this is a test installation."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SMS_PROVIDER != "simulator":
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@allow("public")
@require_safe
@on_simulator
def phones(request: HttpRequest) -> HttpResponse:
    """Each phone as its owner would see it, and the e-mails."""
    folder, at = getattr(settings, "EMAIL_FILE_PATH", None), timezone.now()
    context = {
        "phones": phones_of_everybody(at),
        "modes": HandsetMode.choices,
        "now": at,
        "mails": latest_mails(Path(folder) if folder else None, MAILS_SHOWN),
    }
    return render(request, "escalation/phones.html", context)


@allow("public")
@require_safe
@on_simulator
def phones_live(request: HttpRequest) -> HttpResponse:
    """What changed on the phones since the page was drawn."""
    shown = phones_of_everybody(timezone.now())
    etag = quote_etag(version_of(shown))
    unchanged = get_conditional_response(request, etag=etag)
    answer = cast(HttpResponse, unchanged)
    if unchanged is None:
        answer = render(request, "escalation/phones_live.html", {"phones": shown})
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


@allow("public")
@require_POST
@on_simulator
def reply(request: HttpRequest) -> HttpResponse:
    """The owner of a phone answers by text."""
    form, at = ReplyForm(request.POST), timezone.now()
    if form.is_valid() and _exists(form.cleaned_data["phone"], at):
        receive_sms(inbound=write_text(**form.cleaned_data, at=at), at=at)
    return redirect("phones")


@allow("public")
@require_POST
@on_simulator
def call(request: HttpRequest) -> HttpResponse:
    """The owner of a phone picks up, presses a key, or hangs up."""
    form = CallForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        handle(call_id=asked["call"], do=asked["do"], at=timezone.now())
    return redirect("phones")


@allow("public")
@require_POST
@on_simulator
def mode(request: HttpRequest) -> HttpResponse:
    """The owner of a phone switches it off, or on again."""
    form, at = ModeForm(request.POST), timezone.now()
    if form.is_valid() and _exists(form.cleaned_data["phone"], at):
        set_mode(**form.cleaned_data)
    return redirect("phones")


def _exists(number: str, at: datetime) -> bool:
    return any(phone.number == number for phone in phones_of_everybody(at))
