"""What whoever has a call writes down about it, in as few taps as can be."""

from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.colleagues import people_now
from escalation.core.slots import SLOTS
from escalation.models import Decision, EventType, Outlet, Variant, Watching
from rota.models import Person, Team

SLOT_LABELS = {
    "what": _("What"),
    "where": _("Where"),
    "from": _("Since when"),
    "until": _("Until when"),
    "why": _("What is confirmed, or why"),
    "do": _("What people should do, or not"),
    "alternative": _("What instead"),
    "source": _("Who says so"),
    "next_update": _("Next update at"),
    "contact": _("Whom to call"),
    "url": _("Page with more information"),
}


class DecisionForm(forms.Form):
    """Publish, wait until, do not publish because, or no such case."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    hold_until = forms.TimeField(
        label=_("Wait until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time, such as 15:30.")},
    )
    reason = forms.CharField(
        label=_("Because"),
        required=False,
        max_length=1000,
        help_text=_("The caller reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, team: Team, at: datetime) -> None:
        super().__init__(data, auto_id="decision_%s")
        self.team, self.at = team, at

    def clean(self) -> dict[str, Any]:
        """A reason where somebody would ask for it; the next time the clock shows
        what was typed."""
        cleaned = super().clean() or {}
        decision = cleaned.get("decision")
        if decision == Decision.HOLD and "hold_until" not in self.errors:
            if cleaned.get("hold_until") is None:
                self.add_error("hold_until", gettext("Say until when you wait."))
            else:
                until = cleaned["hold_until"]
                cleaned["hold_until"] = next_time(self.team, until, self.at)
        else:
            cleaned["hold_until"] = None
        needs = (Decision.NOT, Decision.OUT_OF_FRAME)
        if decision in needs and not cleaned.get("reason"):
            self.add_error("reason", gettext("Say why: the caller reads it."))
        return cleaned


def next_time(team: Team, clock: time, at: datetime) -> datetime:
    """When the team's clock shows that time next, after `at`."""
    here = at.astimezone(team.zone)
    then = datetime.combine(here.date(), clock, tzinfo=team.zone)
    if then <= here:
        tomorrow = here.date() + timedelta(days=1)
        then = datetime.combine(tomorrow, clock, tzinfo=team.zone)
    return then


class PostForm(forms.Form):
    """What was published where."""

    outlets = forms.ModelMultipleChoiceField(
        label=_("Published on"),
        queryset=Outlet.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick where it was published.")},
    )
    variant = forms.ChoiceField(
        label=_("Which message"), choices=Variant.choices, initial=Variant.FIRST
    )
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={
            "invalid": _("That is no address of a page: copy it from the browser.")
        },
    )

    def __init__(self, data: Any = None, *, team: Team) -> None:
        super().__init__(data, auto_id="post_%s")
        offered = team.outlets.filter(ended_at=None)
        cast(forms.ModelMultipleChoiceField, self.fields["outlets"]).queryset = offered


class SlotsForm(forms.Form):
    """What is known for the messages. `names`: the slots they use."""

    def __init__(
        self, data: Any = None, *, names: list[str], values: dict[str, str]
    ) -> None:
        super().__init__(data, initial=values, auto_id="slot_%s")
        for name in SLOTS:
            if name in names:
                self.fields[name] = forms.CharField(
                    label=SLOT_LABELS[name],
                    required=False,
                    max_length=300,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )


class EventForm(forms.Form):
    """What kind of event it is."""

    event = forms.ChoiceField(
        label=_("What kind of event?"),
        required=False,
        choices=[("", _("something else")), *EventType.choices],
    )

    def __init__(self, data: Any = None, *, event: str = "") -> None:
        super().__init__(data, initial={"event": event}, auto_id="event_%s")


class WatchForm(forms.Form):
    """Who moderates or monitors from now on; nobody switches it off."""

    kind = forms.ChoiceField(choices=Watching.choices)
    person = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)

    def __init__(self, data: Any = None, *, team: Team, at: datetime) -> None:
        super().__init__(data)
        here = [person.pk for person in people_now(team, at)]
        found = Person.objects.filter(pk__in=here)
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = found
