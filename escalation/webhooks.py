"""What the provider tells us: receipts, texts from phones, and calls that are
answered.

Verify, parse, act, answer within a second; the work that follows is queued rows.
A request that is not signed by the provider has no effect, whatever it says, and
rubbish that is signed has none either: a provider that gets an error only logs it.
"""

import logging
import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from escalation.actions import press_key, receive_sms, record_status
from escalation.models import Channel, Page
from escalation.sms import Voice, get_provider, get_voice
from escalation.spoken import greeting, reply_to_key
from rota.permissions import allow

log = logging.getLogger("astreinte.webhooks")

# TwiML for “nothing to say”: answers leave as texts of their own, from rows
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class CallRequest(HttpRequest):
    """A request about a call that was answered."""

    line: Voice
    page: Page


def in_a_call(
    view: Callable[[CallRequest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Signed by whoever rings for us (403 when not), about a call of ours (404):
    sets `request.line` and `request.page`."""

    @wraps(view)
    def wrapper(request: CallRequest, page_uuid: uuid.UUID) -> HttpResponse:
        line = get_voice()
        if line is None or not line.is_genuine(request):
            return _refused(request)
        page = (
            Page.objects.select_related("person", "incident__team", "incident__owner")
            .filter(uuid=page_uuid, channel=Channel.VOICE)
            .first()
        )
        if page is None:
            return HttpResponse(status=404)
        request.line, request.page = line, page
        return view(request)

    return wrapper


@csrf_exempt
@allow("webhook")
@require_POST
def status(request: HttpRequest, page_uuid: uuid.UUID) -> HttpResponse:
    """A receipt for one page, or the state of its call. 404 for a page that is not
    ours: it is committed before it leaves, so no receipt can be early."""
    provider, voice = get_provider(), get_voice()
    if not provider.is_genuine(request):
        return _refused(request)
    update = provider.parse_status(request)
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
@require_POST
def sms(request: HttpRequest) -> HttpResponse:
    """A text from a phone; the same one twice is one text."""
    provider = get_provider()
    if not provider.is_genuine(request):
        return _refused(request)
    inbound = provider.parse_inbound(request)
    if inbound is not None:
        receive_sms(inbound=inbound, at=timezone.now())
    return HttpResponse(NOTHING, content_type="text/xml")


@csrf_exempt
@allow("webhook")
@require_POST
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
@in_a_call
def voice_key(request: CallRequest) -> HttpResponse:
    """A key was pressed: what it did is said. `again` in the address: it is the
    second, and the last."""
    page, key = request.page, request.line.parse_key(request)
    answer = press_key(page_uuid=page.uuid, key=key, at=timezone.now())
    spoken = reply_to_key(page, answer, again="again" in request.GET)
    key_url = f"{settings.SITE_URL}{request.path}?again=1" if spoken.asks else ""
    return request.line.say(spoken.words, language=spoken.language, key_url=key_url)


def _refused(request: HttpRequest) -> HttpResponse:
    log.warning("A webhook request without a valid signature: %s", request.path)
    return HttpResponse(status=403)
