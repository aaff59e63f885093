"""Rows pasted from a spreadsheet: the text, then each row as a form of its own, in
which what was not understood is put right. Nothing is kept in between but the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.core.pasting import (
    MAX_ROWS,
    MAX_TEXT,
    Known,
    Paste,
    Pasted,
    PasteError,
    read_pasted,
    spellings,
)
from escalation.deferred import who_may_have_it
from escalation.forms.briefs import FORMS, RowForm, days_of
from escalation.models import RowKind
from escalation.response import outlets_of
from rota.core.roster_csv import MAX_BYTES, RosterError, decode
from rota.models import Period

KINDS = (
    (RowKind.POST.value, _("scheduled posts")),
    (RowKind.SUBJECT.value, _("subjects")),
)
FILES: dict[str, Promise] = {
    "empty": _("This file is empty."),
    "spreadsheet": _(
        "This is a spreadsheet file. Open it, copy its rows and paste them here; or "
        "save it as CSV, and send that file."
    ),
    "binary": _("This file is not a text. Save the table as CSV and send that file."),
    "too_large": _("This file is too large: 20,000 characters is the most."),
}
UNREAD: dict[str, Promise] = {
    "day": _("“%(text)s” is no day of this weekend: choose it."),
    "time": _("“%(text)s” is no time: write one, such as 15:30."),
    "outlet": _("“%(text)s” is none of the team's networks: choose one."),
    "owner": _("“%(text)s” is nobody of the team: choose a colleague, or nobody."),
    "until_on": _("“%(text)s” is no date: choose it."),
}


class PasteForm(forms.Form):
    """A text or a file. Once valid, `paste` is what was read."""

    kind = forms.ChoiceField(
        label=_("These rows are"), choices=KINDS, initial=RowKind.POST
    )
    text = forms.CharField(
        label=_("Rows copied from a spreadsheet"),
        help_text=_("From Excel, LibreOffice or Google, with or without headings."),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 10, "spellcheck": "false", "class": "list"}
        ),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        allow_empty_file=True,  # `decode` says that it is empty
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, period: Period, at: datetime
    ) -> None:
        super().__init__(data, files, auto_id="paste_%s")
        self.period, self.at = period, at
        self.paste = Paste([], ())

    def clean(self) -> dict[str, Any]:
        """Reads it. Raises ValidationError with what is wrong with all of it."""
        data = super().clean() or {}
        try:
            file = data.get("file")
            text = decode(file.read(MAX_BYTES + 1)) if file else data.get("text", "")
            text = text.replace("\r\n", "\n")  # a line's end counts once
            kind = data.get("kind", RowKind.POST)
            self.paste = read_pasted(text, kind, known_in(self.period, self.at))
        except RosterError as error:
            raise forms.ValidationError(str(FILES[error.reason])) from error
        except PasteError as error:
            raise forms.ValidationError(_explain(error)) from error
        return data


@dataclass(frozen=True, slots=True)
class Checked:
    """One row on the page that checks them; `skip` names the box to leave it out."""

    form: RowForm
    skip: str
    is_left_out: bool


def checked_rows(
    kind: str, period: Period, at: datetime, *, paste: Paste
) -> list[Checked]:
    """What was pasted, each row with what is wrong with it."""
    return [
        _first(kind, period, at, number, row) for number, row in enumerate(paste.rows)
    ]


def sent_rows(
    kind: str, period: Period, at: datetime, data: Mapping[str, str]
) -> list[Checked]:
    """The rows of that page, as they were corrected on it."""
    count = data.get("count", "")
    number = int(count) if count.isdecimal() and len(count) < 5 else 0
    return [
        Checked(
            FORMS[kind](data, period=period, at=at, prefix=f"r{one}"),
            f"r{one}-skip",
            f"r{one}-skip" in data,
        )
        for one in range(min(number, MAX_ROWS))
    ]


def known_in(period: Period, at: datetime) -> Known:
    """What a cell may name in this team, this weekend."""
    people = [one.person for one in who_may_have_it(period.team, at)]
    names = [
        (name, str(one.pk))
        for one in people
        for name in (one.name, one.short_name, one.name.split()[0], one.email)
    ]
    outlets = ((one.name, str(one.pk)) for one in outlets_of(period.team))
    return Known(days_of(period), spellings(outlets), spellings(names))


def _first(
    kind: str, period: Period, at: datetime, number: int, row: Pasted
) -> Checked:
    prefix = f"r{number}"
    data = {f"{prefix}-{name}": value for name, value in row.said.items()}
    form = FORMS[kind](data, period=period, at=at, prefix=prefix)
    for name, text in row.unread.items():
        form.errors.pop(name, None)
        form.add_error(name, str(UNREAD[name]) % {"text": text})
    return Checked(form, f"{prefix}-skip", is_left_out=False)


def _explain(error: PasteError) -> str:
    slots = {"count": error.count, "rows": MAX_ROWS, "characters": MAX_TEXT}
    match error.reason:
        case "too_long":
            said = gettext(
                "That is %(count)d characters; %(characters)d is the most. Paste it in "
                "two parts: it is still below."
            )
        case "too_many":
            said = gettext(
                "That is %(count)d rows; %(rows)d is the most. Paste them in two "
                "parts: they are still below."
            )
        case _:
            said = gettext("Nothing was pasted: copy the rows, then paste them here.")
    return said % slots
