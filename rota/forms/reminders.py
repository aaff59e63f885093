"""When those on duty next are reminded, and how far ahead leads hear of gaps."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from rota.models import Team

MOST_DAYS, MOST_WEEKS = 4, 26
CLOCK = {"type": "time"}


class ReminderForm(forms.ModelForm):
    """Refuses hours at which leads would hear of it before she was asked again."""

    remind_days = forms.TypedChoiceField(
        label=_("First reminder"),
        coerce=int,
        choices=[
            (
                days,
                ngettext_lazy(
                    "%(days)d working day before",
                    "%(days)d working days before",
                    "days",
                )
                % {"days": days},
            )
            for days in range(1, MOST_DAYS + 1)
        ],
    )

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = [
            "remind_days",
            "remind_first_time",
            "remind_last_time",
            "unconfirmed_time",
            "gap_weeks",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "remind_first_time": _("At"),
            "remind_last_time": _("Last reminder, at"),
            "unconfirmed_time": _("Leads are told of whoever has not confirmed, at"),
            "gap_weeks": _("Weeks ahead"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "gap_weeks": _("0: leads are not told, and nothing is shown in red."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "remind_first_time": forms.TimeInput(CLOCK, format="%H:%M"),
            "remind_last_time": forms.TimeInput(CLOCK, format="%H:%M"),
            "unconfirmed_time": forms.TimeInput(CLOCK, format="%H:%M"),
            "gap_weeks": forms.NumberInput({"min": 0, "max": MOST_WEEKS}),
        }

    def clean_gap_weeks(self) -> int:
        """Raises ValidationError for more than half a year."""
        weeks: int = self.cleaned_data["gap_weeks"]
        if weeks > MOST_WEEKS:
            raise forms.ValidationError(
                gettext("Choose at most %(most)d weeks."), params={"most": MOST_WEEKS}
            )
        return weeks

    def clean(self) -> dict[str, Any]:
        """The last reminder leaves time to answer it."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        last, alarm = values.get("remind_last_time"), values.get("unconfirmed_time")
        if last and alarm and alarm <= last:
            text = gettext("Choose a later hour than that of the last reminder.")
            self.add_error("unconfirmed_time", text)
        return values
