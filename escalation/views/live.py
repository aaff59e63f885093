"""Answers to the polls of open pages: what changed, or that nothing did."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from escalation.models import IncidentState
from escalation.timeline import Story

STOP_POLLING = 286  # htmx: show this, and ask no more


def live(
    request: HttpRequest, template: str, story: Story, context: dict[str, Any]
) -> HttpResponse:
    """The fragment, or 304 when the reader has it already; the last one of a
    closed call tells the page to stop asking."""
    etag = quote_etag(story.version)
    unchanged = get_conditional_response(request, etag=etag)
    answer = cast(HttpResponse, unchanged)
    if unchanged is None:
        is_over = story.status.incident.state == IncidentState.RESOLVED
        status = STOP_POLLING if is_over else 200
        answer = render(request, template, {**context, "story": story}, status=status)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer
