"""Rows copied from a spreadsheet, as rows of the weekend sheet. Pure: text in, values
and what was not understood out; nothing of what was pasted is dropped without a word.

With headings, each column is what its heading says; without, each cell is what it
looks like: a moment, a link, a network, a colleague, else words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from escalation.core.written import days, split_moment
from rota.core.cells import Line, read_cells
from rota.core.spelling import fold

POST, SUBJECT = "post", "subject"
MAX_TEXT, MAX_ROWS = 20_000, 100
HEADINGS = {
    POST: {
        "day": "jour date day quand when datedepublication dateheure dateethoraire",
        "time": "heure horaire time hour heuredepublication",
        "outlet": "reseau reseaux reseausocial canal canaux network networks channel"
        " channels outlet support plateforme platform compte ou where",
        "link": "lien liens url link links adresse",
        "text": "texte text message contenu content post publication legende copy"
        " description titre title sujet subject",
        "owner": "responsable qui owner auteur author who referent redacteur par by",
    },
    SUBJECT: {
        "title": "sujet sujets subject subjects quoi what theme titre title topic"
        " evenement event",
        "text": "elementsdelangage langage wording agreedwording message reponse"
        " texte text edl cequondit",
        "source": "source sources",
        "until_on": "jusquau jusqua until fin end echeance date datedefin enddate",
        "owner": "responsable qui owner who referent auteur author",
    },
}
LINK = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:[,;/+&\n]|\bet\b|\band\b)\s*")
SHORT = 3  # letters that begin a name and tell which it is


class PasteError(ValueError):
    """Nothing could be read. `reason`: empty, too_long, too_many; `count`: of
    characters or rows."""

    def __init__(self, reason: str, count: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.count = reason, count


@dataclass(frozen=True, slots=True)
class Known:
    """What a cell may name: the days of the weekend, networks and people, each by
    their spelling without case and accents."""

    days: Sequence[date]
    outlets: Mapping[str, str]
    people: Mapping[str, str]


@dataclass(slots=True)
class Pasted:
    """One row. `said`: values by field, as a form takes them; `unread`: what a cell
    said that was not understood, by field."""

    line: int
    said: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paste:
    """All of it; `ignored`: columns nobody here knows, as written."""

    rows: list[Pasted]
    ignored: tuple[str, ...]


def read_pasted(text: str, kind: str, known: Known) -> Paste:
    """The rows in a text with tabs, or in one saved as CSV. Raises PasteError."""
    if len(text) > MAX_TEXT:
        raise PasteError("too_long", len(text))
    lines = list(_lines(text))
    fields = _headings(lines[0].cells, kind) if lines else []
    body = lines[1:] if fields else lines
    rows = [row for line in body for row in _rows(line, fields, kind, known)]
    if not rows:
        raise PasteError("empty")
    if len(rows) > MAX_ROWS:
        raise PasteError("too_many", len(rows))
    heads = lines[0].cells if fields else []
    unknown = (cell for cell, name in zip(heads, fields, strict=True) if not name)
    return Paste(rows, tuple(filter(None, unknown)))


def spellings(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What `Known` takes, from (name, value); a name that two have is nobody's."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for name, value in names:
        if found.setdefault(fold(name), value) != value:
            twice.add(fold(name))
    return {name: value for name, value in found.items() if name not in twice}


def _lines(text: str) -> Iterator[Line]:
    separator = "\t" if "\t" in text else ""
    for line in read_cells(text, separator):
        if not line.is_unclosed:
            yield line
            continue
        # “"Fête” was no beginning of a cell with lines in it
        for number, words in enumerate(line.text.split("\n")):
            cells = [cell.strip() for cell in words.split(separator or ";")]
            if any(cells):
                yield Line(line.number + number, words, cells)


def _headings(cells: Sequence[str], kind: str) -> list[str]:
    """The field of each column; empty when the first row is no headings."""
    known = {word: name for name, ws in HEADINGS[kind].items() for word in ws.split()}
    plain = [re.sub(r"[^a-z0-9]", "", fold(cell)) for cell in cells]
    fields = [known.get(cell, "") for cell in plain]
    found = sum(map(bool, fields))
    return fields if found >= 2 or 0 < found == sum(map(bool, plain)) else []


def _rows(
    line: Line, fields: Sequence[str], kind: str, known: Known
) -> Iterator[Pasted]:
    """One row, or one for each network it names."""
    cells = [cell for cell in line.cells if cell]
    pairs = (
        list(_named(line.cells, fields))
        if fields
        else list(_guessed(cells, kind, known))
    )
    if not any(cell for _, cell in pairs):
        return
    row = Pasted(line.number)
    outlets: list[str] = []
    for name, cell in pairs:
        if name == "outlet":
            outlets += _outlets(row, cell, known)
        elif cell:
            _put(row, name, cell, known)
    for outlet in outlets or [""]:
        said = row.said | ({"outlet": outlet} if outlet else {})
        yield Pasted(row.line, said, row.unread)


def _named(cells: Sequence[str], fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Cells beyond the last heading are words of the row."""
    for number, cell in enumerate(cells):
        name = fields[number] if number < len(fields) else "text"
        if name:
            yield name, cell


def _guessed(
    cells: Sequence[str], kind: str, known: Known
) -> Iterator[tuple[str, str]]:
    words = iter(("title", "text", "source") if kind == SUBJECT else ())
    for cell in cells:
        if LINK.fullmatch(cell) and kind == POST:
            yield "link", cell
        elif kind == POST and _all_outlets(cell, known):
            yield "outlet", cell
        elif _match(cell, known.people, exactly=True):
            yield "owner", cell
        elif _is_moment(cell, known):
            yield ("day" if kind == POST else "until_on"), cell
        else:
            yield next(words, "text"), cell


def _put(row: Pasted, name: str, cell: str, known: Known) -> None:
    match name:
        case "day" | "time":
            _put_moment(row, name, cell, known)
        case "until_on":
            found = days(split_moment(cell)[0], known.days[0])
            _keep(row, name, cell, found[0].isoformat() if found else "")
        case "owner":
            _keep(row, name, cell, _match(cell, known.people))
        case _:
            before = row.said.get(name)
            row.said[name] = f"{before}\n{cell}" if before else cell


def _put_moment(row: Pasted, name: str, cell: str, known: Known) -> None:
    rest, clock = split_moment(cell)
    if clock:
        row.said["time"] = f"{clock:%H:%M}"
    if rest:
        here = [day for day in days(rest, known.days[0]) if day in known.days]
        if here:
            row.said["day"] = here[0].isoformat()
        else:
            row.unread[name] = cell
    elif not clock:
        row.unread[name] = cell


def _keep(row: Pasted, name: str, cell: str, value: str) -> None:
    if value:
        row.said[name] = value
    else:
        row.unread[name] = cell


def _outlets(row: Pasted, cell: str, known: Known) -> list[str]:
    found = _all_outlets(cell, known)
    if cell and not found:
        row.unread["outlet"] = cell
    return found


def _all_outlets(cell: str, known: Known) -> list[str]:
    """What “Facebook + Instagram” names; none when a part of it is not known."""
    if whole := _match(cell, known.outlets, exactly=True):
        return [whole]
    parts = [part for part in BETWEEN.split(cell) if part]
    found = [_match(part, known.outlets) for part in parts]
    if len(parts) > 1 and all(found):
        return list(dict.fromkeys(found))
    return list(filter(None, [_match(cell, known.outlets)]))


def _match(cell: str, names: Mapping[str, str], *, exactly: bool = False) -> str:
    """The value of the one name that it is, begins, or begins with; else empty."""
    wanted = fold(cell)
    if wanted in names or exactly:
        return names.get(wanted, "")
    found = {
        value
        for name, value in names.items()
        if (len(wanted) >= SHORT and name.startswith(wanted))
        or (len(name) >= SHORT and wanted.startswith(f"{name} "))
    }
    return found.pop() if len(found) == 1 else ""


def _is_moment(cell: str, known: Known) -> bool:
    rest, clock = split_moment(cell)
    return bool(days(rest, known.days[0])) if rest else clock is not None
