"""What somebody writes down while a crisis goes on: the next update, a text to
validate, who takes over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.forms.callouts import MOMENT
from escalation.forms.handover import TOO_LONG
from escalation.forms.response import next_time
from escalation.models import RelayTask, Verdict
from rota.models import Person, Team

TEXT_LENGTH = 5000
LONGEST_SLOT = timedelta(hours=24)
NO_TIME = _("Write a time, such as 15:30.")
NO_MOMENT = _("Write a day and a time, such as 2026-11-28 15:30.")
Groups = Iterable[tuple[str, list[Person]]]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class UpdateForm(forms.Form):
    """When the public hears more. Without a time: so many minutes from now."""

    due_at = forms.TimeField(
        label=_("The next one at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": NO_TIME},
    )
    every = forms.IntegerField(
        label=_("Then every so many minutes"),
        min_value=5,
        max_value=720,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(
        self, data: Any = None, *, team: Team, every: int, at: datetime
    ) -> None:
        super().__init__(data, initial={"every": every}, auto_id="update_%s")
        self.team, self.at = team, at

    def clean_due_at(self) -> datetime | None:
        """The next time the team's clock shows it."""
        typed = self.cleaned_data["due_at"]
        return next_time(self.team, typed, self.at) if typed is not None else None


class PersonField(forms.ChoiceField):
    """One of some people, in groups; its value is the person."""

    default_error_messages = {  # noqa: RUF012 - as Django reads it
        "required": _("Choose somebody from the list."),
        "invalid_choice": _("Choose somebody from the list."),
    }

    def offer(self, groups: Groups) -> None:
        """Who may be chosen."""
        self.people = {str(one.pk): one for _name, some in groups for one in some}
        named = [(name, [(one.pk, one.name) for one in some]) for name, some in groups]
        self.choices = [("", _("choose somebody")), *named]

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for anybody else."""
        return self.people[str(super().clean(value))]


class ValidationForm(forms.Form):
    """A text, who reads it, and how long she has."""

    text = forms.CharField(
        label=_("The text, as it would be published"),
        max_length=TEXT_LENGTH,
        error_messages={
            "required": _("Write the text first."),
            "max_length": TOO_LONG,
        },
        widget=_area(5),
    )
    validator = PersonField(label=_("Who validates it"))
    minutes = forms.IntegerField(
        label=_("Minutes to answer"),
        min_value=1,
        max_value=240,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, groups: Groups, text: str = "") -> None:
        initial = {"text": text, "minutes": 10}
        super().__init__(data, initial=initial, auto_id="validation_%s")
        field = self.fields["validator"]
        assert isinstance(field, PersonField)  # noqa: S101 - for the type checker
        field.offer(list(groups))


class VerdictForm(forms.Form):
    """What the person asked says of the text."""

    verdict = forms.ChoiceField(choices=Verdict.choices)
    changed_text = forms.CharField(
        label=_("The text, with your changes"),
        required=False,
        max_length=TEXT_LENGTH,
        error_messages={"max_length": TOO_LONG},
        widget=_area(8),
    )
    reason = forms.CharField(
        label=_("Why not"),
        required=False,
        max_length=1000,
        error_messages={"max_length": TOO_LONG},
        widget=_area(3),
    )

    def __init__(self, data: Any = None, *, text: str) -> None:
        super().__init__(data, initial={"changed_text": text}, auto_id="verdict_%s")

    def clean(self) -> dict[str, Any]:
        """Words where whoever wrote the text needs them."""
        cleaned = super().clean() or {}
        verdict = cleaned.get("verdict")
        if verdict == Verdict.CHANGED and not cleaned.get("changed_text", "x"):
            self.add_error("changed_text", gettext("Write the text to publish."))
        if verdict == Verdict.NO and not cleaned.get("reason", "x"):
            self.add_error("reason", gettext("Say why, in a few words."))
        return cleaned


class RelayForm(forms.Form):
    """Who takes over what, from then until then, on the team's clock."""

    task = forms.ChoiceField(label=_("What"), choices=RelayTask.choices)
    person = PersonField(label=_("Who takes over"))
    starts_at = forms.DateTimeField(label=_("From"))
    ends_at = forms.DateTimeField(label=_("Until"))
    confirmed = forms.BooleanField(
        label=_("I know that it goes against her or his rest"), required=False
    )

    def __init__(
        self, data: Any = None, *, team: Team, people: list[Person], at: datetime
    ) -> None:
        self.team, self.at = team, at
        super().__init__(data, auto_id="relay_%s")
        field = self.fields["person"]
        assert isinstance(field, PersonField)  # noqa: S101 - for the type checker
        field.offer([(team.name, people)])
        self.is_tiring = False  # then the page asks for `confirmed`
        for name in ("starts_at", "ends_at"):
            moment = self.fields[name]
            moment.widget = forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format=MOMENT
            )
            moment.error_messages |= {"invalid": NO_MOMENT, "required": NO_MOMENT}

    def clean_starts_at(self) -> datetime:
        """On the team's clock."""
        return self._there("starts_at")

    def clean_ends_at(self) -> datetime:
        """On the team's clock."""
        return self._there("ends_at")

    def clean(self) -> dict[str, Any]:
        """Ends after it begins, is not over, and is no slip of the pen."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start is None or end is None:
            return cleaned
        if end <= start:
            self.add_error("ends_at", gettext("It ends before it begins."))
        elif end <= self.at:
            self.add_error("ends_at", gettext("That is over already."))
        elif end - start > LONGEST_SLOT:
            self.add_error(
                "ends_at", gettext("That is longer than a day: check the dates.")
            )
        return cleaned

    def _there(self, name: str) -> datetime:
        typed: datetime = self.cleaned_data[name]
        return typed.replace(tzinfo=self.team.zone)
