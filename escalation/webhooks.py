"""What the SMS provider tells us: receipts, and texts from phones.

Verify, parse, act, answer within a second; the work that follows is queued rows.
A request that is not signed by the provider has no effect, whatever it says, and
rubbish that is signed has none either: a provider that gets an error only logs it.
"""

import logging
import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from escalation.actions import receive_sms, record_status
from escalation.models import Page
from escalation.sms import get_provider
from rota.permissions import allow

log = logging.getLogger("astreinte.webhooks")

# TwiML for “nothing to say”: answers leave as texts of their own, from rows
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@csrf_exempt
@allow("webhook")
@require_POST
def status(request: HttpRequest, page_uuid: uuid.UUID) -> HttpResponse:
    """A receipt for one page. 404 for a page that is not ours: it is committed
    before its text leaves, so no receipt can be early."""
    provider = get_provider()
    if not provider.is_genuine(request):
        return _refused(request)
    update = provider.parse_status(request)
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


def _refused(request: HttpRequest) -> HttpResponse:
    log.warning("A webhook request without a valid signature: %s", request.path)
    return HttpResponse(status=403)
