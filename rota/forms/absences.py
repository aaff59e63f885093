"""What is sent to say something of days: a tap on a weekend, or dates."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.days.wording import FREE
from rota.forms.people import DateField
from rota.models import AbsenceKind

# a slip of the year is caught, an absence of three years is not one
FARTHEST = timedelta(days=3 * 365)
OLDEST = timedelta(days=365)
KINDS = [
    (AbsenceKind.CANNOT.value, _("Cannot")),
    (AbsenceKind.RATHER_NOT.value, _("Rather not")),
    (AbsenceKind.GLADLY.value, _("Gladly")),
    (AbsenceKind.AVAILABLE.value, _("Free after all")),
    (FREE, _("Clear")),
]
LONG_LEAVE = ("long_leave", _("Long leave"))


def kinds_for(*, has_calendar: bool) -> list[tuple[str, Any]]:
    """What she may say; that she is free after all, only against a calendar."""
    calendars_only = () if has_calendar else (AbsenceKind.AVAILABLE.value,)
    return [one for one in KINDS if one[0] not in calendars_only]


class TapForm(forms.Form):
    """A weekend, and what is said of it; everything comes from buttons."""

    kind = forms.ChoiceField(choices=KINDS)
    days = forms.CharField(max_length=21)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_days(self) -> tuple[date, date]:
        """The first and last day. Raises ValidationError."""
        first, _slash, last = self.cleaned_data["days"].partition("/")
        try:
            days = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError as error:
            raise forms.ValidationError("nonsense", code="days") from error
        if days[1] < days[0] or _is_far(*days, self.today):
            raise forms.ValidationError("nonsense", code="days")
        return days


class DatesForm(forms.Form):
    """Days from one date to another, whatever day of the week they are."""

    what = forms.ChoiceField(label=_("What to say"), choices=KINDS)
    first_on = DateField(label=_("First day"))
    last_on = DateField(
        label=_("Last day"), required=False, help_text=_("Empty for one day only.")
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        is_lead: bool,
        has_calendar: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        what: Any = self.fields["what"]
        what.choices = kinds_for(has_calendar=has_calendar)
        if is_lead:
            what.choices = [*what.choices, LONG_LEAVE]
            what.help_text = _(
                "A long leave (the reason is not kept) takes the share of the load "
                "away too."
            )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one, and neither is a slip."""
        data = super().clean() or {}
        first = data.get("first_on")
        if first is None or "last_on" in self.errors:
            return data
        last = data["last_on"] = data.get("last_on") or first
        if last < first:
            text = gettext("The last day comes before the first one. Swap them.")
            self.add_error("last_on", text)
        elif _is_far(first, last, self.today):
            text = gettext(
                "Choose days from a year ago to three years ahead: is the year right?"
            )
            self.add_error("last_on" if last > self.today else "first_on", text)
        return data


def _is_far(first: date, last: date, today: date) -> bool:
    return first < today - OLDEST or last > today + FARTHEST
