"""Rows that are only ever added, for the models of a call: rota has them too."""

from rota.models.appending import (
    AppendedRows,
    AppendOnlyError,
    refuse,
    refuse_unless_new,
)

__all__ = ["AppendOnlyError", "AppendedRows", "refuse", "refuse_unless_new"]
