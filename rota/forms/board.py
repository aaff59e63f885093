"""What the board's forms send: a choice for one seat, and how far to fill."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rota.actions.draft import UNCOVERED, Holding
from rota.core.months import Month, month_of, read_month
from rota.models import Membership, Period, Seat, Team

EXCHANGE = "exchange"
ADD, REMOVE = "add", "remove"


class SeatForm(forms.Form):
    """One seat, what its reader saw there, and what she wants instead.

    `member`: a membership, `uncovered`, `exchange` (with the other seat) or
    nothing for an empty seat. Everything comes from buttons, nothing is typed.
    """

    period = forms.ModelChoiceField(queryset=Period.objects.none())
    seat = forms.ChoiceField(choices=Seat.choices)
    member = forms.CharField(required=False)
    expected = forms.CharField(required=False)
    partner = forms.IntegerField(required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        period: Any = self.fields["period"]
        period.queryset = team.periods.all()

    def clean_member(self) -> Holding | str:
        """A membership of this team, or one of the words."""
        text: str = self.cleaned_data["member"]
        return text if text == EXCHANGE else self._holding(text)

    def clean_expected(self) -> Holding:
        """What the page showed in the seat."""
        return self._holding(self.cleaned_data["expected"])

    def clean(self) -> dict[str, Any]:
        """A backup is never uncovered on purpose; it takes two to exchange."""
        data = super().clean() or {}
        if data.get("member") == UNCOVERED and data.get("seat") != Seat.ON_CALL:
            raise forms.ValidationError("uncovered", code="seat")
        two = isinstance(data.get("expected"), int) and data.get("partner")
        if data.get("member") == EXCHANGE and not two:
            raise forms.ValidationError("exchange", code="partner")
        return data

    def _holding(self, text: str) -> Holding:
        if not text:
            return None
        if text == UNCOVERED:
            return UNCOVERED
        if text.isdecimal() and len(text) < 12:
            pk = int(text)
            if self.team.memberships.filter(pk=pk).exists():
                return pk
        raise forms.ValidationError("unknown", code="member")


class ShadowForm(forms.Form):
    """Who doubles the person on call of a weekend, or does so no more."""

    period = forms.ModelChoiceField(queryset=Period.objects.none())
    member = forms.ModelChoiceField(queryset=Membership.objects.none())
    act = forms.ChoiceField(choices=[(word, word) for word in (ADD, REMOVE)])

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        period: Any = self.fields["period"]
        member: Any = self.fields["member"]
        period.queryset = team.periods.select_related("team")
        member.queryset = team.memberships.select_related("person", "team")


class FillForm(forms.Form):
    """Up to which month the empty seats are filled."""

    until = forms.TypedChoiceField(
        label=_("Up to the end of"),
        coerce=read_month,
        error_messages={"invalid_choice": _("Choose one of the months listed.")},
    )

    def __init__(
        self, *args: Any, today: date, last: date, shown: Month, **kwargs: Any
    ) -> None:
        """`last`: the day the last known weekend starts; `shown`: the last month of
        the page the reader comes from."""
        super().__init__(*args, **kwargs)
        months = [month_of(today)]
        while months[-1] < month_of(last):
            months.append(months[-1].plus(1))
        until: Any = self.fields["until"]
        until.choices = [
            (month.key, date_format(month.first, "F Y")) for month in months
        ]
        self.initial["until"] = min(max(shown, months[0]), months[-1]).key
