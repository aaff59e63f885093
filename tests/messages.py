"""The texts to translate, and their translations: read without gettext's tools,
so that the law is the same on every machine."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.template import engines
from django.template.base import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from sources import ROOT, Source, dotted, python_files, templates

# function → which arguments are its context, its text and its plural
GETTEXT = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CATALOGUE = ROOT / "oncall" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
IN_FILTER = re.compile(r"""_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\)""")


@dataclass(frozen=True)
class Text:
    """One text to translate, as a catalogue keys it."""

    text: str
    context: str = ""
    plural: str = ""


@dataclass
class Entry:
    """One entry of a catalogue."""

    text: Text
    translations: list[str] = field(default_factory=list)
    is_fuzzy: bool = False


# --- what the product says ------------------------------------------------------
def gettext_calls(source: Source) -> list[tuple[ast.Call, tuple]]:
    """Every call that asks for a translation, with its argument places."""
    found = []
    for call in source.calls():
        name = dotted(call.func).rpartition(".")[2]
        if name in GETTEXT and call.args:
            found.append((call, GETTEXT[name]))
    return found


def literal(node: ast.expr) -> str | None:
    """The text of a literal argument; None when it is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def of_python(source: Source) -> set[Text]:
    """The texts a Python file asks for."""
    found = set()
    for call, places in gettext_calls(source):
        context, text, plural = (
            "" if place is None else literal(call.args[place]) or "" for place in places
        )
        if text:
            found.add(Text(text, context, plural))
    return found


def of_template(path: Path) -> set[Text]:
    """The texts a template asks for."""
    template: Template = engines["django"].from_string(path.read_text()).template
    found = set()
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        literal_text = node.filter_expression.var.literal
        if literal_text is not None:
            text = str(literal_text).replace("%", "%%")
            found.add(Text(text, _context(node)))
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        singular, _ = node.render_token_list(node.singular)
        plural, _ = node.render_token_list(node.plural or [])
        found.add(Text(singular, _context(node), plural))
    for use in IN_FILTER.finditer(path.read_text()):
        found.add(Text(use["text"].replace("%", "%%")))
    return found


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    if not node.message_context:
        return ""
    # a constant is the string itself, or a variable that holds one
    var = node.message_context.var
    return str(getattr(var, "literal", var))


@cache
def of_product() -> set[Text]:
    """Every text of the product."""
    found: set[Text] = set()
    for source in python_files():
        found |= of_python(source)
    for path in templates():
        found |= of_template(path)
    return found


# --- what the catalogue says ----------------------------------------------------
def read_catalogue(text: str) -> list[Entry]:
    """The entries of a .po file, its header and obsolete ones left out."""
    entries = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        fields = _fields(lines)
        if fields.get("msgid"):
            key = Text(
                fields["msgid"],
                fields.get("msgctxt", ""),
                fields.get("msgid_plural", ""),
            )
            texts = [v for k, v in fields.items() if k.startswith("msgstr")]
            fuzzy = any(x.startswith("#,") and "fuzzy" in x for x in lines)
            entries.append(Entry(key, texts, fuzzy))
    return entries


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    current = ""
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith('"'):
            current, line = line.split(" ", 1)
            fields[current] = ""
        fields[current] += ast.literal_eval(line.strip())
    return fields
