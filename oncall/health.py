"""/healthz: what a monitoring program outside asks every minute."""

import logging
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from escalation import health
from escalation.sweep import sweep
from oncall import __version__
from rota.permissions import allow

log = logging.getLogger("astreinte.health")


@allow("public")
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while all is well, 503 with the codes of the problems otherwise."""
    problems = problem_codes(timezone.now())
    answer = {
        "status": "problem" if problems else "ok",
        "problems": problems,
        "version": __version__,
    }
    return JsonResponse(answer, status=503 if problems else 200)


def problem_codes(at: datetime) -> list[str]:
    """What is wrong, as codes; “database” when it does not answer.

    With dispatcher and queue both dead, whoever watches this address keeps calls
    moving: what is late is sent (PAGING.md §8.3).
    """
    try:
        problems = [problem.code for problem in health.problems(at)]
        if "late" in problems:
            sweep(at, timezone.now)
    except DatabaseError as error:
        log.error("The database does not answer: %s", error)
        return ["database"]
    return problems
