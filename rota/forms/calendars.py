"""One's own calendar, to be read for the days one is away."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.core.absences import Stretch
from rota.core.busy_days import (
    MOST_BYTES,
    Counted,
    NotACalendarError,
    coming_busy_days,
)
from rota.forms.line import LineField
from rota.models import CalendarRule, Team

LONGEST = 2000
MEGABYTES = MOST_BYTES // 1_000_000


class CalendarForm(forms.Form):
    """An address or a file, and which of its entries count.

    `busy`: the days found in the file, once the form is valid.
    """

    url = forms.CharField(
        label=_("Its address"),
        max_length=LONGEST,
        required=False,
        help_text=_(
            "The secret address in iCal format, which your calendar program gives. "
            "Nobody else sees it. It is read each day."
        ),
        widget=forms.TextInput(
            {"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        help_text=_("An .ics file that you exported. It is read once."),
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
    )
    rule = forms.ChoiceField(
        label=_("Which entries count"),
        choices=CalendarRule.choices,
        initial=CalendarRule.AWAY.value,
        widget=forms.RadioSelect,
    )
    word = LineField(
        label=_("The word"),
        max_length=60,
        required=False,
        help_text=_("For instance “leave”. Capitals and accents do not matter."),
    )

    def __init__(self, *args: Any, team: Team, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.at = team, at
        self.busy: list[Stretch] = []

    def clean_url(self) -> str:
        """The address, with the scheme it is fetched by. Raises ValidationError."""
        url: str = self.cleaned_data["url"].strip()
        for scheme in ("webcal://", "webcals://"):
            if url.lower().startswith(scheme):
                url = f"https://{url[len(scheme) :]}"
        if url and urlsplit(url).scheme not in _schemes():
            text = gettext(
                "An address of a calendar starts with https:// or webcal://. Copy it "
                "whole."
            )
            raise forms.ValidationError(text)
        return url

    def clean(self) -> dict[str, Any]:
        """One calendar, and a word if it is to be looked for; reads the file."""
        data = super().clean() or {}
        if data.get("rule") == CalendarRule.AWAY:
            data["word"] = ""
        elif not data.get("word"):
            text = gettext("Write the word that the titles of such entries contain.")
            self.add_error("word", text)
        if "url" in self.errors:
            return data
        if bool(data.get("url")) == bool(data.get("file")):
            text = gettext("Give either an address or a file.")
            self.add_error("url", text)
        elif data.get("file") and not self.errors:
            self._read(data)
        return data

    def _read(self, data: dict[str, Any]) -> None:
        body = data["file"].read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            text = gettext("This file is larger than %(count)d MB. Export fewer years.")
            self.add_error("file", text % {"count": MEGABYTES})
            return
        try:
            self.busy = coming_busy_days(
                body, Counted(data["word"]), self.team.zone, self.at
            )
        except NotACalendarError:
            text = gettext("This file is not a calendar: export it as .ics.")
            self.add_error("file", text)


def _schemes() -> tuple[str, ...]:
    return ("https", "http") if settings.CALENDARS_ON_LOOPBACK else ("https",)
