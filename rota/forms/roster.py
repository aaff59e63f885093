"""A list of people to import: a file or pasted text, then the same list again with
the rows that were corrected. Nothing is kept between the two pages but the form."""

import hashlib
import re
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.core.roster_csv import (
    MAX_BYTES,
    MAX_ROWS,
    Problem,
    Roster,
    RosterError,
    decode,
    read_roster,
)
from rota.forms.phone import accepts_fiction, explain_phone, region_of
from rota.models import Team
from rota.senders import own_numbers

ROW = re.compile(r"row(\d{1,6})")
COLUMNS: dict[str, Promise] = {
    "name": _("name"),
    "email": _("e-mail"),
    "phone": _("mobile phone"),
    "trade": _("trade"),
    "trainings": _("trainings"),
    "share": _("share of full time"),
    "language": _("language"),
}
PROBLEMS: dict[tuple[str, str], Promise] = {
    ("name", "empty"): _("The name is missing."),
    ("name", "letters"): _("“%(text)s” is not a name."),
    ("name", "too_long"): _("The name is too long: 80 characters at most."),
    ("email", "empty"): _("The e-mail address is missing."),
    ("email", "invalid"): _("“%(text)s” is not an e-mail address."),
    ("email", "too_long"): _("The e-mail address is too long."),
    ("email", "repeated"): _(
        "This e-mail address is already on line %(text)s. Remove one of the two."
    ),
    ("trade", "too_long"): _("The trade is too long: 40 characters at most."),
    ("trainings", "too_long"): _(
        "“%(text)s” is too long for a training: 60 characters at most."
    ),
    ("share", "invalid"): _(
        "“%(text)s” is not a share of full time. Write 80, 80 %% or 0.8."
    ),
    ("language", "invalid"): _(
        "“%(text)s” is not a language of this program. Write fr or en."
    ),
    ("row", "cells"): _(
        "This row has more cells than there are headings. Put quotation marks "
        "around a cell that contains the separator."
    ),
    ("row", "quotes"): _(
        "A quotation mark is opened and never closed, so several lines were read "
        "as one. Remove it or close it."
    ),
}
ERRORS: dict[str, Promise] = {
    "empty": _("This list is empty. Choose another file, or paste the list."),
    "no_rows": _("There are headings, but nobody under them."),
    "spreadsheet": _(
        "This is a spreadsheet. In your program, choose “Save as”, then the format "
        "CSV, and send that file."
    ),
    "binary": _("This file is not a text. Save the list as CSV and send that file."),
    "too_large": _("This file is too large: a list of people has 128 KB at most."),
    "too_many_rows": _("This list is too long: %(rows)d people at most."),
    "no_headings": _(
        "The first line must name the columns, such as: name;e-mail;phone;trade"
    ),
    "missing_columns": _(
        "A column is missing: %(columns)s. The first line names the columns, such as: "
        "name;e-mail;phone;trade"
    ),
    "repeated_column": _(
        "Two columns say the same thing: %(columns)s. Keep one of them."
    ),
}


def explain_problem(problem: Problem) -> str:
    """A sentence in the reader's language."""
    if problem.field == "phone":
        said = gettext("“%(text)s”: %(reason)s")
        reason = explain_phone(problem.code)
        return said % {"text": problem.text, "reason": reason}
    return str(PROBLEMS[problem.field, problem.code]) % {"text": problem.text}


def explain_error(error: RosterError) -> str:
    """A sentence in the reader's language, with what to do."""
    names = [
        str(COLUMNS.get(name, name))
        for name in error.detail.split(", ")
        if error.detail
    ]
    slots = {"columns": ", ".join(names), "rows": MAX_ROWS}
    return str(ERRORS[error.reason]) % slots


class RosterForm(forms.Form):
    """A file, a text, or the rows of the page that checks them.

    `roster` is what was read once the form is valid; `text` is the list as a text,
    to be shown again and corrected when it could be decoded.
    """

    file = forms.FileField(
        label=_("A file"),
        help_text=_("CSV, as any spreadsheet saves it."),
        required=False,
        allow_empty_file=True,  # `decode` says that it is empty
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or the list itself"),
        help_text=_("Copied from a spreadsheet, its first line included."),
        required=False,
        strip=False,
        widget=forms.Textarea(
            {"rows": 8, "maxlength": MAX_BYTES, "spellcheck": "false"}
        ),
    )
    heading = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.list = ""
        self.roster: Roster | None = None

    def clean(self) -> dict[str, Any]:
        """Reads the list. Raises ValidationError with what is wrong with all of it."""
        data = super().clean() or {}
        try:
            self.list = self._text(data)
            if not self.list:
                raise forms.ValidationError(
                    gettext("Choose a file, or paste the list into the box.")
                )
            self.roster = read_roster(
                self.list,
                region_of(self.team),
                accept_fiction=accepts_fiction(),
                own=own_numbers(),
            )
        except RosterError as error:
            raise forms.ValidationError(explain_error(error)) from error
        return data

    def is_as_seen(self) -> bool:
        """True when the rows to be imported are those the reader was shown."""
        return self.cleaned_data["seen"] == fingerprint(self.roster)

    def _text(self, data: dict[str, Any]) -> str:
        """The list, wherever it is. Raises RosterError for a file that is no text."""
        if data.get("heading"):
            found = (ROW.fullmatch(name) for name in self.data)
            numbers = sorted(int(row.group(1)) for row in found if row)
            rows = [self.data[f"row{number}"] for number in numbers]
            return "\n".join([data["heading"], *rows])
        if data.get("file"):
            return decode(data["file"].read(MAX_BYTES + 1))
        text: str = data.get("text", "")
        return text if text.strip() else ""


def fingerprint(roster: Roster | None) -> str:
    """Stands for the good rows of a list, to notice that they are others."""
    rows = roster.good if roster else ()
    return hashlib.sha256("\n".join(row.original for row in rows).encode()).hexdigest()
