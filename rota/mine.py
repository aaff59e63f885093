"""The weekends of one person, in all her teams."""

from datetime import datetime

from rota.models import Person, Shadowing, Shift


def my_shifts(person: Person, at: datetime) -> list[Shift]:
    """Her published shifts that are not over at `at` (aware), the next one first.

    Team and period come loaded. Nothing drafted is ever in it.
    """
    return list(
        Shift.objects.filter(
            membership__person=person,
            period__published_at__isnull=False,
            ends_at__gt=at,
        )
        .select_related("period", "membership__team")
        .order_by("starts_at", "pk")
    )


def my_shadowings(person: Person, at: datetime) -> list[Shadowing]:
    """The published weekends not over at `at` in which she doubles somebody."""
    return list(
        Shadowing.objects.filter(
            membership__person=person,
            period__published_at__isnull=False,
            period__ends_at__gt=at,
        )
        .select_related("period", "membership__team")
        .order_by("period__starts_at", "pk")
    )
