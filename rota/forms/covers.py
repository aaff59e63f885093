"""What a member asks for: all of her shift or hours in it, of whom, in return for
what."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.core.hours import Hours
from rota.covers.page import Choice
from rota.covers.reading import hours_of
from rota.models import Membership, Shift

HOUR = timedelta(hours=1)
WHOLE, PART = "whole", "part"
MOMENTS = ("starts_on", "starts_time", "ends_on", "ends_time")
ANYBODY, MEMBER, IN_RETURN = "any", "member-", "return-"


class CoverForm(forms.Form):
    """`hours` is what was chosen once the form is valid; `whom` and `given` follow
    from one choice: anybody, a colleague, or a colleague's shift in return."""

    part = forms.ChoiceField(
        choices=[(WHOLE, _("All of it")), (PART, _("Only these hours"))],
        widget=forms.RadioSelect,
    )
    starts_on = forms.DateField(label=_("From"))
    starts_time = forms.TimeField(label=_("From, at"))
    ends_on = forms.DateField(label=_("Until"))
    ends_time = forms.TimeField(label=_("Until, at"))
    whom = forms.CharField(
        error_messages={"required": _("Choose whom to ask.")}, initial=ANYBODY
    )

    def __init__(self, data: Any = None, *, shift: Shift, at: datetime) -> None:
        """Of a shift that runs at `at`, the hours from the next full one on are
        proposed."""
        self.shift, self.zone = shift, shift.period.team.zone
        runs = shift.starts_at <= at
        start = (
            (at + HOUR).replace(minute=0, second=0, microsecond=0)
            if runs
            else shift.starts_at
        )
        start, end = (one.astimezone(self.zone) for one in (start, shift.ends_at))
        moments = {
            "part": PART if runs else WHOLE,
            "starts_on": start.date(),
            "starts_time": start.time(),
            "ends_on": end.date(),
            "ends_time": end.time(),
        }
        super().__init__(data, initial=moments, auto_id="cover_%s")
        for name in MOMENTS:
            self.fields[name].error_messages["required"] = gettext(
                "Say from when until when, days and times."
            )
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget = forms.DateInput(
                {"type": "date"}, format="%Y-%m-%d"
            )
        for name in ("starts_time", "ends_time"):
            self.fields[name].widget = forms.TimeInput({"type": "time"}, format="%H:%M")

    @property
    def hours(self) -> Hours:
        """The hours chosen; all of the shift while what was typed is none."""
        if self.is_bound and self.is_valid():
            found: Hours = self.cleaned_data["hours"]
            return found
        return hours_of(self.shift)

    def clean(self) -> dict[str, Any]:
        """Puts days and times together on the team's clock; what stands there counts
        for nothing when all of the shift is asked for."""
        data = super().clean() or {}
        if data.get("part") == WHOLE:
            for name in MOMENTS:
                self.errors.pop(name, None)
            data["hours"] = hours_of(self.shift)
        elif all(data.get(name) is not None for name in MOMENTS):
            data["hours"] = Hours(
                self._moment(data["starts_on"], data["starts_time"]),
                self._moment(data["ends_on"], data["ends_time"]),
            )
        return data

    def chosen(self, choice: Choice) -> tuple[Membership | None, Shift | None]:
        """The colleague asked, and her shift given in return. Raises LookupError for
        what is not on the list."""
        text: str = self.cleaned_data["whom"]
        members = {
            f"{MEMBER}{one.key}": one.member for one in [*choice.able, *choice.unable]
        }
        returns = {
            f"{IN_RETURN}{one.key}": one.shift
            for one in [*choice.returns, *choice.no_returns]
        }
        if text in returns:
            return None, returns[text]
        return (None if text == ANYBODY else members[text]), None

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)
