"""The team's own automatic replies: eight texts, and what their slots are filled
with. An empty text goes back to the one this program proposes."""

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from escalation.autoreply import settings_of, texts_of
from escalation.core.reply import DEFAULTS, Slot, faults_of, slot_name
from escalation.models import ReplyVariant
from rota.models import LANGUAGES, Team

# what Facebook and Instagram take in one message
REPLY_LENGTH = 1000


class ReplyTextsForm(forms.Form):
    """One field for each variant and language: `off_hours_fr`."""

    url = forms.URLField(
        label=_("Page with urgent information"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "Fills the slot “url”. Without it, sentences with that slot are left out."
        ),
        error_messages={
            "invalid": _("This is no address. Write it whole: https://ville.fr/infos")
        },
    )
    minutes = forms.IntegerField(
        label=_("Minutes between two updates in a crisis"),
        min_value=5,
        max_value=720,
        help_text=_("Fills the slot “n”."),
    )
    reminds = forms.BooleanField(
        label=_("Remind the person on call by e-mail"),
        required=False,
        help_text=_(
            "Three hours before a weekend: set the reply. At its end: take it off, and "
            "hand over."
        ),
    )

    def __init__(self, data: Any = None, *, team: Team) -> None:
        chosen, texts = settings_of(team), texts_of(team)
        initial: dict[str, Any] = {
            "url": chosen.url,
            "minutes": chosen.minutes,
            "reminds": chosen.reminds,
        }
        initial |= {
            f"{variant}_{lang}": text for (variant, lang), text in texts.items()
        }
        super().__init__(data, initial=initial, auto_id="reply_%s")
        for variant, language in DEFAULTS:
            self.fields[f"{variant}_{language}"] = _text_field(variant, language)

    def clean(self) -> dict[str, Any]:
        """Says what is wrong with each text, in a sentence under it."""
        cleaned = super().clean() or {}
        for variant, language in DEFAULTS:
            name = f"{variant}_{language}"
            for sentence in _sentences(cleaned.get(name, ""), variant, language):
                self.add_error(name, sentence)
        return cleaned

    @property
    def texts(self) -> dict[tuple[str, str], str]:
        """What was written, once valid; empty for a text as it is proposed."""
        found = {}
        for (variant, language), proposed in DEFAULTS.items():
            typed = self.cleaned_data[f"{variant}_{language}"].replace("\r\n", "\n")
            found[variant, language] = "" if typed == proposed else typed
        return found

    @property
    def groups(self) -> list[tuple[ReplyVariant, list[forms.BoundField]]]:
        """The texts as the page shows them: a variant, then its languages."""
        return [
            (variant, [self[f"{variant}_{code}"] for code, _name in LANGUAGES])
            for variant in ReplyVariant
        ]


def _text_field(variant: str, language: str) -> forms.CharField:
    return forms.CharField(
        label=dict(LANGUAGES)[language],
        required=False,
        max_length=REPLY_LENGTH,
        error_messages={
            "max_length": _(
                "That is %(show_value)d characters; a reply holds %(limit_value)d."
            )
        },
        widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
    )


def _sentences(text: str, variant: str, language: str) -> list[str]:
    """Nothing to say of an empty text: ours takes its place."""
    if not text:
        return []
    faults, said = faults_of(text, variant, language), []
    if faults.unknown:
        known = ", ".join(f"{{{slot_name(slot, language)}}}" for slot in Slot)
        said.append(
            ngettext(
                "%(names)s is no slot: use %(known)s.",
                "%(names)s are no slots: use %(known)s.",
                len(faults.unknown),
            )
            % {"names": _braced(faults.unknown), "known": known}
        )
    if faults.missing:
        said.append(
            gettext("This text must hold %(names)s.")
            % {"names": _braced(faults.missing)}
        )
    if faults.is_broken:
        said.append(gettext("A brace stands alone: a slot has one on each side."))
    return said


def _braced(names: tuple[str, ...]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
