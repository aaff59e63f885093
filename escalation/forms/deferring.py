"""What is done about a request that could wait: giving it to somebody, answering."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rota.models import Membership, Person

ANSWER_LENGTH = 4000


class AssignForm(forms.Form):
    """To whom it goes; empty: back to the list. `expected` is who was shown to have
    it. Once valid, `chosen` is the person."""

    person = forms.ChoiceField(
        required=False,
        error_messages={
            "invalid_choice": _(
                "This person is not in the team any more: choose again."
            )
        },
    )
    expected = forms.IntegerField(required=False)

    def __init__(self, data: Any, *, members: Sequence[Membership]) -> None:
        super().__init__(data)
        self.people = {str(one.person_id): one.person for one in members}
        field: Any = self.fields["person"]
        field.choices = [("", ""), *((pk, pk) for pk in self.people)]

    @property
    def chosen(self) -> Person | None:
        """Who was chosen, if anybody was."""
        return self.people.get(self.cleaned_data["person"])


class AnswerForm(forms.Form):
    """What whoever asked is told. `seen`: how many steps the page showed."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write the answer first, or close it without one."),
            "max_length": _(
                "That is %(show_value)d characters; an answer holds %(limit_value)d. "
                "Shorten it, or say where the rest can be read."
            ),
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: int, text: str = "") -> None:
        initial = {"seen": seen, "text": text}
        super().__init__(data, initial=initial, auto_id="answer_%s")

    def again(self, *, seen: int) -> "AnswerForm":
        """The same words, for a page that shows what happened meanwhile."""
        return AnswerForm(seen=seen, text=self.cleaned_data["text"])

    @property
    def closes(self) -> bool:
        """Unless the other button was pressed, the answer is the end of it."""
        return "keep" not in self.data
