"""A name, as people type or paste it."""

from typing import Any

from django import forms

from rota.core.spelling import one_line


class LineField(forms.CharField):
    """One line of text that calendars, texts and tables can carry."""

    def clean(self, value: Any) -> str:
        """What was typed, tidied. Raises ValidationError."""
        tidied: str = super().clean(one_line(str(value or "")))
        return tidied
