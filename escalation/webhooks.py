"""What the providers tell us: receipts, texts from phones, and calls that are
answered.

Verify, parse, act, answer within a second; the work that follows is queued rows.
A request that is not signed by the provider, or did not come to an address that it
alone was told, has no effect, whatever it says, and rubbish that is genuine has none
either: a provider that gets an error only logs it.
"""

import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from escalation.actions import press_key, receive_sms, record_status
from escalation.models import Channel, Page
from escalation.permissions import View
from escalation.sms import Provider, Voice, get_provider, get_voice, provider_names
from escalation.spoken import greeting, reply_to_key
from rota.permissions import allow
from rota.queue import enqueue

log = logging.getLogger("astreinte.webhooks")

# TwiML for “nothing to say”: answers leave as texts of their own, from rows
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class CallRequest(HttpRequest):
    """A request about a call that was answered."""

    line: Voice
    page: Page


def from_provider(view: View) -> View:
    """Hands the view its provider. Not found (404) for one that carries nothing
    here, refused (403) when the request is not from it."""

    @wraps(view)
    def wrapper(request: HttpRequest, provider: str, **kwargs: Any) -> HttpResponse:
        if provider not in provider_names():
            return HttpResponse(status=404)
        found = get_provider(provider)
        if not found.is_genuine(request):
            log.warning("A webhook request that is not genuine: %s", request.path)
            return HttpResponse(status=403)
        return view(request, found, **kwargs)

    return wrapper


def in_a_call(view: Callable[[CallRequest], HttpResponse]) -> View:
    """About a call of ours, by whoever rings for us (404 when not): sets
    `request.line` and `request.page`."""

    @wraps(view)
    def wrapper(
        request: CallRequest, provider: Provider, page_uuid: uuid.UUID
    ) -> HttpResponse:
        line = get_voice(provider.name)
        page = (
            Page.objects.select_related("person", "incident__team", "incident__owner")
            .filter(uuid=page_uuid, channel=Channel.VOICE)
            .first()
        )
        if line is None or page is None:
            return HttpResponse(status=404)
        request.line, request.page = line, page
        return view(request)

    return wrapper


@csrf_exempt
@allow("webhook")
@require_POST
@from_provider
def status(
    request: HttpRequest, provider: Provider, page_uuid: uuid.UUID
) -> HttpResponse:
    """A receipt for one page, or the state of its call. 404 for a page that is not
    ours: it is committed before it leaves, so no receipt can be early."""
    update, voice = provider.parse_status(request), get_voice(provider.name)
    if update is None and voice is not None:
        update = voice.parse_call_status(request)
    if update is not None:
        try:
            record_status(page_uuid=page_uuid, update=update, at=timezone.now())
        except Page.DoesNotExist:
            return HttpResponse(status=404)
    return HttpResponse(status=204)


@csrf_exempt
@allow("webhook")
@require_http_methods(["GET", "POST"])
@from_provider
def sealed_status(
    request: HttpRequest, provider: Provider, page_uuid: uuid.UUID, seal: str
) -> HttpResponse:
    """A receipt for one page, at an address made for it: the seal is checked."""
    update = provider.parse_status(request)
    if update is not None and Page.objects.filter(uuid=page_uuid).exists():
        record_status(page_uuid=page_uuid, update=update, at=timezone.now())
    return HttpResponse()


@csrf_exempt
@allow("webhook")
@require_http_methods(["GET", "POST"])
@from_provider
def receipts(request: HttpRequest, provider: Provider, seal: str) -> HttpResponse:
    """A receipt for whichever page it names, at the address of a whole account. One
    that comes before the provider's own answer names nobody yet: it is asked for
    later, as lost ones are."""
    update = provider.parse_status(request)
    texts = Page.objects.filter(provider=provider.name).exclude(provider_id="")
    page = texts.filter(provider_id=update.provider_id).first() if update else None
    if page and update and update.state:
        record_status(page_uuid=page.uuid, update=update, at=timezone.now())
    elif page:
        enqueue("escalation.tasks.ask_receipt", page.pk)
    return HttpResponse()


@csrf_exempt
@allow("webhook")
@require_POST
@from_provider
def sms(request: HttpRequest, provider: Provider) -> HttpResponse:
    """A text from a phone; the same one twice is one text."""
    inbound = provider.parse_inbound(request)
    if inbound is not None:
        receive_sms(inbound=inbound, at=timezone.now())
    return HttpResponse(NOTHING, content_type="text/xml")


@csrf_exempt
@allow("webhook")
@require_POST
@from_provider
@in_a_call
def voice(request: CallRequest) -> HttpResponse:
    """Somebody has picked up, or her voicemail: what is said now."""
    page, update = request.page, request.line.parse_call_status(request)
    if update is not None:
        record_status(page_uuid=page.uuid, update=update, at=timezone.now())
    spoken = greeting(page)
    key_url = f"{settings.SITE_URL}{request.path}/key" if spoken.asks else ""
    return request.line.say(spoken.words, language=spoken.language, key_url=key_url)


@csrf_exempt
@allow("webhook")
@require_POST
@from_provider
@in_a_call
def voice_key(request: CallRequest) -> HttpResponse:
    """A key was pressed: what it did is said. `again` in the address: it is the
    second, and the last."""
    page, key = request.page, request.line.parse_key(request)
    answer = press_key(page_uuid=page.uuid, key=key, at=timezone.now())
    spoken = reply_to_key(page, answer, again="again" in request.GET)
    key_url = f"{settings.SITE_URL}{request.path}?again=1" if spoken.asks else ""
    return request.line.say(spoken.words, language=spoken.language, key_url=key_url)
