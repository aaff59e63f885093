"""Reads a list of people as spreadsheets save it: bytes in, rows with values or
reasons out. It writes nothing, knows no team, and keeps what it cannot read."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial

from rota.core.cells import Line, read_cells
from rota.core.phones import PhoneError, parse_phone
from rota.core.spelling import fold, one_line

MAX_BYTES = 128 * 1024
MAX_ROWS = 500
NAME_LENGTH, EMAIL_LENGTH, TRADE_LENGTH, TRAINING_LENGTH = 80, 254, 40, 60
REQUIRED = ("name", "email")

# Headings, compared without accents, case, punctuation.
HEADINGS = {
    "name": "name fullname nomcomplet nomprenom prenomnom nometprenom prenometnom"
    " nomdusage membre member personne agent",
    "first_name": "prenom prenoms firstname givenname forename",
    "last_name": "nom nomdefamille lastname surname familyname",
    "email": "email emailaddress mail courriel adressemail adresseemail"
    " adresseelectronique adressecourriel emailpro mailpro emailprofessionnel",
    "phone": "phone phonenumber mobile mobilephone cell telephone tel portable"
    " telephoneportable telportable telephonemobile telmobile numero"
    " numerodetelephone ndetelephone gsm",
    "trade": "trade job jobtitle metier fonction poste profession",
    "trainings": "training trainings formation formations formationssuivies",
    "share": "share workingtime parttime fte quotite quotitedetravail etp"
    " tempsdetravail tauxdactivite quotitetempsdetravail",
    "language": "language lang langue",
}
FIELD_OF = {
    heading: field for field, words in HEADINGS.items() for heading in words.split()
}
LANGUAGE_OF = {
    word: code
    for code, words in {"fr": "fr francais french", "en": "en anglais english"}.items()
    for word in words.split()
}
EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])"
)
MOBILE = re.compile("portable|mobile|cell|gsm")
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; old xls


class RosterError(ValueError):
    """A file that cannot be read at all.

    `reason` is one of: empty, no_rows (headings only), spreadsheet (an xlsx, xls
    or ods file), binary, too_large, too_many_rows, no_headings, missing_columns,
    repeated_column. `detail` names the columns, comma-separated, by our field names
    (missing) or as written (repeated).
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be imported: the field, a code, and the text at fault.

    name: empty, too_long, letters. email: empty, invalid, too_long, repeated (`text`
    is the first line's number). phone: a reason of PhoneError. trade, trainings:
    too_long. share, language: invalid. row: cells (more cells than headings), quotes
    (a quotation mark that is never closed swallowed the lines after it).
    """

    field: str
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as understood. Empty: not said; `share` is in percent."""

    line: int  # in the file, from 1, the headings included
    original: str
    name: str
    email: str
    phone: str  # E.164
    trade: str
    trainings: tuple[str, ...]
    share: int | None
    language: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """A file that could be read: its headings, and its rows in their order."""

    heading: str  # the line as written
    columns: tuple[str, ...]  # our fields found
    ignored: tuple[str, ...]  # headings nobody here knows, as written
    rows: tuple[RosterRow, ...]

    @property
    def good(self) -> tuple[RosterRow, ...]:
        """The rows that can be imported."""
        return tuple(row for row in self.rows if not row.problems)

    @property
    def bad(self) -> tuple[RosterRow, ...]:
        """The rows that cannot, with their problems."""
        return tuple(row for row in self.rows if row.problems)


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with their marks, UTF-8 without, else
    Windows-1252, as spreadsheets in French save it.

    Raises RosterError: empty, spreadsheet, binary, too_large.
    """
    if len(data) > MAX_BYTES:
        raise RosterError("too_large")
    if data.startswith(SPREADSHEETS):
        raise RosterError("spreadsheet")
    text = _decoded(data)
    if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in text):
        raise RosterError("binary")
    if not text.strip():
        raise RosterError("empty")
    return text


def read_roster(
    text: str,
    region: str = "FR",
    *,
    accept_fiction: bool,
    own: Collection[str] = (),
) -> Roster:
    """The people in a text with headings, its cells separated by `;` `,` or tabs.

    `region`, `accept_fiction` and `own` are parse_phone's. Raises RosterError: empty,
    too_large, no_rows, too_many_rows, no_headings, missing_columns, repeated_column.
    """
    if len(text) > MAX_BYTES:
        raise RosterError("too_large")
    lines = list(read_cells(text))
    if not lines:
        raise RosterError("empty")
    heading, *body = lines
    fields = _fields(heading.cells)
    if not body:
        raise RosterError("no_rows")
    if len(body) > MAX_ROWS:
        raise RosterError("too_many_rows")
    read_phone = partial(
        parse_phone, region=region, accept_fiction=accept_fiction, own=own
    )
    rows = [_row(line, fields, read_phone) for line in body]
    return Roster(
        heading=heading.text,
        columns=tuple(field for field in fields if field),
        ignored=tuple(
            cell.strip()
            for cell, field in zip(heading.cells, fields, strict=True)
            if cell.strip() and not field
        ),
        rows=tuple(_without_repeats(rows)),
    )


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterError("binary")


def _fields(cells: list[str]) -> list[str]:
    """Our field for each heading, empty for those nobody knows."""
    plain = [re.sub(r"[^a-z0-9]", "", fold(cell)) for cell in cells]
    fields = [FIELD_OF.get(heading, "") for heading in plain]
    if "last_name" in fields and not {"first_name", "name"} & set(fields):
        # “Nom” alone holds the whole name
        fields[fields.index("last_name")] = "name"
    if fields.count("phone") > 1:
        # “Téléphone” beside “Portable” is the one on the desk
        fields = [
            "" if field == "phone" and not MOBILE.search(heading) else field
            for heading, field in zip(plain, fields, strict=True)
        ]
    found = set(fields)
    repeated = [
        cell for cell, f in zip(cells, fields, strict=True) if f and fields.count(f) > 1
    ]
    if repeated:
        raise RosterError("repeated_column", ", ".join(repeated))
    if {"first_name", "last_name"} <= found:
        found.add("name")
    missing = [field for field in REQUIRED if field not in found]
    if missing and any("@" in cell for cell in cells):
        raise RosterError("no_headings")
    if missing:
        raise RosterError("missing_columns", ", ".join(missing))
    return fields


def _row(line: Line, fields: list[str], read_phone: Callable[[str], str]) -> RosterRow:
    said = dict(zip(fields, line.cells, strict=False))
    problems: list[Problem] = []
    if any(line.cells[len(fields) :]):
        problems.append(Problem("row", "cells"))
    if line.text.count("\n") and line.text.count("@") > 1:
        problems.append(Problem("row", "quotes"))
    name = _name(said, problems)
    email = _email(said.get("email", ""), problems)
    phone = _phone(said.get("phone", ""), read_phone, problems)
    share = _share(said.get("share", ""), problems)
    trade = " ".join(said.get("trade", "").split())
    if len(trade) > TRADE_LENGTH:
        problems.append(Problem("trade", "too_long", trade))
    trainings = _trainings(said.get("trainings", ""), problems)
    language = LANGUAGE_OF.get(fold(said.get("language", "")), "")
    if said.get("language") and not language:
        problems.append(Problem("language", "invalid", said["language"]))
    return RosterRow(
        line=line.number,
        original=line.text,
        name=name,
        email=email,
        phone=phone,
        trade=trade,
        trainings=trainings,
        share=share,
        language=language,
        problems=tuple(problems),
    )


def _name(said: dict[str, str], problems: list[Problem]) -> str:
    if "name" in said:
        name = tidy_name(said["name"])
    else:
        first, last = said.get("first_name", ""), said.get("last_name", "")
        loud = last.isupper() and len(last) > 2
        words = one_line(f"{first} {last}").split()
        name = " ".join(_capitals(word) if loud else word for word in words)
    if not name:
        problems.append(Problem("name", "empty"))
    elif not any(c.isalpha() for c in name):
        problems.append(Problem("name", "letters", name))
    elif len(name) > NAME_LENGTH:
        problems.append(Problem("name", "too_long", name))
    return name


def tidy_name(text: str) -> str:
    """“RENAUD Camille”, as administrations write it, becomes “Camille Renaud”."""
    words = one_line(text).split()
    loud = [word.isupper() for word in words]
    if not any(up and len(word) > 2 for up, word in zip(loud, words, strict=True)):
        return " ".join(words)  # “JP Durand” and “J. Petit” are as meant
    leading = loud.index(False) if False in loud else 0
    if not any(loud[leading:]):
        words = words[leading:] + words[:leading]
    return " ".join(_capitals(word) for word in words)


def _capitals(word: str) -> str:
    """“LE-GOFF” becomes “Le-Goff”; what is not all capitals stays."""
    if not word.isupper() or len(word) == 1:
        return word
    return re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), word)


def _email(text: str, problems: list[Problem]) -> str:
    """Also out of “Camille Renaud <camille@…>”."""
    inside = re.search(r"<([^<>]*)>\s*$", text)
    email = (inside.group(1) if inside else text).strip().lower()
    email = email.removeprefix("mailto:")
    if not email:
        problems.append(Problem("email", "empty"))
    elif len(email) > EMAIL_LENGTH:
        problems.append(Problem("email", "too_long", email))
    elif not EMAIL.fullmatch(email):
        problems.append(Problem("email", "invalid", text))
    return email


def _phone(text: str, read_phone: Callable[[str], str], problems: list[Problem]) -> str:
    if not text:
        return ""
    try:
        return read_phone(text)
    except PhoneError as error:
        problems.append(Problem("phone", error.reason, text))
        return ""


def _share(text: str, problems: list[Problem]) -> int | None:
    """Percent, from “80”, “80 %”, “0,8” or “1” (a full-time post)."""
    if not text:
        return None
    plain = re.sub(r"[\s%]", "", text).replace(",", ".")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", plain):
        value = float(plain)
        share = round(value * 100 if value <= 1 and "%" not in text else value)
        if 1 <= share <= 100:
            return share
    problems.append(Problem("share", "invalid", text))
    return None


def split_trainings(text: str) -> tuple[str, ...]:
    """The names in a list separated by bars, commas, semicolons or lines, once each."""
    names: dict[str, str] = {}
    for part in re.split(r"[|,;\n]", text):
        name = " ".join(part.split())
        if name:
            names.setdefault(fold(name), name)
    return tuple(names.values())


def _trainings(text: str, problems: list[Problem]) -> tuple[str, ...]:
    names = split_trainings(text)
    problems.extend(
        Problem("trainings", "too_long", name)
        for name in names
        if len(name) > TRAINING_LENGTH
    )
    return names


def _without_repeats(rows: list[RosterRow]) -> Iterator[RosterRow]:
    """The first row of an address counts; the others say where it was."""
    first: dict[str, int] = {}
    for row in rows:
        if row.email and row.email in first:
            repeated = Problem("email", "repeated", str(first[row.email]))
            row = replace(row, problems=(*row.problems, repeated))
        elif row.email:
            first[row.email] = row.line
        yield row
