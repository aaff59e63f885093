"""The door to django-q2. Tasks get ids only; losing every one loses nothing,
because what is due is a row (PAGING.md §8)."""

from django_q.brokers.orm import ORM


class SafeORM(ORM):
    """The ORM broker."""
