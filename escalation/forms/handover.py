"""What the agent adds to the handover that writes itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.handover import Weekend

NOTE_LENGTH = 8000
TOO_LONG = _(
    "That is %(show_value)d characters; %(limit_value)d fit. Shorten it: what you "
    "typed is still here."
)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class HandoverForm(forms.Form):
    """Two texts, both optional. `seen` and `sent`: how many versions there were, and
    how often it was sent, when the page was shown."""

    comments = forms.CharField(
        label=_("Comments and messages to answer"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_(
            "With their links: messages on Facebook can be answered for 7 days."
        ),
        error_messages={"max_length": TOO_LONG},
        widget=_area(4),
    )
    text = forms.CharField(
        label=_("Your note to the team"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_(
            "No names or numbers of callers: it is sent by e-mail. Numbers and "
            "addresses are left out of the letter."
        ),
        error_messages={"max_length": TOO_LONG},
        widget=_area(6),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    sent = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        weekend: Weekend,
        typed: dict[str, str] | None = None,
    ) -> None:
        note = weekend.note
        initial: dict[str, Any] = {
            "text": note.text if note else "",
            "comments": note.comments if note else "",
            "seen": len(weekend.notes),
            "sent": weekend.row.times_sent if weekend.row else 0,
        }
        super().__init__(data, initial=initial | (typed or {}), auto_id="handover_%s")
        # the page then shows, beside hers, what somebody else wrote
        self.is_overtaken = typed is not None

    @property
    def sends(self) -> bool:
        """The other button only saves."""
        return "send" in self.data

    def again(self, weekend: Weekend) -> "HandoverForm":
        """The same words, for a page that shows what happened meanwhile."""
        typed = {name: self.cleaned_data[name] for name in ("text", "comments")}
        return HandoverForm(weekend=weekend, typed=typed)
