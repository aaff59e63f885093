"""Rows that are only ever added: what happened is not rewritten (DESIGN.md §3.8).

Kept here and not by triggers of the database: on SQLite, a migration that remakes
a table drops its triggers without a word.
"""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """Something tried to change or remove a row that is only ever added."""


class AppendedRows(models.QuerySet[Any]):
    """Can be read and added to, and nothing else."""

    def update(self, **fields: Any) -> NoReturn:
        """Raises AppendOnlyError."""
        refuse(self.model)

    def delete(self) -> NoReturn:
        """Raises AppendOnlyError."""
        refuse(self.model)


class Appended(models.Model):
    """A row that is only ever added; a correction is a new one."""

    objects = AppendedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; AppendOnlyError for one that is written already."""
        if not self._state.adding:
            refuse(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises AppendOnlyError."""
        refuse(type(self))


def refuse(model: type[models.Model]) -> NoReturn:
    """Raises AppendOnlyError."""
    raise AppendOnlyError(f"{model.__name__}: corrections are new rows.")
