"""What is asked of whoever calls: short, forgiving, never in the way.

Everything but the case and one line may stay empty: the form must never delay
a call (DOMAIN.md C8).
"""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from escalation.actions.exercises import real_calls
from escalation.models import Case, DeferredKind
from rota.core.phones import PhoneError, parse_call_back, show_phone
from rota.models import Team

WAIT = "wait"  # not a case: kept for the next working morning
TITLE_LENGTH = 120
NAME_LENGTH = 60
PHONE_LENGTH = 40  # as typed, spaces and all


class CallForm(forms.Form):
    """The two cases and “it can wait”. `may_raise`: the cases this link allows.
    `unread`: a number to call back that is none, once the form is valid."""

    case = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[
            *Case.choices,
            (WAIT, _("It can wait")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    # of what can wait only; nobody has to know the word for it
    kind = forms.ChoiceField(
        label=_("What kind of request is it?"),
        choices=DeferredKind.choices,
        required=False,
    )
    title = forms.CharField(
        label=_("What is happening?"),
        max_length=TITLE_LENGTH,
        help_text=_(
            "One line: it is sent by SMS and read out on the telephone. No names of "
            "people."
        ),
        error_messages={
            "required": _("Write in one line what is happening."),
            "max_length": _(
                "That is %(show_value)d characters; keep the first line under "
                "%(limit_value)d and put the rest below."
            ),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
    )
    facts = forms.CharField(
        label=_("What should the public know, and until when?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    call_back_name = forms.CharField(
        label=pgettext_lazy("whom to ring", "Call back to"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "organization", "maxlength": NAME_LENGTH}
        ),
    )
    call_back_phone = forms.CharField(
        label=_("On this number"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "maxlength": PHONE_LENGTH}
        ),
    )
    request_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        region: str = "FR",
        may_raise: tuple[str, ...] = (Case.CRISIS, Case.USER_INFO),
        sensitive: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if sensitive:
            self.fields["title"].help_text = gettext("One line. No names of people.")
        self.region = region
        self.may_raise = may_raise
        self.unread = ""

    def clean_case(self) -> str:
        """Refuses a case this link was not made for."""
        case: str = self.cleaned_data["case"]
        if case != WAIT and case not in self.may_raise:
            raise forms.ValidationError(
                gettext("This link cannot call for that case. Choose another one.")
            )
        return case

    def clean_call_back_phone(self) -> str:
        """E.164, or empty; a landline is fine. What is no number stops no call:
        `clean` puts it beside the name."""
        typed: str = self.cleaned_data["call_back_phone"]
        if not typed:
            return ""
        try:
            return parse_call_back(typed, self.region)
        except PhoneError:
            self.unread = typed[:PHONE_LENGTH]
            return ""

    def clean_request_key(self) -> UUID:
        """Ours; a damaged one must not stop a call."""
        try:
            return UUID(self.cleaned_data["request_key"])
        except ValueError:
            return uuid4()

    def clean(self) -> dict[str, Any]:
        """Two clicks raise once. The page reached again by “Back”, with other
        words in it, is another call: its key is made of the words too."""
        cleaned = super().clean() or {}
        words = "|".join(cleaned.get(name, "") for name in ("case", "title", "facts"))
        cleaned["request_key"] = uuid5(cleaned["request_key"], words)
        cleaned["call_back_name"] = _beside(
            cleaned.get("call_back_name", ""), self.unread
        )
        return cleaned

    @property
    def call_back(self) -> str:
        """Name and number on one line, as the person called reads them."""
        name, phone = (
            self.cleaned_data.get("call_back_name", ""),
            self.cleaned_data.get("call_back_phone", ""),
        )
        return ", ".join(part for part in (name, show_phone(phone)) if part)


class TeamCallForm(CallForm):
    """The same, for people of the team; they may also rehearse."""

    exercise = forms.BooleanField(
        label=_("This is an exercise"),
        required=False,
        help_text=_(
            "The same people get the same texts and calls, marked as an exercise "
            "everywhere; it counts in no statistics."
        ),
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, region=team.holiday_region[:2], **kwargs)
        self.team = team

    def clean_exercise(self) -> bool:
        """Refuses one beside a real call, which it would hide."""
        exercise: bool = self.cleaned_data["exercise"]
        if exercise and self.cleaned_data.get("case") == WAIT:
            raise forms.ValidationError(
                gettext("An exercise calls somebody: choose one of the two cases.")
            )
        if exercise and real_calls(self.team).exists():
            raise forms.ValidationError(
                gettext(
                    "A real call is open: rehearse once it is closed. Untick the box "
                    "if this is real as well."
                )
            )
        return exercise


def first_values(name: str, phone: str) -> dict[str, Any]:
    """What the form shows before anything is typed; its key is new each time.
    `phone` is E.164 or empty."""
    return {
        "request_key": uuid4(),
        "call_back_name": name,
        "call_back_phone": show_phone(phone) if phone else "",
    }


def _beside(name: str, unread: str) -> str:
    """The name and what is no number, as long as a name may be: the name gives way."""
    if not unread:
        return name[:NAME_LENGTH]
    room = max(NAME_LENGTH - len(unread) - len(", "), 0)
    return ", ".join(part for part in (name[:room].strip(), unread) if part)
