"""What a lead leaves out of a walk-through besides the names that are known."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WalkthroughForm(forms.Form):
    """`capitals`: the words that may be names nobody knew. `seen`: the digest of what
    the page showed, so that nothing is released that nobody read."""

    ticked = forms.MultipleChoiceField(
        label=_("Words with a capital: tick those that name somebody"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more = forms.CharField(
        label=_("Other words to leave out, one line each"),
        required=False,
        max_length=2000,
        help_text=_("A street, a shop, a nickname: whatever tells who it was."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, capitals: Sequence[str]) -> None:
        super().__init__(data, auto_id="walk_%s")
        field: Any = self.fields["ticked"]
        field.choices = [(word, word) for word in capitals]

    @property
    def words(self) -> list[str]:
        """What is left out; nothing while the form was not sent, or cannot be read."""
        if not self.is_bound or not self.is_valid():
            return []
        lines = (line.strip() for line in self.cleaned_data["more"].splitlines())
        return [*self.cleaned_data["ticked"], *filter(None, lines)]
