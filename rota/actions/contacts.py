"""Where somebody is called, and how she wants to be: her own to say."""

from datetime import datetime

from django.db import transaction

from rota.models import Person, PhoneProblem


def set_phone(person: Person, phone: str) -> tuple[str, ...]:
    """Gives her a number (E.164 or empty); returns the fields to save, none when it
    was hers already.

    Of a new number nothing is known yet: neither that it fails, nor that it is hers.
    """
    if person.phone == phone:
        return ()
    person.phone, person.phone_problem = phone, PhoneProblem.NONE
    person.phone_verified_at = person.phone_tested_at = None
    return ("phone", "phone_problem", "phone_verified_at", "phone_tested_at")


def change_phone(*, by: Person, phone: str, at: datetime) -> bool:
    """Writes her number, E.164 or empty; False when it was hers already."""
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=by.pk)
        changed = set_phone(row, phone)
        row.save(update_fields=changed)
    return bool(changed)


def change_reach(
    *,
    by: Person,
    reach: str,
    mails_too: bool,
    no_cell_off_hours: bool,
    at: datetime,
) -> None:
    """Writes how she wants to be called, a Reach; whatever she chose, one fast way
    is always used. `no_cell_off_hours`: a crisis cell leaves her alone then."""
    Person.objects.filter(pk=by.pk).update(
        reach=reach, mails_too=mails_too, no_cell_off_hours=no_cell_off_hours
    )
