"""A drill to plan: day and time on the team's clock, a case, one line."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.forms.calling import TITLE_LENGTH
from escalation.models import Case
from rota.duty import next_duty
from rota.models import Team

SOONEST = timedelta(minutes=2)
FURTHEST = timedelta(days=366)
MORNING = time(10, 30)


class DrillForm(forms.Form):
    """`planned_for` is the instant chosen, once the form is valid."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    clock = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    case = forms.ChoiceField(
        label=_("Case"), choices=Case.choices, initial=Case.CRISIS.value
    )
    title = forms.CharField(
        label=_("What is supposed to happen"),
        max_length=TITLE_LENGTH,
        help_text=_("It goes into the SMS, after the word EXERCISE."),
    )
    facts = forms.CharField(
        label=_("What the page of the call says"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    announced = forms.BooleanField(
        label=_("Tell the team the day before"),
        required=False,
        help_text=_(
            "By e-mail, without the hour. Otherwise nobody is told, and nobody knows "
            "before the telephone says so."
        ),
    )
    request_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, team: Team, at: datetime) -> None:
        super().__init__(data, initial=first_values(team, at), auto_id="drill_%s")
        self.team, self.at = team, at

    def clean_request_key(self) -> UUID:
        """Ours: two clicks plan one drill. A damaged one stops nobody."""
        try:
            return UUID(self.cleaned_data["request_key"])
        except ValueError:
            return uuid4()

    def clean(self) -> dict[str, Any]:
        """Puts day and time together on the team's clock."""
        cleaned = super().clean() or {}
        day, clock = cleaned.get("day"), cleaned.get("clock")
        if day and clock:
            cleaned["planned_for"] = self._moment(day, clock)
        return cleaned

    @property
    def moment(self) -> datetime | None:
        """The instant chosen, or first proposed; None when what was typed is none."""
        if not self.is_bound:
            day, clock = self.initial["day"], self.initial["clock"]
            return datetime.combine(day, clock, tzinfo=self.team.zone)
        self.is_valid()
        return self.cleaned_data.get("planned_for")

    def _moment(self, day: date, clock: time) -> datetime | None:
        """The instant, in UTC; None, with the reason beside its field, when it cannot
        be."""
        chosen = datetime.combine(day, clock, tzinfo=self.team.zone)
        moment = chosen.astimezone(UTC)
        if moment.astimezone(self.team.zone).time() != clock:
            self.add_error(
                "clock",
                gettext("This time does not exist: the clocks change. Choose another."),
            )
        elif moment < self.at + SOONEST:
            self.add_error(
                "clock", gettext("Choose a moment at least two minutes from now.")
            )
        elif moment > self.at + FURTHEST:
            self.add_error("day", gettext("Choose a day within the coming year."))
        else:
            return moment
        return None


def first_values(team: Team, at: datetime) -> dict[str, Any]:
    """The Saturday of the next duty that is published, else the next one."""
    duty = next_duty(team, at)
    from_day = duty.starts_at if duty else at + timedelta(days=1)
    day = from_day.astimezone(team.zone).date()
    with translation.override(team.language):
        title = gettext("Answer as if it were real")
    return {
        "day": day + timedelta(days=(5 - day.weekday()) % 7),
        "clock": MORNING,
        "title": title,
        "request_key": uuid4(),
    }
