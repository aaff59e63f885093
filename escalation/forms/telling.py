"""How whoever calls is told what becomes of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.models import Caller, Following, Telling
from escalation.reaching import takes_texts
from rota.core.phones import show_phone
from rota.forms.phone import PhoneField, region_of


class TellingForm(forms.Form):
    """On the page only, by text, or by e-mail. `told`, once it is valid: the way, and
    the number (E.164) or the address.

    `call_back` (E.164) is offered where texts may arrive there; an empty number is the
    one there was, else the one to call back that was typed. Beside a
    call that is being made, what is wrong here stops nothing.
    """

    told_by = forms.ChoiceField(
        label=_("How do you want to be told what becomes of it?"),
        choices=Telling.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    told_phone = PhoneField(label=_("Mobile number that gets the SMS"), required=False)
    told_email = forms.EmailField(
        label=_("Address that gets the e-mails"),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("This is no e-mail address. Write one such as name@town.fr."),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        caller: Caller,
        call_back: str,
        following: Following | None = None,
    ) -> None:
        way, to = (following.way, following.to) if following else (caller.told_by, "")
        self.kept = to if way == Telling.SMS else ""
        address = to if way == Telling.EMAIL else ""
        initial = {"told_by": way, "told_email": address or caller.email}
        super().__init__(data, initial=initial)
        self.fields["told_phone"].region = region_of(caller.team)  # type: ignore[attr-defined]
        if self.kept:
            keeps = gettext("Leave it empty to keep the number there is.")
            self.fields["told_phone"].help_text = keeps
        else:
            self.initial["told_phone"] = self._textable(call_back)

    @property
    def told(self) -> tuple[str, str]:
        """The way and where to."""
        way = self.cleaned_data["told_by"] or Telling.PAGE
        names = {Telling.SMS: "told_phone", Telling.EMAIL: "told_email"}
        return way, self.cleaned_data[names[way]] if way in names else ""

    @property
    def wrong(self) -> str:
        """What was typed and cannot be used, with why."""
        typed = (self.data.get(name, "") for name in self.errors)
        why = " ".join(str(line) for lines in self.errors.values() for line in lines)
        shown = ", ".join(f"“{text[:60]}”" for text in typed if text)
        return f"{shown}: {why}" if shown else why

    def clean(self) -> dict[str, Any]:
        """Only what the chosen way needs is looked at."""
        said = super().clean() or {}
        way = said.get("told_by")
        if way != Telling.SMS:
            self.errors.pop("told_phone", None)
        if way != Telling.EMAIL:
            self.errors.pop("told_email", None)
        if way == Telling.SMS and "told_phone" not in self.errors:
            said["told_phone"] = self._number(said["told_phone"])
        if way == Telling.EMAIL and not self.errors and not said["told_email"]:
            self.add_error("told_email", gettext("Write the address first."))
        return said

    def _number(self, typed: str) -> str:
        call_back = self.data.get("call_back_phone", "")
        number = typed or self.kept or self._textable(call_back)
        if not number:
            self.add_error("told_phone", gettext("Write the mobile number first."))
        elif not takes_texts(number):
            self.add_error(
                "told_phone",
                gettext(
                    "Texts to this number are stopped (STOP). Send START from it to "
                    "the number they came from, or choose another way."
                ),
            )
        return number

    def _textable(self, number: str) -> str:
        """The number, E.164, if a text may arrive there; else empty."""
        try:
            return self.fields["told_phone"].clean(show_phone(number) if number else "")
        except forms.ValidationError:
            return ""
