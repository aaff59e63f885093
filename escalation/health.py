"""Is the machinery alive? Asked by callers' pages, the banner, /healthz, `up`.

Our own heartbeat rows: django-q2's Stat says “Idle” of a hung cluster.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalation.actions.limits import is_braking
from escalation.core.delivery import Scope
from escalation.models import (
    Channel,
    Heartbeat,
    Incident,
    LogEntry,
    Page,
    PageState,
    Purpose,
)
from escalation.sending import OPEN

# a role this long without a sign of life is taken for dead
STALE = {"dispatcher": timedelta(seconds=15), "queue": timedelta(seconds=15)}
# a page or a step this late means that nobody is sending
LATE = timedelta(seconds=10)
# a text that nobody could have sent counts as a present problem for this long
REFUSED_FOR = timedelta(minutes=15)
# codes of a provider that is away: no connection, or no answer at all
AWAY = ("connection", "")
WORDS: dict[str, Promise] = {
    "late": _("Calls are leaving late: ring people as well."),
    "provider": _("The SMS provider refuses our texts: ring people as well."),
    "dispatcher": _(
        "The program that calls the next person is not running: the first text "
        "leaves, the following ones may not."
    ),
    "brake": _(
        "Very many texts left in the last hour: first calls still leave, repeats and "
        "answers are held back."
    ),
    "queue": _("The queue is not running: e-mails and calendars are late."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`code`: “queue”, “dispatcher”, “late”, “provider” or “brake”; `text`: one
    plain sentence in the active language."""

    code: str
    text: str


def beat(role: str, host: str, at: datetime) -> None:
    """Records a sign of life."""
    Heartbeat.objects.update_or_create(role=role, host=host, defaults={"at": at})


def is_alive(role: str, at: datetime) -> bool:
    """True while some machine's `role` gave a sign of life lately.

    One from the future proves nothing: a clock that was wrong would keep the dead
    alive until it is right.
    """
    around = (at - STALE[role], at + STALE[role])
    return Heartbeat.objects.filter(role=role, at__range=around).exists()


def problems(at: datetime) -> list[Problem]:
    """What is wrong now, worst first; empty when all is well."""
    return [Problem(code, str(WORDS[code])) for code, seen in SIGNS if seen(at)]


def _late(at: datetime) -> bool:
    steps = Incident.objects.filter(due_at__lt=at - LATE)
    pages = Page.objects.filter(state__in=OPEN, due_at__lt=at - 3 * LATE)
    pages = pages.exclude(purpose=Purpose.CALLER)  # they wait for all the others
    return steps.exists() or pages.exists()


def _refused(at: datetime) -> bool:
    """True when a text failed lately, and every other one would have: a provider
    that is away, or that does not know us."""
    same_for_all = Q(data__scope=Scope.CONFIG) | Q(data__code__in=AWAY)
    return LogEntry.objects.filter(
        same_for_all,
        kind="failed",
        at__gt=at - REFUSED_FOR,
        page__channel=Channel.SMS,
        page__state=PageState.FAILED,
    ).exists()


SIGNS: tuple[tuple[str, Callable[[datetime], bool]], ...] = (
    ("late", _late),
    ("provider", _refused),
    ("dispatcher", lambda at: not is_alive("dispatcher", at)),
    ("brake", is_braking),
    ("queue", lambda at: not is_alive("queue", at)),
)
