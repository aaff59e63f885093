"""Who may call: adding a service, changing it, withdrawing or renewing its link."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from escalation.models import Caller
from rota.models import Person, Team


@transaction.atomic
def add_caller(
    *,
    team: Team,
    name: str,
    phone: str,
    email: str = "",
    language: str,
    cases: str,
    sensitive: bool = False,
    by: Person | None,
    at: datetime,
) -> Caller:
    """A new service with a link of its own. Raises IntegrityError for a name the
    team already has."""
    return Caller.objects.create(
        team=team,
        name=name,
        phone=phone,
        email=email,
        language=language,
        cases=cases,
        sensitive=sensitive,
    )


@transaction.atomic
def change_caller(
    *,
    caller_id: int,
    name: str,
    phone: str,
    email: str = "",
    language: str,
    cases: str,
    sensitive: bool = False,
    by: Person | None,
    at: datetime,
) -> None:
    """Changes what is known of a service; its link stays, and so do its calls."""
    Caller.objects.filter(pk=caller_id).update(
        name=name,
        phone=phone,
        email=email,
        language=language,
        cases=cases,
        sensitive=sensitive,
    )


@transaction.atomic
def withdraw_caller(*, caller_id: int, by: Person | None, at: datetime) -> None:
    """From now on nobody can call with this service's link, or any earlier one."""
    Caller.objects.filter(pk=caller_id, withdrawn_at=None).update(
        withdrawn_at=at, version=F("version") + 1
    )


@transaction.atomic
def renew_caller(*, caller_id: int, by: Person | None, at: datetime) -> None:
    """A new link; the one before stops working at once."""
    Caller.objects.filter(pk=caller_id).update(
        withdrawn_at=None, version=F("version") + 1
    )
