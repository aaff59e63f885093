"""What a lead says of trainings: the list, one person's dates, many at once."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.actions.trainings import TrainingDetails
from rota.core.roster_csv import TRAINING_LENGTH
from rota.forms.line import LineField
from rota.forms.people import DateField
from rota.matrix import Row
from rota.models import Qualification, Training

MOST_MONTHS = 120


class TrainingForm(forms.Form):
    """One training of the team's list."""

    name = LineField(label=_("Name of the training"), max_length=TRAINING_LENGTH)
    valid_months = forms.IntegerField(
        label=_("Valid for so many months"),
        help_text=_("Left empty, it is never to be done again."),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
    )
    needed_on_call = forms.BooleanField(
        label=_("Whoever is on call needs it"), required=False
    )
    needed_backup = forms.BooleanField(
        label=_("Whoever is backup needs it"), required=False
    )

    def __init__(
        self, *args: Any, training: Training | None = None, **kwargs: Any
    ) -> None:
        if training is not None:
            names = ("name", "valid_months", "needed_on_call", "needed_backup")
            kwargs["initial"] = {name: getattr(training, name) for name in names}
        super().__init__(*args, **kwargs)

    def details(self) -> TrainingDetails:
        """What was said; only after `is_valid()`."""
        return TrainingDetails(**self.cleaned_data)

    def refuse_name(self) -> None:
        """Says that the team has one of this name."""
        text = gettext("The team has a training of this name. Choose another name.")
        self.add_error("name", text)


class DatesForm(forms.Form):
    """Since when somebody has a training, and until when it counts."""

    since_on = DateField(label=_("Done on"), required=False)
    expires_on = DateField(label=_("Counts until"), required=False)

    def __init__(
        self, *args: Any, training: Training, row: Qualification | None, **kwargs: Any
    ) -> None:
        if row is not None:
            kwargs["initial"] = {"since_on": row.since_on, "expires_on": row.expires_on}
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].help_text = expiry_help(training)

    def clean(self) -> dict[str, Any]:
        """It ends after it starts. Raises ValidationError."""
        data = super().clean() or {}
        since_on, expires_on = data.get("since_on"), data.get("expires_on")
        if since_on and expires_on and expires_on < since_on:
            text = gettext(
                "It would end before it was done. Choose a later day, or none."
            )
            self.add_error("expires_on", text)
        return data


class SessionForm(DatesForm):
    """All who were there on one day."""

    members: Any = forms.ModelMultipleChoiceField(
        label=_("Who was there"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(
        self,
        *args: Any,
        training: Training,
        rows: list[Row],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, training=training, row=None, **kwargs)
        self.fields["since_on"].required = True
        self.initial["since_on"] = today
        members: Any = self.fields["members"]
        members.queryset = training.team.memberships.filter(
            pk__in=[row.member.pk for row in rows]
        )
        members.choices = [(row.member.pk, row.member.person.name) for row in rows]


def expiry_help(training: Training) -> str:
    """What an empty last day means for this training."""
    if training.valid_months is None:
        return gettext("Left empty, it counts for good.")
    return gettext("Left empty, %(months)d months after that day.") % {
        "months": training.valid_months
    }
