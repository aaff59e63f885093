"""What the board's forms send: a choice for one seat, and months to propose for."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rota.actions.draft import UNCOVERED, Holding
from rota.core.months import Month, read_month
from rota.core.plan import SeatKey
from rota.models import Membership, Period, Seat, Team

EXCHANGE = "exchange"
ADD, REMOVE = "add", "remove"


def read_holding(text: str, team: Team) -> Holding:
    """A membership of this team, `uncovered`, or nobody. Raises ValidationError."""
    if not text:
        return None
    if text == UNCOVERED:
        return UNCOVERED
    if text.isdecimal() and len(text) < 12:
        pk = int(text)
        if team.memberships.filter(pk=pk).exists():
            return pk
    raise forms.ValidationError("unknown", code="member")


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
        return text if text == EXCHANGE else read_holding(text, self.team)

    def clean_expected(self) -> Holding:
        """What the page showed in the seat."""
        return read_holding(self.cleaned_data["expected"], self.team)

    def clean(self) -> dict[str, Any]:
        """A backup is never uncovered on purpose; it takes two to exchange."""
        data = super().clean() or {}
        if data.get("member") == UNCOVERED and data.get("seat") != Seat.ON_CALL:
            raise forms.ValidationError("uncovered", code="seat")
        two = isinstance(data.get("expected"), int) and data.get("partner")
        if data.get("member") == EXCHANGE and not two:
            raise forms.ValidationError("exchange", code="partner")
        return data


class SwapForm(forms.Form):
    """Two seats, and what their reader saw in each: one was dragged onto the other."""

    period = forms.ModelChoiceField(queryset=Period.objects.none())
    seat = forms.ChoiceField(choices=Seat.choices)
    expected = forms.CharField(required=False)
    other_period = forms.ModelChoiceField(queryset=Period.objects.none())
    other_seat = forms.ChoiceField(choices=Seat.choices)
    other_expected = forms.CharField(required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        for name in ("period", "other_period"):
            field: Any = self.fields[name]
            field.queryset = team.periods.all()

    def clean_expected(self) -> Holding:
        """What the page showed in the first seat."""
        return read_holding(self.cleaned_data["expected"], self.team)

    @property
    def places(self) -> tuple[SeatKey, SeatKey]:
        """Both seats, once they are valid."""
        data = self.cleaned_data
        one = data["period"].pk, data["seat"]
        return one, (data["other_period"].pk, data["other_seat"])

    @property
    def seen(self) -> tuple[Holding, Holding]:
        """What the page showed in them."""
        data = self.cleaned_data
        return data["expected"], data["other_expected"]

    def clean_other_expected(self) -> Holding:
        """What it showed in the second."""
        return read_holding(self.cleaned_data["other_expected"], self.team)

    def clean(self) -> dict[str, Any]:
        """Nothing is left uncovered by moving it about."""
        data = super().clean() or {}
        if UNCOVERED in (data.get("expected"), data.get("other_expected")):
            raise forms.ValidationError("uncovered", code="seat")
        return data


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


EMPTY_ONLY, MAY_MOVE = "empty", "move"


class ProposeForm(forms.Form):
    """For which months a rota is proposed, and what may change for it."""

    first = forms.TypedChoiceField(
        label=_("From the beginning of"),
        coerce=read_month,
        error_messages={"invalid_choice": _("Choose one of the months listed.")},
    )
    last = forms.TypedChoiceField(
        label=_("Up to the end of"),
        coerce=read_month,
        error_messages={"invalid_choice": _("Choose one of the months listed.")},
    )
    moves = forms.ChoiceField(
        label=_("What is published already"),
        choices=[
            (EMPTY_ONLY, _("stays as it is: only empty seats are filled")),
            (
                MAY_MOVE,
                _("may change where it must, for as few people as can be"),
            ),
        ],
        widget=forms.RadioSelect,
        initial=EMPTY_ONLY,
    )

    def __init__(
        self, *args: Any, months: list[Month], first: Month, last: Month, **kwargs: Any
    ) -> None:
        """`months`: those with weekends to come; `first` to `last` is what the form
        starts with."""
        super().__init__(*args, **kwargs)
        for name, start in (("first", first), ("last", last)):
            field: Any = self.fields[name]
            field.choices = [(one.key, date_format(one.first, "F Y")) for one in months]
            self.initial[name] = min(max(start, months[0]), months[-1]).key

    def clean(self) -> dict[str, Any]:
        """Months in the order of the calendar."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error(
                "last", _("Choose a month that does not come before the first one.")
            )
        return data
