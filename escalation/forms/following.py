"""What people add to a call: a note, or its end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import Outcome

# what people choose from
OUTCOMES = [
    (outcome.value, outcome.label)
    for outcome in Outcome
    if outcome not in (Outcome.OVER, Outcome.INTERRUPTED, Outcome.UNANSWERED)
]


class NoteForm(forms.Form):
    """One line of somebody's own words for the log."""

    text = forms.CharField(
        label=_("Add to the log"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write the note first."),
            "max_length": _(
                "That is %(show_value)d characters; a note holds %(limit_value)d. "
                "Shorten it, or add it in several notes."
            ),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note_%s")


class CallerNoteForm(NoteForm):
    """What the caller has to add; the button “It is over” needs no words."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["text"].label = _("Add what is new")
        self.fields["text"].required = not self.is_over

    @property
    def is_over(self) -> bool:
        """True when the button that says so was pressed."""
        return "over" in self.data


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
