"""What people add to a call: a note, or its end."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.models import Outcome

# what people choose from
OUTCOMES = [
    (outcome.value, outcome.label)
    for outcome in Outcome
    if outcome not in (Outcome.INTERRUPTED, Outcome.UNANSWERED)
]


class NoteForm(forms.Form):
    """One line of somebody's own words for the log."""

    text = forms.CharField(
        label=_("Add to the log"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the note first.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note_%s")


class CallerNoteForm(NoteForm):
    """What the caller has to add; the button “It is over” needs no words."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["text"].label = _("Add what is new")
        self.fields["text"].required = "over" not in self.data

    def clean_text(self) -> str:
        """“It is over.”, then the words typed, if any."""
        words = [gettext("It is over.")] if "over" in self.data else []
        return " ".join([*words, self.cleaned_data["text"]]).strip()


class CloseForm(forms.Form):
    """How it ended; “not published” is a success too."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=1000,
        help_text=_("What was published where, or why not. The caller reads it too."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="close_%s")
