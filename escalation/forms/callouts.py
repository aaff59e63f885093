"""When a call-out really was."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.callouts import Spent

LONGEST = timedelta(days=4)  # a long weekend
MOMENT = "%Y-%m-%dT%H:%M"


class CorrectionForm(forms.Form):
    """Start, end and why, on the team's clock."""

    started_at = forms.DateTimeField(label=_("Began"))
    ended_at = forms.DateTimeField(label=_("Ended"))
    why = forms.CharField(
        label=_("Why it was otherwise"),
        max_length=200,
        error_messages={"required": _("Say in a few words why: it stays on record.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, now: Spent, at: datetime) -> None:
        self.zone = now.call_out.incident.team.zone
        self.at = at
        initial = {
            "started_at": now.started_at.astimezone(self.zone).strftime(MOMENT),
            "ended_at": (now.ended_at or at).astimezone(self.zone).strftime(MOMENT),
        }
        super().__init__(data, initial=initial)
        for name in ("started_at", "ended_at"):
            field = self.fields[name]
            field.widget = forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format=MOMENT
            )
            field.error_messages["invalid"] = gettext(
                "Write a day and a time, such as 2026-11-28 15:30."
            )
            field.error_messages["required"] = field.error_messages["invalid"]

    def clean_started_at(self) -> datetime:
        """On the team's clock."""
        return self._there("started_at")

    def clean_ended_at(self) -> datetime:
        """On the team's clock."""
        return self._there("ended_at")

    def clean(self) -> dict[str, Any]:
        """Ends after it begins, has happened, and is no slip of the pen."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("started_at"), cleaned.get("ended_at")
        if start is None or end is None:
            return cleaned
        if end < start:
            self.add_error("ended_at", gettext("It ends before it begins."))
        elif end > self.at:
            self.add_error("ended_at", gettext("That is still to come."))
        elif end - start > LONGEST:
            self.add_error(
                "ended_at", gettext("That is longer than four days: check the dates.")
            )
        return cleaned

    def _there(self, name: str) -> datetime:
        typed: datetime = self.cleaned_data[name]
        return typed.replace(tzinfo=self.zone)
