"""Why a crisis is none any more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LowerForm(forms.Form):
    """One line."""

    reason = forms.CharField(
        label=_("Why it is no crisis any more"),
        max_length=200,
        help_text=_("One line. The caller reads it."),
        error_messages={"required": _("Say why: the caller reads it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="lower_%s")
