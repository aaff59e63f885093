"""What is too large to be read: said in words, with the way back, before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.defaults import bad_request as usual

MEGABYTE = 1024 * 1024
# of what nobody will read, so much is taken in: a browser shows no answer until it has
# sent everything, or sees the line cut
DRAINED = 64 * MEGABYTE
BIT = 64 * 1024


class SizeMiddleware:
    """Refuses a request that announces more than LARGEST_REQUEST."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leaves every other request as it is."""
        length = request.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) <= settings.LARGEST_REQUEST:
            return self.get_response(request)
        left = min(int(length), DRAINED)
        while left > 0 and (bit := request.read(min(left, BIT))):
            left -= len(bit)
        return too_large(request)


def too_large(request: HttpRequest) -> HttpResponse:
    """413, in the reader's language."""
    most = settings.LARGEST_REQUEST // MEGABYTE
    return render(request, "413.html", {"most": most}, status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself refuses; what is only too much of something is a 413."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return usual(request, exception)
