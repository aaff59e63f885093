"""What a team does itself about a case or a kind of event, in both languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.core.sheets import Sheet, steps
from escalation.core.slots import SLOTS, unknown
from escalation.response import LANGUAGES

PARTS = {
    "steps": (_("What to do"), 14, 8000),
    "first": (_("First message"), 5, 2000),
    "update": (_("Update"), 4, 2000),
    "end": (_("End message"), 4, 2000),
}
MOST_OUTLETS, LONGEST_OUTLET = 20, 40


class ProcedureForm(forms.Form):
    """Markdown with steps, and three messages, in French and English. `seen`: the
    number of the version it was made from."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, sheets: dict[str, Sheet], seen: int
    ) -> None:
        values = {
            f"{part}_{language}": getattr(sheets[language], part)
            for part in PARTS
            for language in LANGUAGES
        }
        super().__init__(data, initial=values | {"seen": seen})
        for language in LANGUAGES:
            for part, (label, rows, longest) in PARTS.items():
                self.fields[f"{part}_{language}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=longest,
                    strip=True,
                    widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
                )

    def of(self, language: str) -> list[forms.BoundField]:
        """The fields of one language."""
        return [self[f"{part}_{language}"] for part in PARTS]

    @property
    def french(self) -> list[forms.BoundField]:
        """For the template."""
        return self.of("fr")

    @property
    def english(self) -> list[forms.BoundField]:
        """For the template."""
        return self.of("en")

    def clean(self) -> dict[str, Any]:
        """Slots that exist; the same steps in both languages, for they are ticked
        by their place."""
        cleaned = super().clean() or {}
        for name, text in list(cleaned.items()):
            if isinstance(text, str) and (wrong := unknown(text)):
                known = ", ".join(f"{{{slot}}}" for slot in SLOTS)
                self.add_error(
                    name,
                    gettext("{%(slot)s} stands for nothing. Known are: %(known)s.")
                    % {"slot": wrong[0], "known": known},
                )
        numbers = [len(steps(cleaned.get(f"steps_{one}", ""))) for one in LANGUAGES]
        if numbers[0] != numbers[1]:
            text = gettext(
                "French has %(fr)d steps and English %(en)d: write the same ones in "
                "both. A step is a line that begins with “- [ ]”."
            )
            self.add_error("steps_en", text % {"fr": numbers[0], "en": numbers[1]})
        return cleaned

    def texts(self) -> dict[str, dict[str, str]]:
        """As a version keeps them."""
        return {
            language: {
                part: self.cleaned_data[f"{part}_{language}"].replace("\r\n", "\n")
                for part in PARTS
            }
            for language in LANGUAGES
        }


class OutletsForm(forms.Form):
    """Where the team publishes, one a line."""

    names = forms.CharField(
        label=_("Where you publish"),
        help_text=_("One a line, in the order you publish: the website first."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Name at least one place.")},
    )

    def clean_names(self) -> list[str]:
        """Each once, none too long."""
        typed = self.cleaned_data["names"].splitlines()
        lines = (" ".join(line.split()) for line in typed)
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > MOST_OUTLETS:
            raise forms.ValidationError(
                gettext("That is %(count)d places; keep at most %(most)d.")
                % {"count": len(names), "most": MOST_OUTLETS}
            )
        for name in names:
            if len(name) > LONGEST_OUTLET:
                raise forms.ValidationError(
                    gettext("“%(name)s” is too long: %(most)d characters at most.")
                    % {"name": name, "most": LONGEST_OUTLET}
                )
        return names
